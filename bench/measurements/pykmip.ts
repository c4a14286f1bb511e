import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Client, connect, item, responsesOf } from '../../client/index.ts'
import { type PykmipServer, startPykmipServer } from '../../spec-tests/interop/pykmip-server.ts'
import { createPythonEnvironment } from '../../spec-tests/interop/python-environment.ts'
import { encodeCreate, encodeGet, encodeLocate, success } from '../load/encode-requests.ts'
import { fetchAnswer } from '../load/fetch-answer.ts'
import type { Target } from '../load/load-generator.ts'
import { measureLoad } from '../load/measure-load.ts'
import { formatCount } from '../result/format-figure.ts'
import { measurePairs } from '../result/measure-rounds.ts'
import { createRow, type Row, type Sample } from '../result/row.ts'
import { nameKey } from '../server/fill-store.ts'
import { registerKey } from '../server/register-key.ts'
import type { BenchServer } from '../server/start-bench-server.ts'

const run = promisify(execFile)
const yardstick = 'PyKMIP'
const owner = 'owner'
const keysPerBatch = 200

interface Servers {
  readonly server: BenchServer
  readonly pykmip: Target
}

interface RateCase {
  readonly what: string
  readonly connections: number
  readonly request: Buffer
  readonly pykmipRequest: Buffer
  readonly goal: number
  readonly p99Goal?: number
}

/** Writes the certificates of a new client, for the load generator, and gives its key to PyKMIP. */
const openPykmip = async (pykmip: PykmipServer, folder: string) => {
  const pem = { ca: pykmip.ca, ...(await pykmip.client(owner)) }
  const locate = (name: keyof typeof pem) => join(folder, `pykmip-${name}.pem`)
  const names = ['ca', 'cert', 'key'] as const
  for (const name of names) await writeFile(locate(name), pem[name], { mode: 0o600 })
  const target: Target = {
    ...{ ca: locate('ca'), cert: locate('cert'), key: locate('key') },
    port: pykmip.port,
    tls12: true,
  }
  const client = await connect({ host: 'localhost', port: pykmip.port, ...pem, version: '1.4' })
  const key = await registerKey(client)
  await client.close()
  return { target, key }
}

/** The same request to both servers: rates and, with a goal for it, latency. */
const compareRates = async ({ server, pykmip }: Servers, each: RateCase): Promise<Row[]> => {
  const { rounds, seconds } = server.settings
  const load = { connections: each.connections, mode: 'persistent', expected: success, seconds } as const
  const pairs = await measurePairs(
    rounds,
    () => measureLoad(server.loadGenerator, server.process, { ...load, requests: each.request }),
    () => measureLoad(server.loadGenerator, pykmip, { ...load, requests: each.pykmipRequest }),
  )
  const what = `${each.what}, ${formatCount(each.connections, 'connection')}`
  const rate = createRow({ what, yardstick, unit: '/s', goal: each.goal }, pairs)
  if (each.p99Goal === undefined) return [rate]
  const latency = {
    what: `${what}: latency p99`,
    yardstick,
    unit: ' µs',
    goal: each.p99Goal,
    better: 'smaller',
  } as const
  const latencies = pairs.map((pair) => ({
    measured: { value: pair.measured.p99 },
    yardstick: { value: pair.yardstick.p99 },
  }))
  return [rate, createRow(latency, latencies)]
}

const createNamedKeys = async (client: Client, count: number): Promise<void> => {
  for (let start = 0; start < count; start += keysPerBatch) {
    const items = Array.from({ length: Math.min(keysPerBatch, count - start) }, (_, i) =>
      item.create({
        objectType: 'SymmetricKey',
        attributes: {
          name: nameKey(start + i),
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 256,
          cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        },
      }),
    )
    responsesOf(await client.batch(items, { errorContinuation: 'Undo' }))
  }
}

/** PyKMIP needs seconds for a single Locate: it is asked once a round. */
const timeLocate = async (target: Target, request: Buffer): Promise<Sample> => {
  const start = performance.now()
  const answer = await fetchAnswer(target, request)
  if (!answer.includes(success, 'hex')) throw new Error('PyKMIP refused a Locate.')
  return { value: 1000 / (performance.now() - start) }
}

const compareLocate = async ({ server, pykmip }: Servers, objects: number): Promise<Row> => {
  const { rounds, seconds } = server.settings
  const requests = encodeLocate(nameKey(objects >> 1))
  const load = { connections: 1, mode: 'persistent', requests, expected: success, seconds } as const
  const pairs = await measurePairs<Sample>(
    rounds,
    () => measureLoad(server.loadGenerator, server.process, load),
    () => timeLocate(pykmip, requests),
  )
  const what = `Locate by name, ${formatCount(objects, 'object')}`
  return createRow({ what, yardstick, unit: '/s', goal: 10_000 }, pairs)
}

/** The same requests to PyKMIP, the server that a user could run instead. */
export const measurePykmip = async (server: BenchServer): Promise<Row[]> => {
  const python = await createPythonEnvironment()
  const pykmipServer = await startPykmipServer(python)
  try {
    const pykmip = await openPykmip(pykmipServer, server.directory)
    const servers = { server, pykmip: pykmip.target }
    const { uniqueIdentifier } = await registerKey(server.client)
    const get = { request: encodeGet(uniqueIdentifier), pykmipRequest: encodeGet(pykmip.key.uniqueIdentifier) }
    const create = { request: encodeCreate(), pykmipRequest: encodeCreate() }
    const cases: readonly RateCase[] = [
      { what: 'Get', connections: 1, ...get, goal: 60, p99Goal: 20 },
      { what: 'Get', connections: 16, ...get, goal: 100, p99Goal: 20 },
      { what: 'Create', connections: 1, ...create, goal: 10 },
      { what: 'Create', connections: 16, ...create, goal: 40 },
    ]
    const rows: Row[] = []
    for (const each of cases) rows.push(...(await compareRates(servers, each)))
    const objects = server.settings.smoke ? 200 : 10_000
    await createNamedKeys(server.client, objects)
    const fill = join(import.meta.dirname, 'fill-pykmip.py')
    await run(python, ['-B', '-W', 'ignore', fill, pykmipServer.database, owner, String(objects)])
    return [...rows, await compareLocate(servers, objects)]
  } finally {
    await pykmipServer.close()
  }
}
