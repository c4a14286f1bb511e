import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { routes } from '../../agent/interface/routes.ts'
import { openAgentSite } from '../agent/agent-site.ts'
import { ask } from '../agent/ask.ts'

/**
 * Kills an agent at random while it rotates its key-encryption key and retires the old ones; what it had sealed must open after every kill, and with
 * the newest key once a rotation has been completed.
 *
 *   node spec-tests/agent-crash/main.ts [--kills 100]
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } })
const kills = Number(values.kills)
const secrets = 12
const root = join(import.meta.dirname, '../..')

const site = await openAgentSite()
// A separate agent process replaces the site's agent, over the same folder.
await site.running[Symbol.asyncDispose]()

const startAgent = async (): Promise<ChildProcess> => {
  const child = spawn(
    process.execPath,
    [join(root, 'cli/main.ts'), 'agent', '--config', join(site.folder, 'agent.toml')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') },
    },
  )
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the agent ended with ${code}`)
    }),
  ])
  return child
}

const call = (method: string, path: string, body?: object) => ask(site.socket, method, path, body)
const problems: string[] = []
let agent = await startAgent()

const known = new Map<string, string>()
for (let n = 0; n < secrets; n++) {
  const value = randomBytes(24).toString('base64')
  await call('PUT', `/v1/secrets/s${n}`, { key: 'orders', value })
  known.set(`s${n}`, value)
}
const tokens: { wrapped: unknown; plaintext: unknown }[] = []

/** Everything that was ever acknowledged opens. */
const check = async (kill: number): Promise<void> => {
  for (const [name, value] of known) {
    const answer = await call('GET', `/v1/secrets/${name}`)
    if (answer.json.value !== value) problems.push(`after kill ${kill}: secret ${name}: ${answer.body}`)
  }
  for (const { wrapped, plaintext } of [tokens[0], tokens.at(-1)].filter((each) => each !== undefined)) {
    const answer = await call('POST', '/v1/keys/orders/unwrap', { wrapped })
    if (answer.json.plaintext !== plaintext) problems.push(`after kill ${kill}: a data key: ${answer.body}`)
  }
}

let completed = 0
let retired = 0
for (let kill = 1; kill <= kills; kill++) {
  const { wrapped, plaintext } = (await call('POST', '/v1/keys/orders/data-key')).json
  tokens.push({ wrapped, plaintext })
  const rekeyed = call('POST', '/v1/keys/orders/rekey')
    .then(async ({ status }) => {
      if (status === 200) completed++
      if ((await call('POST', '/v1/keys/orders/retire')).status === 200) retired++
    })
    .catch(() => undefined)
  await sleep(randomInt(0, 240))
  agent.kill('SIGKILL')
  await once(agent, 'exit')
  await rekeyed
  agent = await startAgent()
  await check(kill)
}

// What the last kill interrupted is completed by itself, or by the next rotation; then nothing needs an old key.
const last = routes['POST /v1/keys/{name}/rekey'].response.parse((await call('POST', '/v1/keys/orders/rekey')).json)
const status = routes['GET /v1/status'].response.parse((await call('GET', '/v1/status')).json)
const current = status.keys.find(({ name }) => name === 'orders')
const ended = routes['POST /v1/keys/{name}/retire'].response.parse((await call('POST', '/v1/keys/orders/retire')).json)
const old = [...ended.retired, ...ended.already]
if (old.sort().join() !== [...last.previous].sort().join()) problems.push('not all old keys are retired')
if (current?.uniqueIdentifier !== last.current) problems.push('the newest key is not the one in use')
await check(kills)
agent.kill('SIGTERM')
await once(agent, 'exit')
for (const problem of problems.slice(0, 20)) console.log(problem)
console.log(
  `${kills} kills, ${completed} rotations completed before theirs, the old keys then retired in ${retired}, ${last.previous.length} keys before the last`,
)
console.log(`${problems.length ? 0 : kills} passed, ${problems.length} failed`)
process.exit(problems.length ? 1 : 0)
