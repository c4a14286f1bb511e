import { disableDebugger } from './guard-process.ts'
import { keepsRunning, run, toFailureCode } from './run.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may close it early: `kmip locate | head`. A command for which that is a failure sees the error where it writes.
  if (error.code !== 'EPIPE') throw error
})
const args = process.argv.slice(2)
if (keepsRunning(args)) disableDebugger()
let ended = false
process.on('exit', (code) => {
  // Node.js sets its own exit codes after an error that nothing caught.
  if (!ended) process.exitCode = toFailureCode(args, code)
})
process.exitCode = await run(args, process)
ended = true
