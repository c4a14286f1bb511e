import { stat } from 'node:fs/promises'
import { deviceKey, type User } from './user.ts'
import { readUsers } from './user-files.ts'

/** The users of a server as they are now. */
export interface Users {
  /** Whether there are users, or were: then credentials are looked at. */
  inUse(): Promise<boolean>
  /** A user or a device. */
  get(name: string): Promise<User | undefined>
  /** A user that is no device. */
  byName(name: string): Promise<User | undefined>
  byDevice(key: string): Promise<User | undefined>
}

/** A change this close before the directory was read may share its time of change with one after that: read again. */
const settled = 2000n * 1_000_000n

interface Read {
  /** Nanoseconds: when the directory was last changed, `undefined` without one. */
  readonly changed: bigint | undefined
  readonly at: bigint
  readonly all: ReadonlyMap<string, User>
  readonly byName: ReadonlyMap<string, User>
  readonly byDevice: ReadonlyMap<string, User>
}

const changeOf = async (directory: string): Promise<bigint | undefined> => {
  try {
    return (await stat(directory, { bigint: true })).mtimeNs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const mapOf = (users: readonly User[], key: (user: User) => string | undefined): ReadonlyMap<string, User> =>
  new Map(
    users.flatMap((user): [string, User][] => {
      const own = key(user)
      return own === undefined ? [] : [[own, user]]
    }),
  )

/** Users in files of a directory. It is read again when a file was added, replaced or removed: the next request knows. */
export const usersIn = (directory: string): Users => {
  let last: Read | undefined
  const current = async (): Promise<Read> => {
    const changed = await changeOf(directory)
    if (last && last.changed === changed && (changed === undefined || last.at - changed > settled)) return last
    const at = BigInt(Date.now()) * 1_000_000n
    const users = await readUsers(directory)
    last = {
      changed,
      at,
      all: mapOf(users, ({ name }) => name),
      byName: mapOf(users, ({ name, device }) => (device ? undefined : name)),
      byDevice: mapOf(users, ({ device }) => device && deviceKey(device)),
    }
    return last
  }
  return {
    inUse: async () => (await current()).changed !== undefined,
    get: async (name) => (await current()).all.get(name),
    byName: async (name) => (await current()).byName.get(name),
    byDevice: async (key) => (await current()).byDevice.get(key),
  }
}

/** Nobody, ever. */
export const noUsers: Users = {
  inUse: async () => false,
  get: async () => undefined,
  byName: async () => undefined,
  byDevice: async () => undefined,
}
