import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { CliError } from '../cli-error.ts'

const run = promisify(execFile)

/** The name of a user; `undefined` if there is none, as for a `DynamicUser` whose service is stopped. */
export const readUserName = (uid: number): Promise<string | undefined> =>
  run('id', ['-nu', String(uid)]).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  )

const getUser = (): number | undefined => process.getuid?.()

/** Whether a data directory is this user's. One that does not exist yet would be. */
export const ownsDataDirectory = async (directory: string): Promise<boolean> => {
  const user = getUser()
  try {
    return user === undefined || (await stat(directory)).uid === user
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

const toCommand = async (uid: number, gid: number): Promise<string> => {
  const name = await readUserName(uid)
  return name === undefined ? `setpriv --reuid=${uid} --regid=${gid} --clear-groups` : `runuser -u ${name} --`
}

/**
 * Requires that the files of a server that is not running are this user's: files that root makes there could not be read by the
 * server.
 *
 * @param command as a user types it, without its arguments: `client add`
 * @throws CliError with the command to run instead
 */
export const requireOwnDataDirectory = async (directory: string, command: string): Promise<void> => {
  if (await ownsDataDirectory(directory)) return
  const found = await stat(directory).catch(() => undefined)
  const owner = found && ((await readUserName(found.uid)) ?? `the user ${found.uid}`)
  throw new CliError(
    'denied',
    `${directory} belongs to ${owner ?? 'another user'}, and no server answers that could change its files.`,
    found && getUser() === 0
      ? `Start the server. Or run the command as its user: ${await toCommand(found.uid, found.gid)} kmip ${command} … --data-directory ${directory}`
      : "Start the server. Or run the command as the server's user.",
  )
}

/** Who can read a client's key, and who must be able to. */
export const describeReaders = async (path: string): Promise<string> => {
  const { uid, mode } = await stat(path)
  const name = (await readUserName(uid)) ?? `user ${uid}`
  const shown = (mode & 0o777).toString(8).padStart(4, '0')
  return `${name} (mode ${shown}). The program that connects with it must be able to read it.`
}
