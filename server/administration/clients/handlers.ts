import type { Handlers } from '../../../socket-interface/respond.ts'
import { limitClient } from '../../setup/limit-client.ts'
import { listClients } from '../../setup/list-clients.ts'
import { revokeClient } from '../../setup/revoke-client.ts'
import type { AdministrationServices } from '../services.ts'
import type { clientRoutes } from './routes.ts'

/** What the server does for the routes about clients. */
export const clientHandlers: Handlers<typeof clientRoutes, AdministrationServices> = {
  'GET /v1/clients': async (_, { directory, now }) => ({ clients: await listClients(directory, now()) }),
  'PUT /v1/clients/{name}/limits': async ({ name, body }, { directory, applyChanges }) => {
    await limitClient({ directory, name, terms: body })
    await applyChanges()
    return { name, ...body }
  },
  'POST /v1/clients/{name}/revoke': async ({ name }, { directory, now, applyChanges }) => {
    const revoked = await revokeClient({ directory, which: { name }, now: now() })
    await applyChanges()
    return { revoked }
  },
  'POST /v1/revoked-certificates': async ({ body }, { directory, now, applyChanges }) => {
    const revoked = await revokeClient({ directory, which: { pem: body.certificate }, now: now() })
    await applyChanges()
    return { revoked }
  },
}
