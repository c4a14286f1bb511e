import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded into a server (`node --import`), it says how late the event loop is: at each SIGUSR2 one line on standard error, with
 * the 99th percentile in milliseconds since the one before.
 */
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  process.on('SIGUSR2', () => {
    process.stderr.write(`event loop delay ${delay.percentile(99) / 1e6}\n`)
    delay.reset()
  })
}
