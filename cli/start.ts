import { run, toFailureCode } from './run.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads has seen enough: `kmip locate | head`. A command for which that is a failure hears of it where it writes.
  if (error.code !== 'EPIPE') throw error
})
const args = process.argv.slice(2)
let ended = false
process.on('exit', (code) => {
  // Node's own codes, for what nobody has caught.
  if (!ended) process.exitCode = toFailureCode(args, code)
})
process.exitCode = await run(args, process)
ended = true
