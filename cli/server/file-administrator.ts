import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Administrator } from './administrator.ts'

/** Bytes of the secret of one-time codes (RFC 4226 §4). */
const secretSize = 20

/** Works on the files of a data directory. A running server notices changes within a second. */
export const createFileAdministrator = async (directory: string): Promise<Administrator> => {
  const server = await import('../../server/index.ts')
  const users = join(directory, 'users')
  return {
    dataDirectory: directory,
    isOwner: true,
    listClients: () => server.listClients(directory, new Date()),
    issueClient: (name, terms) => server.issueClient({ directory, name, now: new Date(), ...terms }),
    limitClient: (name, terms) => server.limitClient({ directory, name, terms }),
    revokeClient: (which) => server.revokeClient({ directory, which, now: new Date() }),
    listUsers: () => server.readUsers(users),
    readCheckedClients: () => server.readCheckedClients(users),
    async addUser({ oneTimePassword, ...terms }) {
      const secret = oneTimePassword ? randomBytes(secretSize) : undefined
      await server.addUser({ directory: users, now: new Date(), ...terms, ...(secret && { oneTimePassword: secret }) })
      return secret ? { authenticator: server.createAuthenticatorAddress(terms.name, secret) } : {}
    },
    removeUser: (name) => server.removeUser(users, name),
  }
}
