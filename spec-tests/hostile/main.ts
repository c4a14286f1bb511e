import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readResponse, TtlvReader } from '../../codec/index.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { openWireClient } from '../support/wire-client.ts'
import { sendBarrage, sendDamagedStreams } from './barrage.ts'
import { sendTextBarrage } from './https-barrage.ts'
import {
  createDeclaredRequests,
  createObjects,
  discoverVersions,
  getObject,
  readRecordedRequests,
  usualAgain,
} from './requests.ts'
import { readServerAccess } from './server-access.ts'
import { connectStorm } from './storm.ts'

/**
 * Sends a server what no honest client sends, in numbers, then lets it restart under a thousand clients that all come back.
 *
 *   node spec-tests/hostile/main.ts [--count 10000] [--seed N] [--clients 1000]
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    clients: { type: 'string', default: '1000' },
  },
})
const count = Number(values.count)
const clients = Number(values.clients)
const seed = Number(values.seed ?? Date.now() % 2 ** 31)

/** MiB that the server may grow by in the last three fifths of the requests. */
const mostGrowth = 24

let passed = 0
let failed = 0
const check = (what: string, problems: readonly string[]): void => {
  if (problems.length) failed++
  else passed++
  console.log(`${problems.length ? 'FAIL' : 'ok'} ${what}`)
  for (const problem of problems.slice(0, 20)) console.log(`     ${problem}`)
}

const readResidentMiB = ({ pid }: ServerProcess): number => {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

const hasSucceeded = (answer: Uint8Array): boolean =>
  readResponse(new TtlvReader(answer)).batchItem[0]?.resultStatus === 'Success'

const directory = await mkdtemp(join(tmpdir(), 'kmip-hostile-'))
const args = ['--data-directory', join(directory, 'data'), '--log-level', 'error', '--https-port', '0']
let server = await startServerProcess(args)
console.log(`seed ${seed}`)
try {
  const access = await readServerAccess(server)
  /** Whether a well-formed request on a new connection is answered as ever. */
  const findServiceProblems = async (): Promise<string[]> => {
    try {
      const client = await openWireClient(access)
      const well = hasSucceeded(await client.ask(discoverVersions))
      client.close()
      return well ? [] : ['a well-formed request on a new connection failed']
    } catch (error) {
      return [`a well-formed request on a new connection: ${error}`, ...server.log().split('\n').slice(-30)]
    }
  }

  const ammunition = {
    requests: [...readRecordedRequests(), ...readRecordedRequests(), ...createDeclaredRequests(seed)],
    identifiers: await createObjects(access),
  }
  const https = { ...access, port: Number(new URL(server.httpsEndpoint as string).port) }
  const memory: number[] = []
  for (let part = 0; part < 5; part++) {
    const size = Math.ceil(count / 5)
    const begin = Date.now()
    const { answered, succeeded, problems } = await sendBarrage(access, ammunition, size, seed + 10 * part)
    const texts = Math.ceil(size / 5)
    const text = await sendTextBarrage(https, ammunition, texts, seed + 10 * part)
    memory.push(readResidentMiB(server))
    const about = `${answered} of ${size} spoiled requests answered, ${succeeded} with success`
    const took = `${Date.now() - begin} ms, ${memory.at(-1)?.toFixed(0)} MiB`
    check(`${about}; over HTTPS ${text.answered} of ${texts}, ${text.succeeded} with success; ${took}`, [
      ...problems,
      ...text.problems,
      ...(await findServiceProblems()),
    ])
  }
  const growth = (memory.at(-1) as number) - (memory[1] as number)
  check(
    `memory: ${growth.toFixed(0)} MiB more than after two fifths`,
    growth > mostGrowth ? [`more than ${mostGrowth} MiB`] : [],
  )

  const streams = Math.ceil(count / 20)
  const damage = await sendDamagedStreams(access, ammunition, streams, seed)
  check(`${damage.closed} of ${streams} damaged streams ended, ${damage.answered} messages of them answered`, [
    ...damage.problems,
    ...(await findServiceProblems()),
  ])
  check('no fault in the log', server.log() ? server.log().split('\n').slice(0, 20) : [])

  const restoring = await openWireClient(access)
  const restored: boolean[] = []
  for (const request of usualAgain) restored.push(hasSucceeded(await restoring.ask(request)))
  restoring.close()
  check('constraints and defaults lifted', restored.every(Boolean) ? [] : ['they were not'])
  const [key = ''] = await createObjects(access)
  const get = getObject(key)
  const first = await connectStorm(access, clients, get)
  const stopped = await server.stop()
  first.close()
  check(`stopped with ${first.answers.length} clients connected`, stopped === 0 ? [] : [`exit code ${stopped}`])
  server = await startServerProcess([...args, '--port', String(access.port)])
  const back = await connectStorm(access, clients, get)
  const served = back.answers.filter(hasSucceeded).length
  check(`${served} of ${clients} clients that came back at once served, ${back.seconds.toFixed(1)} s`, [
    ...back.errors,
    ...(served === clients ? [] : ['not all were served']),
  ])
  back.close()
  check('no fault in the log of the second server', server.log() ? server.log().split('\n').slice(0, 20) : [])
} finally {
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
