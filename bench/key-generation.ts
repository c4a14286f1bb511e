import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeBed, type Settings } from './bed.ts'
import { measure } from './measure.ts'
import { getRequest } from './requests.ts'
import { type Measured, type Row, rowOf } from './row.ts'
import { storeKey } from './stored-key.ts'

/** Milliseconds. */
const allowed = 20
const pairsAtOnce = 4

/** Goal 10: how late the event loop is while RSA keys are made and Gets go on. */
export const delayWhileKeysAreMade = async (settings: Settings): Promise<Row[]> => {
  await using bed = await makeBed(settings, { flags: ['--import', join(import.meta.dirname, 'event-loop-delay.ts')] })
  const { uniqueIdentifier, digits } = await storeKey(bed.client)
  const reports = (): number[] =>
    [...bed.server.log().matchAll(/^event loop delay ([\d.]+)$/gm)].map(([, ms]) => Number(ms))
  /** Since the last time. */
  const delay = async (): Promise<number> => {
    const before = reports().length
    process.kill(bed.server.pid, 'SIGUSR2')
    while (reports().length === before) await sleep(5)
    return reports().at(-1) as number
  }
  const makePair = (length: number) =>
    bed.client.createKeyPair({
      commonAttributes: { cryptographicAlgorithm: 'RSA', cryptographicLength: length },
      privateKeyAttributes: { cryptographicUsageMask: ['Sign'] },
      publicKeyAttributes: { cryptographicUsageMask: ['Verify'] },
    })
  const round = async (): Promise<Measured> => {
    let going = true
    await delay()
    const making = Array.from({ length: pairsAtOnce }, async () => {
      while (going) await makePair(settings.smoke ? 2048 : 4096)
    })
    await measure(bed.load, bed.server, {
      ...{ connections: 1, mode: 'persistent', seconds: settings.seconds, requests: getRequest(uniqueIdentifier) },
      answer: digits,
    })
    const value = await delay()
    going = false
    await Promise.all(making)
    return { value }
  }
  const pairs: { own: Measured; yardstick: Measured }[] = []
  for (let i = 0; i < settings.rounds; i++) pairs.push({ own: await round(), yardstick: { value: allowed } })
  const what = `event loop, ${pairsAtOnce} RSA keys being made: 99 % within`
  return [rowOf({ goal: 10, what, against: 'allowed', unit: ' ms', target: 1 }, pairs, 'smaller')]
}
