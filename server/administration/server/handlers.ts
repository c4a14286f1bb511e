import { product } from '../../../configuration/product.ts'
import type { Handlers } from '../../../socket-interface/respond.ts'
import { AdministrationError } from '../administration-error.ts'
import { createOpenApi } from '../open-api.ts'
import type { AdministrationServices } from '../services.ts'
import type { serverRoutes } from './routes.ts'

/** What the server does for the routes about itself. */
export const serverHandlers: Handlers<typeof serverRoutes, AdministrationServices> = {
  'GET /v1/status': async (_, { role, readStatus }) => ({
    interfaceVersion: 1,
    version: product.version,
    role,
    ...(await readStatus()),
  }),
  'POST /v1/reload': async (_, { reload }) => {
    const { changed, problems } = await reload()
    if (problems.length > 0)
      throw new AdministrationError(
        'refused',
        `Some files cannot be used: ${problems.join('; ')}`,
        'The server keeps the certificates and authorities that it has. Mend the files, and reload again.',
      )
    return { reloaded: ['certificates', 'authorities', 'revocations'], changed }
  },
  'GET /v1/open-api': async () => createOpenApi(),
}
