import { open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Syncs a directory: which names it has survives a crash then. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r')
  await handle.sync()
}

/**
 * Writes a file that other processes see complete or not at all. It may be empty or absent after a crash until {@link syncFiles}.
 * One process writes to the path, one call at a time.
 */
export const placeFile = async (path: string, content: Uint8Array, mode: number): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`)
  {
    await using handle = await open(temporary, 'w', mode)
    await handle.writeFile(content)
  }
  await rename(temporary, path)
}

/** Files that are synced at a time: the file system commits them together. More would occupy the thread pool of Node.js. */
const atOnce = 3

const syncFile = async (path: string): Promise<void> => {
  await using handle = await open(path, 'r')
  await handle.sync()
}

/** Syncs files, and their directories once each. */
export const syncFiles = async (paths: readonly string[]): Promise<void> => {
  for (let at = 0; at < paths.length; at += atOnce) await Promise.all(paths.slice(at, at + atOnce).map(syncFile))
  for (const directory of new Set(paths.map(dirname))) await syncDirectory(directory)
}
