import { calculateMedian } from './calculate-median.ts'

/** A figure of one round. */
export interface Sample {
  readonly value: number
  /** Microseconds of the serving process for one request. */
  readonly processorTime?: number
}

/** A figure and that of its yardstick, from the same round. */
export interface Pair<T extends Sample = Sample> {
  readonly measured: T
  readonly yardstick: T
}

export interface Comparison {
  readonly what: string
  /** What it is compared with. */
  readonly yardstick: string
  readonly unit: string
  /** The ratio to reach. */
  readonly goal: number
  /** Whether the larger or the smaller value is better; by default the larger. */
  readonly better?: 'larger' | 'smaller'
}

/** A comparison and what came out of it: medians of the rounds. */
export interface Row extends Comparison {
  readonly value: number
  readonly yardstickValue: number
  /** How many times better than the yardstick. */
  readonly ratio: number
  readonly lowest: number
  readonly highest: number
  /** Microseconds of the serving process for one request. */
  readonly processorTime?: number
  readonly yardstickProcessorTime?: number
}

/** The rows of one measurement. */
export interface Result {
  readonly measurement: string
  readonly rows: readonly Row[]
}

export const meetsGoal = (row: Row): boolean => row.ratio >= row.goal

const findProcessorTime = (samples: readonly Sample[]): number | undefined => {
  const times = samples.flatMap(({ processorTime }) => processorTime ?? [])
  return times.length ? calculateMedian(times) : undefined
}

export const createRow = (comparison: Comparison, pairs: readonly Pair[]): Row => {
  const measured = pairs.map((pair) => pair.measured)
  const yardstick = pairs.map((pair) => pair.yardstick)
  const ratios = pairs.map((pair) =>
    comparison.better === 'smaller'
      ? pair.yardstick.value / pair.measured.value
      : pair.measured.value / pair.yardstick.value,
  )
  const processorTime = findProcessorTime(measured)
  const yardstickProcessorTime = findProcessorTime(yardstick)
  return {
    ...comparison,
    value: calculateMedian(measured.map(({ value }) => value)),
    yardstickValue: calculateMedian(yardstick.map(({ value }) => value)),
    ratio: calculateMedian(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    ...(processorTime !== undefined && { processorTime }),
    ...(yardstickProcessorTime !== undefined && { yardstickProcessorTime }),
  }
}

/** Compares the values of all rounds with the most that is allowed. */
export const createLimitRow = (what: string, unit: string, limit: number, values: readonly number[]): Row =>
  createRow(
    { what, unit, yardstick: 'limit', goal: 1, better: 'smaller' },
    values.map((value) => ({ measured: { value }, yardstick: { value: limit } })),
  )
