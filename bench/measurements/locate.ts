import { compareWithEcho } from '../echo/compare-with-echo.ts'
import { encodeLocate, success } from '../load/encode-requests.ts'
import { measureLoad } from '../load/measure-load.ts'
import { formatCount } from '../result/format-figure.ts'
import { measurePairs } from '../result/measure-rounds.ts'
import { createRow, type Row } from '../result/row.ts'
import { nameKey } from '../server/fill-store.ts'
import type { FilledStores } from '../server/filled-stores.ts'
import { type BenchServer, startBenchServer } from '../server/start-bench-server.ts'
import type { Settings } from '../settings.ts'

const smallStore = 1_000

/** Names that one load looks for. */
const namesInRotation = 500

const load = { connections: 16, mode: 'persistent' } as const

/** Requests for names of one length, spread over the store. */
const encodeLocates = (objects: number): Buffer[] => {
  const first = 10 ** Math.floor(Math.log10(objects - 1))
  const step = Math.max(1, Math.floor((objects - first) / namesInRotation))
  const names = Array.from({ length: Math.min(namesInRotation, objects - first) }, (_, i) => nameKey(first + i * step))
  return names.map(encodeLocate)
}

interface Store {
  readonly server: BenchServer
  readonly what: string
  readonly requests: readonly Buffer[]
}

const compareStoreWithEcho = ({ server, what, requests }: Store): Promise<Row[]> =>
  compareWithEcho(server, { requests, expected: success }, [{ what, goal: 0.65, ...load }])

const measureStore = ({ server, requests }: Store) =>
  measureLoad(server.loadGenerator, server.process, {
    ...load,
    seconds: server.settings.seconds,
    requests: Buffer.concat(requests),
    expected: success,
  })

/** Locate by name, compared with the echo; and in a large store, compared with a small one. */
export const measureLocate = async (settings: Settings, stores: FilledStores): Promise<Row[]> => {
  const counts = { small: settings.smoke ? 100 : smallStore, large: settings.objects }
  const { directory: smallDirectory } = await stores.get(counts.small)
  const { directory: largeDirectory } = await stores.get(counts.large)
  await using smallServer = await startBenchServer(settings, { directory: smallDirectory })
  await using largeServer = await startBenchServer(settings, { directory: largeDirectory })
  const describeStore = (server: BenchServer, objects: number): Store => ({
    server,
    what: `Locate by name, ${formatCount(objects, 'object')}`,
    requests: encodeLocates(objects),
  })
  const small = describeStore(smallServer, counts.small)
  const large = describeStore(largeServer, counts.large)
  const rows = [...(await compareStoreWithEcho(small)), ...(await compareStoreWithEcho(large))]
  const pairs = await measurePairs(
    settings.rounds,
    () => measureStore(large),
    () => measureStore(small),
  )
  const yardstick = formatCount(counts.small, 'object')
  return [...rows, createRow({ what: large.what, yardstick, unit: '/s', goal: 0.8 }, pairs)]
}
