/** One comparison. */
export interface Row {
  /** Its number in the list of goals. */
  readonly goal: number
  readonly what: string
  readonly against: string
  readonly unit: string
  readonly own: number
  readonly yardstick: number
  /** How many times better than the yardstick: the median of the rounds. */
  readonly ratio: number
  readonly lowest: number
  readonly highest: number
  readonly target: number
  /** Microseconds of the serving process for one request. */
  readonly ownProcessorTime?: number
  readonly yardstickProcessorTime?: number
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] as number
}

export interface Measured {
  readonly value: number
  readonly processorTime?: number
}

const medianTime = (all: readonly Measured[]): number | undefined => {
  const times = all.flatMap(({ processorTime }) => processorTime ?? [])
  return times.length ? median(times) : undefined
}

/** From the pairs of all rounds. `better`: whether a larger or a smaller value is better. */
export const rowOf = (
  about: Pick<Row, 'goal' | 'what' | 'against' | 'unit' | 'target'>,
  pairs: readonly { readonly own: Measured; readonly yardstick: Measured }[],
  better: 'larger' | 'smaller' = 'larger',
): Row => {
  const ratios = pairs.map(({ own, yardstick }) =>
    better === 'larger' ? own.value / yardstick.value : yardstick.value / own.value,
  )
  const ownProcessorTime = medianTime(pairs.map(({ own }) => own))
  const yardstickProcessorTime = medianTime(pairs.map(({ yardstick }) => yardstick))
  return {
    ...about,
    own: median(pairs.map(({ own }) => own.value)),
    yardstick: median(pairs.map(({ yardstick }) => yardstick.value)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    ...(ownProcessorTime !== undefined && { ownProcessorTime }),
    ...(yardstickProcessorTime !== undefined && { yardstickProcessorTime }),
  }
}
