import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Handlers } from '../../../socket-interface/respond.ts'
import { issueClient } from '../../setup/issue-client.ts'
import { limitClient } from '../../setup/limit-client.ts'
import { listClients } from '../../setup/list-clients.ts'
import { revokeClient } from '../../setup/revoke-client.ts'
import { AdministrationError } from '../administration-error.ts'
import type { AdministrationServices } from '../services.ts'
import type { clientRoutes } from './routes.ts'

/** Node.js derives a public key from a private one as well: that one must not have come here. */
const parsePublicKey = (pem: string): KeyObject => {
  if (pem.includes('-----BEGIN PUBLIC KEY-----'))
    try {
      return createPublicKey(pem)
    } catch {
      // The error of OpenSSL says nothing that helps.
    }
  throw new AdministrationError('unusable', 'The field publicKey must be a public key in PEM (SPKI).')
}

/** What the server does for the routes about clients. */
export const clientHandlers: Handlers<typeof clientRoutes, AdministrationServices> = {
  'GET /v1/clients': async (_, { directory, now }) => ({ clients: await listClients(directory, now()) }),
  'POST /v1/clients': async ({ body }, { directory, now, applyChanges }) => {
    const { publicKey, replace, ...rest } = body
    const issued = await issueClient({
      ...{ directory, now: now(), publicKey: parsePublicKey(publicKey), ...rest },
      replace: replace && { overlap: replace.overlap * 1000 },
    })
    await applyChanges()
    return issued
  },
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
