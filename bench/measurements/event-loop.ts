import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CryptographicAlgorithm } from '../../codec/index.ts'
import { encodeGet } from '../load/encode-requests.ts'
import { measureLoad } from '../load/measure-load.ts'
import { measureRounds } from '../result/measure-rounds.ts'
import { createLimitRow, type Row } from '../result/row.ts'
import { registerKey } from '../server/register-key.ts'
import { type BenchServer, startBenchServer } from '../server/start-bench-server.ts'
import type { Settings } from '../settings.ts'

const limitMilliseconds = 20
const concurrency = 4

/** Long work that goes on during the Gets. */
interface BackgroundWork {
  readonly what: string
  /** Returns functions that are called over and over, all at once. */
  prepare(server: BenchServer): Promise<(() => Promise<unknown>)[]>
}

const createKeyPair = (server: BenchServer, cryptographicAlgorithm: CryptographicAlgorithm, length?: number) =>
  server.client.createKeyPair({
    commonAttributes: { cryptographicAlgorithm, ...(length && { cryptographicLength: length }) },
    privateKeyAttributes: { cryptographicUsageMask: ['Sign'] },
    publicKeyAttributes: { cryptographicUsageMask: ['Verify'] },
  })

const keyGeneration: BackgroundWork = {
  what: `${concurrency} key generations (RSA)`,
  prepare: async (server) =>
    Array.from({ length: concurrency }, () => () => createKeyPair(server, 'RSA', server.settings.smoke ? 2048 : 4096)),
}

const signing: BackgroundWork = {
  what: `${2 * concurrency} signatures (RSA-4096, SLH-DSA)`,
  async prepare(server) {
    const rsa = await createKeyPair(server, 'RSA', 4096)
    const slhDsa = await createKeyPair(server, 'SLH_DSA_SHAKE_128s')
    const signers = [
      { uniqueIdentifier: rsa.privateKeyUniqueIdentifier, cryptographicParameters: { hashingAlgorithm: 'SHA_256' } },
      { uniqueIdentifier: slhDsa.privateKeyUniqueIdentifier },
    ] as const
    for (const { uniqueIdentifier } of signers) await server.client.activate({ uniqueIdentifier })
    const data = Buffer.from('data')
    return signers.flatMap((signer) =>
      Array.from({ length: concurrency }, () => () => server.client.sign({ ...signer, data })),
    )
  },
}

const readReports = (log: string): number[] =>
  [...log.matchAll(/^event loop delay ([\d.]+)$/gm)].map(([, milliseconds]) => Number(milliseconds))

/** The event loop's delay since the last call: the 99th percentile, in milliseconds. */
const fetchDelay = async ({ process: { pid, log } }: BenchServer): Promise<number> => {
  const seen = readReports(log()).length
  process.kill(pid, 'SIGUSR2')
  while (readReports(log()).length === seen) await sleep(5)
  return readReports(log()).at(-1) as number
}

/** Runs the work over and over until `load` is done. */
const runDuring = async <T>(work: readonly (() => Promise<unknown>)[], load: () => Promise<T>): Promise<T> => {
  let isRunning = true
  const workers = work.map(async (run) => {
    while (isRunning) await run()
  })
  try {
    return await load()
  } finally {
    isRunning = false
    await Promise.all(workers)
  }
}

const measureDelay = async ({ what, prepare }: BackgroundWork, settings: Settings): Promise<Row> => {
  const reporter = join(import.meta.dirname, '../process/report-event-loop-delay.ts')
  await using server = await startBenchServer(settings, { flags: ['--import', reporter] })
  const { uniqueIdentifier, digits } = await registerKey(server.client)
  const load = { connections: 1, mode: 'persistent', requests: encodeGet(uniqueIdentifier), expected: digits } as const
  const work = await prepare(server)
  const values = await measureRounds(settings.rounds, async () => {
    await fetchDelay(server)
    return await runDuring(work, async () => {
      await measureLoad(server.loadGenerator, server.process, { ...load, seconds: settings.seconds })
      return await fetchDelay(server)
    })
  })
  return createLimitRow(`event loop delay p99 during ${what}`, ' ms', limitMilliseconds, values)
}

/** How late the event loop is while long work and Gets go on. */
export const measureEventLoop = async (settings: Settings): Promise<Row[]> => [
  await measureDelay(keyGeneration, settings),
  await measureDelay(signing, settings),
]
