import { randomBytes } from 'node:crypto'
import type { Handlers } from '../../../socket-interface/respond.ts'
import { readCheckedClients } from '../../identity/checked-clients.ts'
import { createAuthenticatorAddress } from '../../identity/credential/one-time-code.ts'
import type { User } from '../../identity/user.ts'
import { addUser, readUsers, removeUser } from '../../identity/user-files.ts'
import { toSetUpPaths } from '../../setup/set-up-paths.ts'
import type { AdministrationServices } from '../services.ts'
import type { userRoutes } from './routes.ts'

/** Bytes of the secret of one-time codes (RFC 4226 §4). */
const secretSize = 20

const isGiven = ([, value]: readonly [string, unknown]): boolean => value !== undefined

/** A user without what its credentials are checked against. */
const toListedUser = ({ name, clients, device, created }: User) => ({
  name,
  created,
  ...(clients && { clients }),
  ...(device && { device: Object.fromEntries(Object.entries(device).filter(isGiven)) }),
})

/** What the server does for the routes about users. */
export const userHandlers: Handlers<typeof userRoutes, AdministrationServices> = {
  'GET /v1/users': async (_, { directory }) => {
    const { users } = toSetUpPaths(directory)
    return { users: (await readUsers(users)).map(toListedUser), checkedClients: await readCheckedClients(users) }
  },
  'POST /v1/users': async ({ body }, { directory, now }) => {
    const { name, password, clients, device, oneTimePassword, hashedPassword, replace } = body
    const secret = oneTimePassword ? randomBytes(secretSize) : undefined
    await addUser({
      directory: toSetUpPaths(directory).users,
      ...{ name, password, hashedPassword, replace, now: now() },
      ...(clients && { clients }),
      ...(device && { device }),
      ...(secret && { oneTimePassword: secret }),
    })
    return { name, ...(secret && { authenticator: createAuthenticatorAddress(name, secret) }) }
  },
  'DELETE /v1/users/{name}': async ({ name }, { directory }) => {
    await removeUser(toSetUpPaths(directory).users, name)
    return { name }
  },
}
