import { stat } from 'node:fs/promises'
import { toDeviceKey, type User } from './user.ts'
import { readUsers } from './user-files.ts'

/** The users of a server as they are now. */
export interface Users {
  /** Whether there are users, or were: then credentials are looked at. */
  isInUse(): Promise<boolean>
  /** A user or a device. */
  get(name: string): Promise<User | undefined>
  /** A user that is no device. */
  findByName(name: string): Promise<User | undefined>
  findByDevice(key: string): Promise<User | undefined>
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

const readChangeTime = async (directory: string): Promise<bigint | undefined> => {
  try {
    return (await stat(directory, { bigint: true })).mtimeNs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const indexUsers = (users: readonly User[], key: (user: User) => string | undefined): ReadonlyMap<string, User> =>
  new Map(
    users.flatMap((user): [string, User][] => {
      const own = key(user)
      return own === undefined ? [] : [[own, user]]
    }),
  )

/** Users in files of a directory. It is read again when a file was added, replaced or removed: the next request knows. */
export const openUsers = (directory: string): Users => {
  let last: Read | undefined
  const readCurrent = async (): Promise<Read> => {
    const changed = await readChangeTime(directory)
    if (last && last.changed === changed && (changed === undefined || last.at - changed > settled)) return last
    const at = BigInt(Date.now()) * 1_000_000n
    const users = await readUsers(directory)
    last = {
      changed,
      at,
      all: indexUsers(users, ({ name }) => name),
      byName: indexUsers(users, ({ name, device }) => (device ? undefined : name)),
      byDevice: indexUsers(users, ({ device }) => device && toDeviceKey(device)),
    }
    return last
  }
  return {
    isInUse: async () => (await readCurrent()).changed !== undefined,
    get: async (name) => (await readCurrent()).all.get(name),
    findByName: async (name) => (await readCurrent()).byName.get(name),
    findByDevice: async (key) => (await readCurrent()).byDevice.get(key),
  }
}

/** Nobody, ever. */
export const noUsers: Users = {
  isInUse: async () => false,
  get: async () => undefined,
  findByName: async () => undefined,
  findByDevice: async () => undefined,
}
