import { parseArgs } from 'node:util'
import { runPairs } from '../stand-in/pairs.ts'
import { runSuiteOnBehaviours } from '../stand-in/suite.ts'
import { agent } from './agent/agent.ts'
import { consumers } from './consumers/consumers.ts'
import { cosmian } from './cosmian/cosmian.ts'
import { mongodb } from './mongodb/mongodb.ts'
import { runOpensslSuite } from './openssl/openssl-suite.ts'
import { runOurClient } from './our-client/our-client.ts'
import { runPostgresql } from './postgresql/postgresql.ts'
import { runPykmipClient } from './pykmip-client.ts'
import { createPythonEnvironment } from './python-environment.ts'
import { schemathesis } from './schemathesis/schemathesis.ts'
import { runSystemd } from './systemd/systemd.ts'
import { createTally, type Tally } from './tally.ts'
import { runTransparency } from './transparency/transparency.ts'
import { tutorial } from './tutorial.ts'

/**
 * Our server, client and agent with programs of others: PyKMIP, MongoDB's driver and schemathesis, which are installed from
 * PyPI when they are not there; FerretDB, which is built with the system's Go when it is not there; the command line of OpenSSL 3.5 or
 * later, which is taken from Debian when the system's is older; PostgreSQL and what backs it up, the tutorial, and
 * systemd-analyze and strace, which the system must have; Go's transparency log, built likewise, on logs of ours.
 * And the agent on servers that behave as those of other vendors.
 *
 *   node spec-tests/interop/main.ts [--only pykmip,openssl,agent,postgresql,tutorial,mongodb,systemd,consumers,transparency,
 *     schemathesis,stand-in]
 *
 * Only when it is asked for: Cosmian's server, which cargo (1.87 or later) builds in about 20 minutes with the system's
 * OpenSSL and pkg-config.
 *
 *   node spec-tests/interop/main.ts --only cosmian
 */
const suites: Readonly<Record<string, (tally: Tally) => Promise<void>>> = {
  async pykmip(tally) {
    const python = await createPythonEnvironment()
    await runPykmipClient(python, tally)
    await runOurClient(python, tally)
  },
  openssl: runOpensslSuite,
  agent,
  postgresql: runPostgresql,
  tutorial,
  mongodb,
  systemd: runSystemd,
  consumers,
  transparency: runTransparency,
  schemathesis,
  async 'stand-in'(tally) {
    await runSuiteOnBehaviours(tally)
    await runPairs(tally)
  },
}

const byHand: Readonly<typeof suites> = { cosmian }
const all = { ...suites, ...byHand }

const { values } = parseArgs({ options: { only: { type: 'string', default: Object.keys(suites).join(',') } } })
const tally = createTally((line) => console.log(line))
for (const name of values.only.split(',')) {
  const suite = all[name]
  if (!suite) throw new Error(`there is no ${name}; there are ${Object.keys(all).join(', ')}`)
  await suite(tally).catch((error: unknown) => tally.report(name, String(error)))
}
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 ? 0 : 1
