import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into a server by `node --import`. At each SIGUSR2 it writes one line to standard error: the 99th percentile of the
 * event loop's delay since the last one, in milliseconds.
 */
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  process.on('SIGUSR2', () => {
    process.stderr.write(`event loop delay ${delay.percentile(99) / 1e6}\n`)
    delay.reset()
  })
}
