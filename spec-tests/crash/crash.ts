import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, ConnectionError, connect } from '../../client/index.ts'
import { createSeededRandom } from '../support/random.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { findFileProblems } from './file-problems.ts'
import { load } from './load.ts'
import { createModel, type Model } from './model.ts'
import { createRotation, type RotatedKey } from './rotation.ts'
import { verify } from './verify.ts'

export interface CrashResult {
  readonly kills: number
  readonly acknowledged: number
  readonly objects: number
  /** Of the key that was replaced under load. */
  readonly rotations: number
  /** Kills in the middle of a replacement. */
  readonly interrupted: number
  readonly problems: readonly string[]
}

export interface CrashOptions {
  readonly kills: number
  readonly seed: number
  readonly progress: (line: string) => void
  /** A key of the store that is replaced under load. None by default. */
  readonly rotate?: RotatedKey
}

const connectTo = async (server: ServerProcess): Promise<Client> =>
  connect({
    host: 'localhost',
    port: server.port,
    ca: await readFile(server.ca),
    cert: await readFile(server.cert),
    key: await readFile(server.key),
    retries: 0,
  })

const countAcknowledged = (models: readonly Model[]): number =>
  models.reduce((sum, { acknowledged }) => sum + acknowledged, 0)

/** Resolves once every model has answers: on a busy machine the first ones are slow. */
const waitForLoad = async (models: readonly Model[]): Promise<void> => {
  const enough = countAcknowledged(models) + models.length
  for (const late = Date.now() + 5000; countAcknowledged(models) < enough && Date.now() < late; ) await sleep(2)
}

/**
 * Kills a server under load at random moments, again and again over one data directory, and checks after each restart that
 * everything acknowledged is there and nothing half done.
 */
export const runCrashes = async ({ kills, seed, progress, rotate }: CrashOptions): Promise<CrashResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-crash-'))
  const random = createSeededRandom(seed)
  const models = Array.from({ length: 6 }, createModel)
  const problems: string[] = []
  let serial = 0
  try {
    const rotation = rotate && (await createRotation(rotate, folder, random))
    for (let round = 0; round <= kills && problems.length === 0; round++) {
      if (rotation && round > 0) problems.push(...(await rotation.check()))
      const server = await startServerProcess(['--data-directory', folder, '--log-level', 'error'])
      const clients = await Promise.all(models.map(() => connectTo(server)))
      problems.push(...(await verify(clients[0] as Client, models)))
      problems.push(...(await findFileProblems(folder, models)))
      if (round === kills || problems.length) {
        await Promise.all(clients.map((client) => client.close()))
        await server.stop()
        break
      }
      const nextName = () => `object-${serial++}`
      const loads = models.map((model, at) =>
        load({
          client: clients[at] as Client,
          random: createSeededRandom(random.below(2 ** 31)),
          model,
          name: nextName,
        }),
      )
      await Promise.race([waitForLoad(models), ...loads])
      const rotating = rotation?.run()
      await sleep(random.below(rotation ? 1_000 : 350))
      await server.kill()
      problems.push(...((await rotating) ?? []))
      rotation?.inspect()
      for (const error of await Promise.all(loads))
        if (!(error instanceof ConnectionError)) problems.push(`the load ended with ${error}`)
      for (const client of clients) client.close().catch(() => undefined)
      progress(`kill ${round + 1}: ${countAcknowledged(models)} changes acknowledged`)
    }
    return {
      kills,
      acknowledged: countAcknowledged(models),
      objects: models.reduce((sum, model) => sum + model.objects.size, 0),
      rotations: rotation?.acknowledged ?? 0,
      interrupted: rotation?.interrupted ?? 0,
      problems,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
