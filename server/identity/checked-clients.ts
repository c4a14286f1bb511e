import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { makeDirectory, readFileIfExists, replaceFile } from '../../durable/durable-file.ts'
import { runLocked } from '../setup/run-locked.ts'
import { SetUpError } from '../setup/set-up-error.ts'

/**
 * The clients whose credentials the server checks: those that a user may or might once come with. A removed user's client stays,
 * because its requests would otherwise count as those of the certificate.
 */
export type CheckedClients = 'all' | readonly string[]

const schema = z.strictObject({ clients: z.union([z.literal('all'), z.array(z.string().min(1))]) })
const fileMode = 0o600

/** A user's name has no dot in front. */
const toPath = (directory: string): string => join(directory, '.checked.json')

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )

/** Reads the clients; none before the first user, all for users of a release without this list. @throws SetUpError */
export const readCheckedClients = async (directory: string): Promise<CheckedClients> => {
  const path = toPath(directory)
  const text = await readFileIfExists(path)
  if (!text) return (await exists(directory)) ? 'all' : []
  try {
    return schema.parse(JSON.parse(text.toString())).clients
  } catch {
    throw new SetUpError(`${path} does not hold a list of clients. Restore it from a backup.`)
  }
}

/** Adds clients, durably, and creates the directory; `undefined` adds all. @throws SetUpError */
export const addCheckedClients = (directory: string, added: readonly string[] | undefined): Promise<void> =>
  runLocked(directory, async () => {
    const known = await readCheckedClients(directory)
    const clients = added && known !== 'all' ? [...new Set([...known, ...added])] : 'all'
    await makeDirectory(directory)
    await replaceFile(toPath(directory), `${JSON.stringify({ clients }, undefined, 2)}\n`, fileMode)
  })
