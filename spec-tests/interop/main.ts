import { ourClient } from './our-client/our-client.ts'
import { pykmipClient } from './pykmip-client.ts'
import { pythonEnvironment } from './python-environment.ts'
import { createTally } from './tally.ts'

/**
 * Our server and our client with those of PyKMIP, which is installed from PyPI when it is not there.
 *
 *   node spec-tests/interop/main.ts
 */
const tally = createTally((line) => console.log(line))
const python = await pythonEnvironment()
await pykmipClient(python, tally)
await ourClient(python, tally)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 ? 0 : 1
