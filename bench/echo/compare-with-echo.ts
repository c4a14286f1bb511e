import { fetchAnswer } from '../load/fetch-answer.ts'
import type { Load, Target } from '../load/load-generator.ts'
import { measureLoad } from '../load/measure-load.ts'
import { measurePairs } from '../result/measure-rounds.ts'
import { createRow, type Row } from '../result/row.ts'
import type { BenchServer } from '../server/start-bench-server.ts'
import { startEcho } from './start-echo.ts'

export interface EchoCase extends Pick<Load, 'connections' | 'mode'> {
  readonly what: string
  readonly goal: number
}

interface Question {
  /** Messages of one size, sent in rotation. */
  readonly requests: readonly Buffer[]
  /** Hexadecimal digits that each answer of the server contains. */
  readonly expected: string
}

/** A full handshake takes a few milliseconds of both sides: many connections need longer than the default. */
const connectionsPerSecond = 250

const warmUp = { connections: 16, mode: 'persistent' } as const

/** Compares a server with an echo of messages of the same sizes. */
export const compareWithEcho = async (
  server: BenchServer,
  { requests, expected }: Question,
  cases: readonly EchoCase[],
): Promise<Row[]> => {
  const [first] = requests
  if (!first) throw new Error('There is no request to send.')
  const answerBytes = (await fetchAnswer(server.process, first)).length
  await using echo = await startEcho(server, first.length, answerBytes)
  const measure = (target: Target, load: Pick<Load, 'connections' | 'mode' | 'requests' | 'expected'>) => {
    const seconds = Math.max(server.settings.seconds, load.connections / connectionsPerSecond)
    return measureLoad(server.loadGenerator, target, { ...load, seconds })
  }
  const measureServer = ({ connections, mode }: typeof warmUp | EchoCase) =>
    measure(server.process, { connections, mode, requests: Buffer.concat(requests), expected })
  const measureEcho = ({ connections, mode }: typeof warmUp | EchoCase) =>
    measure(echo.target, { connections, mode, requests: first })
  await measureServer(warmUp)
  await measureEcho(warmUp)
  const rows: Row[] = []
  for (const each of cases) {
    const pairs = await measurePairs(
      server.settings.rounds,
      () => measureServer(each),
      () => measureEcho(each),
    )
    const yardstick = `echo of ${first.length} → ${answerBytes} bytes`
    rows.push(createRow({ what: each.what, yardstick, unit: '/s', goal: each.goal }, pairs))
  }
  return rows
}
