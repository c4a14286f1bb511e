#!/usr/bin/env node
import { exitCodes } from './exit-codes.ts'
import { run } from './run.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads has seen enough: `kmip locate | head`.
  if (error.code === 'EPIPE') process.exit(exitCodes.ok[0])
  throw error
})
process.exitCode = await run(process.argv.slice(2), process)
