import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CryptographicAlgorithm } from '../../codec/index.ts'
import { measure } from '../load/measure-load.ts'
import { getRequest } from '../load/requests.ts'
import { type Measured, type Row, rowOf } from '../result/row.ts'
import { type Bed, makeBed, type Settings } from '../server/bench-server.ts'
import { storeKey } from '../server/store-key.ts'

/** Milliseconds. */
const allowed = 20
const pairsAtOnce = 4

/** Work that goes on beside the Gets: says what it is, and makes what is called again and again. */
interface Beside {
  readonly what: string
  begin(bed: Bed, settings: Settings): Promise<(() => Promise<unknown>)[]>
}

const pairOf = (bed: Bed, cryptographicAlgorithm: CryptographicAlgorithm, cryptographicLength?: number) =>
  bed.client.createKeyPair({
    commonAttributes: { cryptographicAlgorithm, ...(cryptographicLength && { cryptographicLength }) },
    privateKeyAttributes: { cryptographicUsageMask: ['Sign'] },
    publicKeyAttributes: { cryptographicUsageMask: ['Verify'] },
  })

const keysAreMade: Beside = {
  what: `${pairsAtOnce} RSA keys being made`,
  begin: async (bed, { smoke }) =>
    Array.from({ length: pairsAtOnce }, () => () => pairOf(bed, 'RSA', smoke ? 2048 : 4096)),
}

const signaturesAreMade: Beside = {
  what: `${pairsAtOnce} RSA-4096 and ${pairsAtOnce} SLH-DSA signatures being made`,
  async begin(bed) {
    const rsa = await pairOf(bed, 'RSA', 4096)
    const slhDsa = await pairOf(bed, 'SLH_DSA_SHAKE_128s')
    const signers = [
      { uniqueIdentifier: rsa.privateKeyUniqueIdentifier, cryptographicParameters: { hashingAlgorithm: 'SHA_256' } },
      { uniqueIdentifier: slhDsa.privateKeyUniqueIdentifier },
    ] as const
    for (const { uniqueIdentifier } of signers) await bed.client.activate({ uniqueIdentifier })
    const data = Buffer.from('data')
    return signers.flatMap((signer) =>
      Array.from({ length: pairsAtOnce }, () => () => bed.client.sign({ ...signer, data })),
    )
  },
}

/** Goal 10: how late the event loop is while long work and Gets go on. */
export const delayWhileKeysWork = async (settings: Settings): Promise<Row[]> => [
  ...(await delayBeside(keysAreMade, settings)),
  ...(await delayBeside(signaturesAreMade, settings)),
]

const delayBeside = async (beside: Beside, settings: Settings): Promise<Row[]> => {
  await using bed = await makeBed(settings, {
    flags: ['--import', join(import.meta.dirname, '../process/report-event-loop-delay.ts')],
  })
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
  const works = await beside.begin(bed, settings)
  const round = async (): Promise<Measured> => {
    let going = true
    await delay()
    const working = works.map(async (work) => {
      while (going) await work()
    })
    await measure(bed.load, bed.server, {
      ...{ connections: 1, mode: 'persistent', seconds: settings.seconds, requests: getRequest(uniqueIdentifier) },
      answer: digits,
    })
    const value = await delay()
    going = false
    await Promise.all(working)
    return { value }
  }
  const pairs: { own: Measured; yardstick: Measured }[] = []
  for (let i = 0; i < settings.rounds; i++) pairs.push({ own: await round(), yardstick: { value: allowed } })
  const what = `event loop, ${beside.what}: 99 % within`
  return [rowOf({ goal: 10, what, against: 'allowed', unit: ' ms', target: 1 }, pairs, 'smaller')]
}
