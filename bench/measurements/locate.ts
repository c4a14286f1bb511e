import { againstEcho } from '../echo/compare-with-echo.ts'
import { interleave, measure } from '../load/measure-load.ts'
import { locateRequest, success } from '../load/requests.ts'
import { type Row, rowOf } from '../result/row.ts'
import { makeBed, type Settings } from '../server/bench-server.ts'
import { keyName } from '../server/fill-store.ts'
import type { Stores } from '../server/filled-stores.ts'

const few = 1_000
/** Names that are looked for in turn. */
const looked = 500

/** Goal 4: Locate by name against the echo, and in a large store against a small one. */
export const locateByName = async (settings: Settings, stores: Stores): Promise<Row[]> => {
  const counts = [settings.smoke ? 100 : few, settings.objects] as const
  const [small, large] = await Promise.all(counts.map((count) => stores.with(count)))
  await using smallBed = await makeBed(settings, { directory: small?.directory as string })
  await using largeBed = await makeBed(settings, { directory: large?.directory as string })
  // Names of one length, all over the store.
  const names = (count: number) => {
    const from = 10 ** Math.floor(Math.log10(count - 1))
    const step = Math.max(1, Math.floor((count - from) / looked))
    return Array.from({ length: Math.min(looked, count - from) }, (_, i) => keyName(from + i * step))
  }
  const [ofSmall, ofLarge] = counts.map((count) => names(count).map(locateRequest)) as [Buffer[], Buffer[]]
  const rate = (bed: typeof smallBed, requests: readonly Buffer[]) =>
    measure(bed.load, bed.server, {
      ...{ connections: 16, mode: 'persistent', seconds: settings.seconds, answer: success },
      requests: Buffer.concat(requests),
    })
  const what = (count: number) => `Locate by name, ${count.toLocaleString('en')} objects`
  const [smallCount, largeCount] = counts
  const rows = [
    await againstEcho(smallBed, ofSmall, { goal: 4, what: what(smallCount), target: 0.65, connections: 16 }),
    await againstEcho(largeBed, ofLarge, { goal: 4, what: what(largeCount), target: 0.65, connections: 16 }),
  ]
  const pairs = await interleave(
    settings.rounds,
    () => rate(largeBed, ofLarge),
    () => rate(smallBed, ofSmall),
  )
  const against = `${smallCount.toLocaleString('en')} objects`
  return [...rows, rowOf({ goal: 4, what: what(largeCount), against, unit: '/s', target: 0.8 }, pairs)]
}
