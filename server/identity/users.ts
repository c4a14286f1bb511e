import { stat } from 'node:fs/promises'
import { type CheckedClients, readCheckedClients } from './checked-clients.ts'
import { includesSubject, toDeviceKey, type User } from './user.ts'
import { readUsers } from './user-files.ts'

/** The current users of a server. */
export interface Users {
  /** Whether there are or were users that may come with the certificate of this subject; without, credentials are ignored. */
  isInUse(subject: string): Promise<boolean>
  /** A user or a device. */
  get(name: string): Promise<User | undefined>
  /** A user that is not a device. */
  findByName(name: string): Promise<User | undefined>
  findByDevice(key: string): Promise<User | undefined>
}

/** Nanoseconds: within this time of a change, a later change may have the same time stamp, so the directory is read again. */
const timeStampResolution = 2000n * 1_000_000n

interface Snapshot {
  /** Nanoseconds: the last change of the directory; `undefined` if it does not exist. */
  readonly changed: bigint | undefined
  readonly at: bigint
  readonly checked: CheckedClients
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
      const userKey = key(user)
      return userKey === undefined ? [] : [[userKey, user]]
    }),
  )

/** The users in the files of a directory. A change of the directory takes effect with the next request. */
export const openUsers = (directory: string): Users => {
  let last: Snapshot | undefined
  const readCurrent = async (): Promise<Snapshot> => {
    const changed = await readChangeTime(directory)
    if (last && last.changed === changed && (changed === undefined || last.at - changed > timeStampResolution))
      return last
    const at = BigInt(Date.now()) * 1_000_000n
    const checked = await readCheckedClients(directory)
    const users = await readUsers(directory)
    last = {
      changed,
      at,
      checked,
      all: indexUsers(users, ({ name }) => name),
      byName: indexUsers(users, ({ name, device }) => (device ? undefined : name)),
      byDevice: indexUsers(users, ({ device }) => device && toDeviceKey(device)),
    }
    return last
  }
  return {
    async isInUse(subject) {
      const { checked } = await readCurrent()
      return checked === 'all' || includesSubject(checked, subject)
    },
    get: async (name) => (await readCurrent()).all.get(name),
    findByName: async (name) => (await readCurrent()).byName.get(name),
    findByDevice: async (key) => (await readCurrent()).byDevice.get(key),
  }
}

/** No users. */
export const noUsers: Users = {
  isInUse: async () => false,
  get: async () => undefined,
  findByName: async () => undefined,
  findByDevice: async () => undefined,
}
