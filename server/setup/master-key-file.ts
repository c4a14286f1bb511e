import { type FileHandle, lstat, open, readFile, rename, rm } from 'node:fs/promises'
import { moveFile, writeBeside } from '../../durable/durable-file.ts'
import { createMasterKey, type MasterKey } from '../store/seal/master-key.ts'
import { keyMode } from './key-files.ts'
import { SetUpError } from './set-up-error.ts'

/** Bytes of a master key. */
export const MASTER_KEY = 32

/** A master key that is on the disk and not yet in use. */
export interface NextMasterKey extends AsyncDisposable {
  readonly masterKey: MasterKey
  /** Replaces the master key's file. After a crash it has the old key or the new one. */
  use(): Promise<void>
  /** Overwrites the old key, once nothing needs it. A copy or another hard link of the file stays. */
  eraseOld(): Promise<void>
}

const toNextPath = (path: string): string => `${path}.new`

/** @throws SetUpError when the file is missing or has another size */
export const readMasterKey = async (path: string): Promise<MasterKey> => {
  const secret = await readFile(path).catch((cause: unknown) => {
    throw new SetUpError(`The master key ${path} cannot be read: without it the store does not open.`, { cause })
  })
  if (secret.length !== MASTER_KEY)
    throw new SetUpError(
      `The master key ${path} has ${secret.length} bytes instead of ${MASTER_KEY}. Restore it from a backup.`,
    )
  return createMasterKey(secret)
}

const overwrite = async (file: FileHandle): Promise<void> => {
  await file.write(Buffer.alloc(MASTER_KEY), 0, MASTER_KEY, 0)
  await file.sync()
}

/** Writes a new master key beside the one in use. @throws SetUpError when that is a symbolic link */
export const createNextMasterKey = async (
  path: string,
  randomBytes: (size: number) => Uint8Array,
): Promise<NextMasterKey> => {
  const file = await lstat(path)
  if (file.isSymbolicLink())
    throw new SetUpError(`The master key ${path} is a symbolic link: it cannot be replaced safely. Put the file there.`)
  const secret = randomBytes(MASTER_KEY)
  const next = toNextPath(path)
  await writeBeside(next, secret, keyMode, (temporary) => rename(temporary, next), file)
  let old: FileHandle | undefined
  return {
    masterKey: createMasterKey(secret),
    async use() {
      old = await open(path, 'r+')
      await moveFile(next, path)
    },
    async eraseOld() {
      // It has no name any more, unless somebody linked it: as a backup, perhaps.
      if (old && (await old.stat()).nlink === 0) await overwrite(old)
    },
    async [Symbol.asyncDispose]() {
      await old?.close()
    },
  }
}

/** Removes what an interrupted rotation left. Call it once the store opens with the master key in use, and with no other. */
export const removeNextMasterKey = async (path: string): Promise<void> => {
  const next = toNextPath(path)
  const left = await open(next, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (!left) return
  await overwrite(left)
  await left.close()
  await rm(next)
}
