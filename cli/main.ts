#!/usr/bin/env node
import { describeOldNode } from './required-node.ts'

// Everything else is loaded after the check: an old Node.js fails to parse or link it, in words that help nobody.
const complaint = describeOldNode(process.versions.node)
if (complaint === undefined) await import('./start.ts')
else {
  process.stderr.write(`kmip: ${complaint}\n`)
  // "Cannot be executed", as shells say it; PostgreSQL stops recovery at any code above 125.
  process.exitCode = 126
}
