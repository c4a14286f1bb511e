import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes that this process still needs, heap and buffers: garbage is collected, and given back, which goes on beside it. */
export const measureUsedMemory = async (): Promise<number> => {
  for (let times = 0; times < 2; times++) {
    collect()
    await sleep(20)
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
