import type { Pair, Sample } from './row.ts'

/** Measures once a round. */
export const measureRounds = async <T>(rounds: number, measure: (round: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  for (let round = 0; round < rounds; round++) results.push(await measure(round))
  return results
}

/** Measures both in each round and swaps the order, so that a slow moment of the machine hits both. */
export const measurePairs = <T extends Sample>(
  rounds: number,
  measure: () => Promise<T>,
  measureYardstick: () => Promise<T>,
): Promise<Pair<T>[]> =>
  measureRounds(rounds, async (round) => {
    if (round % 2 === 0) return { measured: await measure(), yardstick: await measureYardstick() }
    const yardstick = await measureYardstick()
    return { measured: await measure(), yardstick }
  })
