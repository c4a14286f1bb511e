import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { routes } from '../../agent/interface/routes.ts'
import type { KmipServer } from '../../server/index.ts'
import { writeAgentFolder } from '../agent/agent-folder.ts'
import { ask, type HttpAnswer } from '../agent/ask.ts'
import { describeAgent, toKeyName } from '../stand-in/agent-on-stand-in.ts'
import type { Method } from '../stand-in/behaviour.ts'
import { type BehaviourName, findAbilities } from '../stand-in/behaviours.ts'
import { createLedger } from '../stand-in/ledger.ts'
import { openStandIn } from '../stand-in/stand-in.ts'

const root = join(import.meta.dirname, '../..')

/** Sealed with each key before the first kill: data keys, streams and secrets in equal numbers. */
const sealedBefore = 12

export interface KillReport {
  readonly problems: readonly string[]
  /** Rotations that were completed before their kill. */
  readonly completed: number
}

/** @param onFault receives what the agent logs as its own error */
const startAgent = async (folder: string, onFault: (line: string) => void): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [join(root, 'cli/main.ts'), 'agent', '--config', join(folder, 'agent.toml')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') },
  })
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
    if (line.includes('"msg":"fault"')) onFault(line)
  })
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the agent ended with ${code}`)
    }),
  ])
  return child
}

const endAgent = async (agent: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  const exited = once(agent, 'exit')
  agent.kill(signal)
  await exited
}

/**
 * Kills an agent at random while it rotates a key on a server with these behaviours and retires the old ones. After each kill
 * everything that it had sealed opens, and more is sealed; in the end each rotation is completed, and the newest key in use.
 */
export const killAgent = async (
  server: Pick<KmipServer, 'inject'>,
  names: readonly BehaviourName[],
  kills: number,
): Promise<KillReport> => {
  const abilities = findAbilities(names)
  await using standIn = await openStandIn(server, abilities.can('create') ? names : [])
  const folder = await mkdtemp(join(tmpdir(), 'kmip-agent-crash-'))
  await writeAgentFolder(folder, standIn, describeAgent(standIn.port, abilities.methods))
  const problems: string[] = []
  let completed = 0
  const faults: string[] = []
  const start = () => startAgent(folder, (line) => faults.push(line))
  let agent = await start()

  const call = async (method: string, path: string, body?: object | Buffer): Promise<HttpAnswer> => {
    const once = () => ask(join(folder, 'run/agent.sock'), method, path, body)
    let answer = await once()
    for (let tried = 1; abilities.interrupts && answer.status === 503 && tried < 10; tried++) answer = await once()
    return answer
  }
  const ledger = createLedger(call)
  const note = (when: string, found: readonly (string | undefined)[]): void => {
    for (const each of found) if (each !== undefined) problems.push(`${names.join(' and ')}, ${when}: ${each}`)
  }
  const seal = async (when: string, method: Method) => note(when, [await ledger.seal(method)])

  /** @returns whether the rotation was completed */
  const rotateAndRetire = async (method: Method): Promise<boolean> => {
    const at = `/v1/keys/${toKeyName(method)}`
    const { status } = await call('POST', `${at}/rekey`)
    // The kill may come now.
    await call('POST', `${at}/retire`).catch(() => undefined)
    return status === 200
  }

  try {
    for (const method of abilities.methods)
      for (let sealed = 0; sealed < sealedBefore; sealed++) await seal('at first', method)
    standIn.behave(names)
    const begun = performance.now()
    if (abilities.methods[0]) await rotateAndRetire(abilities.methods[0])
    // As long as a rotation takes here: a kill may come at each of its steps.
    const longest = Math.ceil(1.1 * (performance.now() - begun))
    for (let kill = 1; kill <= kills; kill++) {
      const method = abilities.methods[kill % abilities.methods.length] as Method
      const rotated = rotateAndRetire(method).catch(() => false)
      await sleep(randomInt(0, longest))
      await endAgent(agent, 'SIGKILL')
      if (await rotated) completed++
      agent = await start()
      note(`after kill ${kill}`, await ledger.findLost(abilities.methods))
      await seal(`after kill ${kill}`, method)
    }

    // What a kill interrupted is completed by itself, or by the next rotation.
    for (const method of abilities.methods.filter(() => abilities.can('rekey'))) {
      const answer = await call('POST', `/v1/keys/${toKeyName(method)}/rekey`)
      const rekeyed = routes['POST /v1/keys/{name}/rekey'].response.safeParse(answer.json)
      const status = routes['GET /v1/status'].response.parse((await call('GET', '/v1/status')).json)
      const current = status.keys.find(({ name }) => name === toKeyName(method))?.uniqueIdentifier
      if (!rekeyed.success) note('at the end', [`the rotation with ${method} is refused: ${answer.body}`])
      else if (current !== rekeyed.data.current) note('at the end', [`the newest key of ${method} is not in use`])
    }
    note('at the end', await ledger.findLost(abilities.methods))
    note('at the end', [...faults, ...standIn.faults.map(String)])
  } finally {
    await endAgent(agent, 'SIGTERM')
    await rm(folder, { recursive: true })
  }
  return { problems, completed }
}
