import { compareWithEcho, type EchoCase } from '../echo/compare-with-echo.ts'
import { encodeGet, success } from '../load/encode-requests.ts'
import { formatCount } from '../result/format-figure.ts'
import type { Row } from '../result/row.ts'
import type { FilledStores } from '../server/filled-stores.ts'
import { registerKey } from '../server/register-key.ts'
import { type BenchServer, startBenchServer } from '../server/start-bench-server.ts'
import type { Settings } from '../settings.ts'

const createPersistentCase = (connections: number, goal: number): EchoCase => ({
  what: `Get, ${formatCount(connections, 'connection')}`,
  goal,
  connections,
  mode: 'persistent',
})

export const persistentGets: readonly EchoCase[] = [
  createPersistentCase(1, 0.8),
  createPersistentCase(16, 0.65),
  createPersistentCase(64, 0.8),
]

export const newConnectionGets: readonly EchoCase[] = [
  { what: 'Get, new connection', goal: 0.85, connections: 4, mode: 'full' },
  { what: 'Get, resumed connection', goal: 0.85, connections: 4, mode: 'resumed' },
]

/** After a restart a thousand clients reconnect at once, each for a handshake and a Get. */
export const restartStorm: readonly EchoCase[] = [
  { what: 'Get, 1,000 clients reconnect at once', goal: 0.8, connections: 1000, mode: 'full' },
]

/** Get of one key. */
export const measureGets = async (server: BenchServer, cases: readonly EchoCase[]): Promise<Row[]> => {
  const { uniqueIdentifier, digits } = await registerKey(server.client)
  return await compareWithEcho(server, { requests: [encodeGet(uniqueIdentifier)], expected: digits }, cases)
}

/** More keys than the cache holds: each has left it before its next Get. */
const moreThanCached = 25_000

/** Get of keys in rotation, so that each is read from the store and unsealed. */
export const measureGetFromStore = async (settings: Settings, stores: FilledStores): Promise<Row[]> => {
  const { directory, uniqueIdentifiers } = await stores.get(settings.smoke ? 100 : moreThanCached)
  await using server = await startBenchServer(settings, { directory })
  return await compareWithEcho(server, { requests: uniqueIdentifiers.map(encodeGet), expected: success }, [
    { what: 'Get from the store, 16 connections', goal: 0.4, connections: 16, mode: 'persistent' },
  ])
}
