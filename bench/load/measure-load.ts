import { processorTime } from '../process/read-processor-time.ts'
import type { Measured } from '../result/row.ts'
import type { Load, LoadClient, LoadResult, Target } from './load-generator.ts'

/** Requests a second of a target under load, and what the serving process needed for one. */
export const measure = async (
  client: LoadClient,
  target: Target,
  load: Load,
): Promise<Measured & { readonly result: LoadResult }> => {
  const { pid } = target
  const before = pid && (await processorTime(pid))
  const result = await client.run(target, load)
  const used = pid && (await processorTime(pid)) - (before as number)
  return {
    value: result.requestsPerSecond,
    result,
    ...(used !== undefined && { processorTime: used / result.requestsWithWarmUp }),
  }
}

/** Measures both, turn by turn and each as often in front, so that a slow moment of the machine hits both. */
export const interleave = async <T>(
  rounds: number,
  own: () => Promise<T>,
  yardstick: () => Promise<T>,
): Promise<{ own: T; yardstick: T }[]> => {
  const pairs: { own: T; yardstick: T }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) pairs.push({ own: await own(), yardstick: await yardstick() })
    else {
      const first = await yardstick()
      pairs.push({ own: await own(), yardstick: first })
    }
  }
  return pairs
}
