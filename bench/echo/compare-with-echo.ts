import { oneAnswer } from '../load/fetch-answer.ts'
import { interleave, measure } from '../load/measure-load.ts'
import { success } from '../load/requests.ts'
import { type Row, rowOf } from '../result/row.ts'
import type { Bed } from '../server/bench-server.ts'
import { startEcho } from './start-echo.ts'

export interface EchoCase {
  readonly goal: number
  readonly what: string
  readonly target: number
  readonly connections: number
}

/** Requests of one size, sent in turn over persistent connections, against an echo with messages of the same sizes. */
export const againstEcho = async (
  bed: Bed,
  requests: readonly Buffer[],
  { connections, ...about }: EchoCase,
): Promise<Row> => {
  const [first] = requests
  if (!first) throw new Error('there is nothing to ask')
  const answerBytes = (await oneAnswer(bed.server, first)).length
  const echo = await startEcho(bed.directory, bed.server, first.length, answerBytes)
  const load = { connections, mode: 'persistent', seconds: bed.seconds } as const
  const own = () => measure(bed.load, bed.server, { ...load, requests: Buffer.concat(requests), answer: success })
  const theirs = () => measure(bed.load, echo.target, { ...load, requests: first })
  try {
    await own()
    await theirs()
    const pairs = await interleave(bed.rounds, own, theirs)
    return rowOf({ ...about, against: `echo of ${first.length} → ${answerBytes} bytes`, unit: '/s' }, pairs)
  } finally {
    await echo.close()
  }
}
