import { againstEcho } from '../echo/compare-with-echo.ts'
import { startEcho } from '../echo/start-echo.ts'
import { oneAnswer } from '../load/fetch-answer.ts'
import type { Load, Target } from '../load/load-generator.ts'
import { interleave, measure } from '../load/measure-load.ts'
import { getRequest } from '../load/requests.ts'
import { type Row, rowOf } from '../result/row.ts'
import { type Bed, makeBed, type Settings } from '../server/bench-server.ts'
import type { Stores } from '../server/filled-stores.ts'
import { storeKey } from '../server/store-key.ts'

interface Case {
  readonly goal: number
  readonly what: string
  readonly target: number
  readonly load: Pick<Load, 'connections' | 'mode'>
}

const persistent = (connections: number, target: number): Case => ({
  goal: 1,
  what: `Get, ${connections} connection${connections > 1 ? 's' : ''}`,
  target,
  load: { connections, mode: 'persistent' },
})

/** Goal 1: Get on persistent connections. */
export const persistentGets: readonly Case[] = [persistent(1, 0.8), persistent(16, 0.65), persistent(64, 0.8)]

/** Goal 3: Get on a new connection each. */
export const newConnectionGets: readonly Case[] = [
  { goal: 3, what: 'Get, new connection', target: 0.85, load: { connections: 4, mode: 'full' } },
  { goal: 3, what: 'Get, resumed connection', target: 0.85, load: { connections: 4, mode: 'resumed' } },
]

/** Goal 13: after a restart, a thousand clients come back at once, each for a handshake and a Get. */
export const restartStorm: readonly Case[] = [
  {
    goal: 13,
    what: 'Get, 1,000 clients on new connections at once',
    target: 0.8,
    load: { connections: 1000, mode: 'full' },
  },
]

/** More than the cache holds: each key has left it when its turn comes again. */
const moreThanCached = 25_000

/** Goal 2: Get of keys in turn, which the store reads and unseals. */
export const getFromStore = async (settings: Settings, stores: Stores): Promise<Row[]> => {
  const { directory, uniqueIdentifiers } = await stores.with(settings.smoke ? 100 : moreThanCached)
  await using bed = await makeBed(settings, { directory })
  const about = { goal: 2, what: 'Get from the store, 16 connections', target: 0.4, connections: 16 }
  return [await againstEcho(bed, uniqueIdentifiers.map(getRequest), about)]
}

/** Get against a bare mutual-TLS echo with messages of the same sizes. */
export const getAgainstEcho = async (bed: Bed, cases: readonly Case[]): Promise<Row[]> => {
  const { uniqueIdentifier, digits } = await storeKey(bed.client)
  const requests = getRequest(uniqueIdentifier)
  const answerBytes = (await oneAnswer(bed.server, requests)).length
  const echo = await startEcho(bed.directory, bed.server, requests.length, answerBytes)
  const rows: Row[] = []
  const rate = (target: Target, load: Case['load'], answer?: string) => {
    // A thousand handshakes take their time.
    const seconds = Math.max(bed.seconds, load.connections / 250)
    return measure(bed.load, target, { ...load, requests, seconds, ...(answer && { answer }) })
  }
  try {
    for (const target of [bed.server, echo.target]) await rate(target, { connections: 16, mode: 'persistent' })
    for (const { load, ...about } of cases) {
      const pairs = await interleave(
        bed.rounds,
        () => rate(bed.server, load, digits),
        () => rate(echo.target, load),
      )
      const against = `echo of ${requests.length} → ${answerBytes} bytes`
      rows.push(rowOf({ ...about, against, unit: '/s' }, pairs))
    }
    return rows
  } finally {
    await echo.close()
  }
}
