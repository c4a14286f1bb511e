import { readProcessorTime } from '../process/read-processor-time.ts'
import type { Sample } from '../result/row.ts'
import type { Load, LoadGenerator, Target } from './load-generator.ts'

export interface LoadSample extends Sample {
  /** Microseconds within which 99 % of the requests were answered. */
  readonly p99: number
}

/** Requests per second of a target under load. */
export const measureLoad = async (generator: LoadGenerator, target: Target, load: Load): Promise<LoadSample> => {
  const { pid } = target
  const before = pid === undefined ? undefined : await readProcessorTime(pid)
  const { requestsPerSecond, requestsWithWarmUp, latency } = await generator.run(target, load)
  const sample = { value: requestsPerSecond, p99: latency.p99 }
  if (pid === undefined || before === undefined) return sample
  return { ...sample, processorTime: ((await readProcessorTime(pid)) - before) / requestsWithWarmUp }
}
