import { randomBytes } from 'node:crypto'
import { chmod, link, lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { syncDirectory } from './file-group.ts'
import { type ByteSource, writeInBatches, writeWholly } from './write-in-batches.ts'

const temporaryName = /^\..+\.[0-9a-f]{16}\.tmp$/
/** Milliseconds after which a temporary file counts as abandoned. */
const abandoned = 10 * 60 * 1000

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')

/** The content of a file. A stream is written as it arrives; its pieces are unusable afterwards. */
export type Content = Uint8Array | string | ByteSource

/** Owner and group of a file. */
interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Writes and syncs the content to a temporary file beside `path`, and hands that file to `place`. */
export async function writeBeside<T>(
  path: string,
  content: Content,
  mode: number,
  place: (temporary: string) => Promise<T>,
  owner?: Owner,
): Promise<T> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}.tmp`)
  try {
    {
      await using handle = await open(temporary, 'wx', mode)
      // Through the handle: in another user's directory the name may be swapped for a symbolic link meanwhile.
      if (owner) await handle.chown(owner.uid, owner.gid)
      if (owner) await handle.chmod(mode)
      if (typeof content === 'string' || content instanceof Uint8Array) await handle.writeFile(content)
      else await writeInBatches(content, (pieces) => writeWholly((left) => handle.writev(left), pieces))
      await handle.sync()
    }
    return await place(temporary)
  } finally {
    await rm(temporary, { force: true })
    await syncDirectory(dirname(path))
  }
}

/**
 * Creates a file. After a crash it is complete or absent. An existing file stays unchanged.
 *
 * @returns whether it was created; `false` if it exists, also if another process was faster
 */
export const createFile = (path: string, content: Content, mode: number): Promise<boolean> =>
  writeBeside(path, content, mode, async (temporary) => {
    try {
      await link(temporary, path)
      return true
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false
      throw error
    }
  })

/** Like {@link createFile}, but replaces an existing file (the target of a symbolic link). */
export async function replaceFile(path: string, content: Content, mode: number): Promise<void> {
  const target = await realpath(path).catch(() => path)
  await writeBeside(target, content, mode, (temporary) => rename(temporary, target))
}

/**
 * Like {@link replaceFile}, for a file that others use: it keeps its owner, and its mode unless everybody may do more with it than
 * `mode` allows. A symbolic link in its place is refused: the owner of the directory could point it at any file.
 *
 * @param mode of a file that does not exist yet, or is open to everybody
 * @throws Error with the code `ELOOP` for a symbolic link, `EPERM` when the owner cannot be kept
 */
export async function renewFile(path: string, content: Content, mode: number): Promise<void> {
  const before = await lstat(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (before?.isSymbolicLink())
    throw Object.assign(new Error(`${path} is a symbolic link: remove it, or name its target`), { code: 'ELOOP' })
  const access = before && { uid: before.uid, gid: before.gid }
  const had = before ? before.mode & 0o777 : mode
  const kept = had & 0o007 & ~mode ? mode : had
  await writeBeside(path, content, kept, (temporary) => rename(temporary, path), access)
}

/** Renames a file within its directory, durably. What had the new name is replaced: after a crash one of the two has it. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncDirectory(dirname(to))
}

/** Reads a file; `undefined` if it does not exist. */
export async function readFileIfExists(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Creates a directory and its missing parents, by default with mode 0700, whatever the umask. Returns whether it was created. */
export async function makeDirectory(directory: string, mode = 0o700): Promise<boolean> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (first === undefined) return false
  for (let made = resolve(directory); ; made = dirname(made)) {
    if (mode !== 0o700) await chmod(made, mode)
    await syncDirectory(dirname(made))
    if (made === resolve(first)) return true
  }
}

/** Removes temporary files that a crash left, once they are ten minutes old. */
export async function removeAbandoned(directory: string, now: Date): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!temporaryName.test(name)) continue
    const path = join(directory, name)
    const file = await stat(path).catch(() => undefined)
    if (file && now.getTime() - file.mtimeMs > abandoned) await rm(path, { force: true })
  }
}
