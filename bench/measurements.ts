import { measureCodec } from './measurements/codec.ts'
import { measureCommandStart } from './measurements/command-start.ts'
import { measureCreate } from './measurements/create.ts'
import { measureEncrypt } from './measurements/encrypt.ts'
import { measureEventLoop } from './measurements/event-loop.ts'
import {
  measureGetFromStore,
  measureGets,
  newConnectionGets,
  persistentGets,
  restartStorm,
} from './measurements/get.ts'
import { measureLocate } from './measurements/locate.ts'
import { measureMemory } from './measurements/memory.ts'
import { measurePykmip } from './measurements/pykmip.ts'
import { measureSeal } from './measurements/seal.ts'
import { measureServerStart } from './measurements/server-start.ts'
import type { Row } from './result/row.ts'
import type { FilledStores } from './server/filled-stores.ts'
import { type BenchServer, startBenchServer } from './server/start-bench-server.ts'
import type { Settings } from './settings.ts'

export interface Measurement {
  /** Its name for `--only` and in the table of docs/performance.md. */
  readonly name: string
  readonly summary: string
  measure(settings: Settings, stores: FilledStores): Promise<Row[]>
}

/** Each measurement has a server of its own: the objects that one leaves behind do not slow the next. */
const measureOnServer =
  (measure: (server: BenchServer) => Promise<Row[]>): Measurement['measure'] =>
  async (settings) => {
    await using server = await startBenchServer(settings)
    return await measure(server)
  }

const codecRounds = 5

/** In the order in which they run and stand in the table. */
export const measurements: readonly Measurement[] = [
  {
    name: 'get',
    summary: 'Get on persistent connections, compared with a TLS echo',
    measure: measureOnServer((server) => measureGets(server, persistentGets)),
  },
  {
    name: 'get-from-store',
    summary: 'Get of keys that are not in memory, compared with a TLS echo',
    measure: measureGetFromStore,
  },
  {
    name: 'get-new-connection',
    summary: 'Get on a new or resumed connection, compared with a TLS echo',
    measure: measureOnServer((server) => measureGets(server, newConnectionGets)),
  },
  {
    name: 'locate',
    summary: 'Locate by name, compared with a TLS echo; a large store with a small one',
    measure: measureLocate,
  },
  { name: 'create', summary: 'durable Create, compared with raw fdatasync', measure: measureOnServer(measureCreate) },
  {
    name: 'pykmip',
    summary: 'Get, Create and Locate, compared with PyKMIP (needs Python)',
    measure: measureOnServer(measurePykmip),
  },
  {
    name: 'codec',
    summary: 'decode and encode, compared with JSON.parse and JSON.stringify',
    measure: async ({ rounds, smoke }) => measureCodec(smoke ? rounds : Math.max(rounds, codecRounds)),
  },
  {
    name: 'encrypt',
    summary: 'Encrypt of 64 bytes, compared with a TLS echo',
    measure: measureOnServer(measureEncrypt),
  },
  { name: 'event-loop', summary: 'event loop delay while keys and signatures are made', measure: measureEventLoop },
  { name: 'memory', summary: 'resident memory of a server under load', measure: measureMemory },
  { name: 'server-start', summary: 'processor time until a server is ready', measure: measureServerStart },
  {
    name: 'restart-storm',
    summary: '1,000 clients that reconnect at once, compared with a TLS echo',
    measure: measureOnServer((server) => measureGets(server, restartStorm)),
  },
  { name: 'seal', summary: 'kmip seal and open of a stream, compared with openssl enc', measure: measureSeal },
  {
    name: 'command-start',
    summary: 'processor time of kmip secret get and kmip archive, beyond that of Node',
    measure: measureCommandStart,
  },
]
