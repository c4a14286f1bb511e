import type { createAdministrationClient } from '../../server/administration/client.ts'
import type { Administrator } from './administrator.ts'

interface WireReplaced {
  readonly serialNumber: string
  readonly validUntil: string
}

const toReplaced = ({ serialNumber, validUntil }: WireReplaced) => ({ serialNumber, validUntil: new Date(validUntil) })

/** Asks a running server, over its socket. */
export const createSocketAdministrator = (
  call: ReturnType<typeof createAdministrationClient>,
  dataDirectory: string,
  isOwner: boolean,
): Administrator => ({
  dataDirectory,
  isOwner,
  async listClients() {
    const { clients } = await call('GET /v1/clients', '', undefined)
    return clients.map(({ notAfter, revoked, replaced, ...client }) => ({
      ...client,
      ...(notAfter !== undefined && { notAfter: new Date(notAfter) }),
      ...(revoked !== undefined && { revoked: new Date(revoked) }),
      ...(replaced && { replaced: replaced.map(toReplaced) }),
    }))
  },
  async issueClient(name, { publicKey, days, replace, limits }) {
    const { notAfter, replaced, ...issued } = await call('POST /v1/clients', '', {
      ...{ name, days, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
      ...(replace && { replace: { overlap: replace.overlap / 1000 } }),
      ...(limits && { limits }),
    })
    return { ...issued, notAfter: new Date(notAfter), ...(replaced && { replaced: toReplaced(replaced) }) }
  },
  async limitClient(name, terms) {
    await call('PUT /v1/clients/{name}/limits', name, terms)
  },
  async revokeClient(which) {
    const { revoked } =
      'name' in which
        ? await call('POST /v1/clients/{name}/revoke', which.name, undefined)
        : await call('POST /v1/revoked-certificates', '', { certificate: which.pem })
    return revoked
  },
  listUsers: async () => (await call('GET /v1/users', '', undefined)).users,
  readCheckedClients: async () => (await call('GET /v1/users', '', undefined)).checkedClients,
  async addUser({ clients, device, ...terms }) {
    const { authenticator } = await call('POST /v1/users', '', {
      ...terms,
      ...(clients && { clients }),
      ...(device && { device }),
    })
    return authenticator === undefined ? {} : { authenticator }
  },
  async removeUser(name) {
    await call('DELETE /v1/users/{name}', name, undefined)
  },
})
