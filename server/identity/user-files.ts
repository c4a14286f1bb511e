import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createFile, readFileIfExists, replaceFile } from '../../durable/durable-file.ts'
import { SetUpError } from '../setup/set-up-error.ts'
import { addCheckedClients } from './checked-clients.ts'
import { hashSecrets } from './credential/hash-secrets.ts'
import { hashPassword, type ScryptCost } from './credential/password-hash.ts'
import { type DeviceIdentifiers, isUserName, parseUser, toDeviceKey, type User } from './user.ts'

const suffix = '.json'
const fileMode = 0o600

const getPath = (directory: string, name: string): string => join(directory, `${name}${suffix}`)

/** Reads the users of a directory, one file each, in the order of their names; none if it is missing. @throws SetUpError */
export const readUsers = async (directory: string): Promise<readonly User[]> => {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const users: User[] = []
  for (const file of names.sort()) {
    if (file.startsWith('.') || !file.endsWith(suffix)) continue
    const path = join(directory, file)
    // Removed since the directory was read.
    const text = await readFileIfExists(path)
    if (!text) continue
    const user = parseUser(text.toString())
    if (!user || `${user.name}${suffix}` !== file)
      throw new SetUpError(`${path} does not hold a user. Restore it from a backup, or remove it.`)
    users.push(user)
  }
  return users
}

export interface AddUserOptions {
  /** `users` in the data directory; created if missing. */
  readonly directory: string
  readonly name: string
  readonly password: string
  readonly device?: DeviceIdentifiers
  /** The clients that the user may come with; all by default. From now on the server checks the credentials that these send. */
  readonly clients?: readonly string[]
  /** The secret of one-time codes, required besides the password. */
  readonly oneTimePassword?: Uint8Array
  /** Allow a Hashed Password: the secrets stored for it are as sensitive as the password. */
  readonly hashedPassword?: boolean
  readonly now: Date
  /** Replace a user of that name, with a new password. */
  readonly replace?: boolean
  readonly cost?: ScryptCost
}

/** Adds a user; running servers accept it from the next request on. @throws SetUpError */
export const addUser = async (options: AddUserOptions): Promise<User> => {
  const { directory, name, password, device, clients, now, replace = false } = options
  if (!isUserName(name))
    throw new SetUpError(
      `"${name}" cannot be the name of a user: 1 to 64 letters, digits and . _ @ - make one, with no dot or dash in front.`,
    )
  if (password === '') throw new SetUpError('The password is empty: a user needs one.')
  const others = (await readUsers(directory)).filter((user) => user.name !== name)
  const twin = device && others.find((user) => user.device && toDeviceKey(user.device) === toDeviceKey(device))
  if (twin) throw new SetUpError(`The user ${twin.name} already has these device identifiers.`)
  const user: User = {
    name,
    password: await hashPassword(password, options.cost),
    created: now.toISOString(),
    ...(device && { device }),
    ...(clients?.length && { clients }),
    ...(options.oneTimePassword && { oneTimePassword: Buffer.from(options.oneTimePassword).toString('base64') }),
    ...(options.hashedPassword && { hashedPassword: hashSecrets(name, password) }),
  }
  const text = `${JSON.stringify(user, undefined, 2)}\n`
  if (!parseUser(text)) throw new SetUpError('A device has at least one identifier, of 1 to 1024 characters.')
  // Before the user: its credential is never ignored.
  await addCheckedClients(directory, user.clients)
  const path = getPath(directory, name)
  if (replace) await replaceFile(path, text, fileMode)
  else if (!(await createFile(path, text, fileMode)))
    throw new SetUpError(`There is a user "${name}" already. Replace it, or choose a name.`, { reason: 'exists' })
  return user
}

/** Removes a user; its objects stay. @throws SetUpError if there is none */
export const removeUser = async (directory: string, name: string): Promise<void> => {
  const path = getPath(directory, name)
  if (!isUserName(name) || !(await readFileIfExists(path)))
    throw new SetUpError(`There is no user "${name}".`, { reason: 'notFound' })
  await rm(path)
}
