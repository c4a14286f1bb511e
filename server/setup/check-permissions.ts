import { realpath, stat } from 'node:fs/promises'
import { SetUpError } from './set-up-error.ts'
import type { SetUpPaths } from './set-up-paths.ts'

/** A file or directory that only its owner may access. */
export interface Guarded {
  readonly path: string
  readonly what: 'data directory' | 'master key' | 'private key' | 'store'
}

const quotePath = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`

/**
 * Describes what is wrong with the owner or mode of a guarded file, with the command that repairs it; `undefined` if nothing is.
 * `user` is the uid of this process.
 */
export function describePermissionFault(
  guarded: Guarded & { mode: number; owner: number },
  user: number,
): string | undefined {
  const { path, what, owner } = guarded
  const mode = guarded.mode & 0o777
  if (owner !== user && user === 0)
    return `The ${what} ${path} belongs to the user ${owner}, but this process runs as 0 (root), whose files that user could not read. Run it as ${owner}.`
  if (owner !== user && owner !== 0)
    return `The ${what} ${path} belongs to the user ${owner}, but this process runs as ${user}. Run it as ${owner}, or: chown ${user} ${quotePath(path)}`
  const open = (mode | (mode >> 3)) & 0o7
  if (!(mode & 0o077)) return undefined
  const isDirectory = what === 'data directory'
  const verbs = [
    open & 4 && (isDirectory ? 'listed' : 'read'),
    open & 2 && 'changed',
    open & 1 && (isDirectory ? 'entered' : 'run'),
  ]
  const who = mode & 0o007 ? 'others' : 'its group'
  const can = verbs.filter(Boolean).join(' and ')
  const shown = mode.toString(8).padStart(3, '0')
  return `The ${what} ${path} can be ${can} by ${who} (mode ${shown}). Run: chmod ${isDirectory ? 700 : 600} ${quotePath(path)}`
}

/** What SQLite adds to the name of a store for its write-ahead log, which has the newest rows, and the log's index. */
const storeFiles = ['', '-wal', '-shm']

/** The guarded files and directories of a data directory, for {@link checkPermissions}. @param store - the store's file */
export const listGuardedPaths = (paths: SetUpPaths, store: string | undefined): Guarded[] => [
  { path: paths.directory, what: 'data directory' },
  { path: paths.masterKey, what: 'master key' },
  ...[paths.ca, paths.certifyCa, paths.serverEc, paths.serverRsa, paths.admin].map(
    ({ key }): Guarded => ({ path: key, what: 'private key' }),
  ),
  ...(store === undefined ? [] : storeFiles.map((ending): Guarded => ({ path: store + ending, what: 'store' }))),
]

/**
 * Refuses keys and directories that another user except root can read or change, or owns. Follows symbolic links and ignores
 * missing files. Does nothing on Windows, where files have no owners and modes.
 *
 * @throws SetUpError with one sentence a line
 */
export async function checkPermissions(
  list: readonly Guarded[],
  user: number | undefined = process.getuid?.(),
): Promise<void> {
  if (user === undefined) return
  const faults: string[] = []
  for (const { path, what } of list) {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined) continue
    const { mode, uid } = await stat(real)
    const fault = describePermissionFault({ path: real, what, mode, owner: uid }, user)
    if (fault) faults.push(fault)
  }
  if (faults.length) throw new SetUpError(faults.join('\n'))
}
