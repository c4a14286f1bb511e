import type { Row } from '../result/row.ts'
import { codecBench } from './codec.ts'

/** Goal 7: the typed codec against JSON of the same message. */
export const codecRows = (rounds: number): Row[] =>
  codecBench(rounds).map((row) => ({
    goal: 7,
    what: `${row.direction} ${row.message}`,
    against: row.direction === 'decode' ? 'JSON.parse' : 'JSON.stringify',
    unit: ' µs',
    own: row.codecMicroseconds,
    yardstick: row.jsonMicroseconds,
    ratio: row.ratio,
    lowest: row.ratio,
    highest: row.ratio,
    target: row.goal,
  }))
