import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AgentConfig, loadAgentConfig } from '../../agent/configuration/load-agent-config.ts'
import { runAgent } from '../../agent/run-agent.ts'
import { everyOperation, kmsTable, writeAgentFolder } from '../agent/agent-folder.ts'
import { ask, type HttpAnswer } from '../agent/ask.ts'
import type { Method } from './behaviour.ts'
import type { StandIn } from './stand-in.ts'

/** An agent in front of a stand-in, with a key for each method of wrapping: `orders-encrypt`. */
export interface AgentOnStandIn extends AsyncDisposable {
  readonly folder: string
  readonly dataDirectory: string
  call(method: string, path: string, body?: object | Buffer): Promise<HttpAnswer>
  /** Stops the agent, and starts it again. */
  restart(): Promise<void>
  /** Another agent of the same configuration, whose data directory is empty. */
  startElsewhere(): Promise<Pick<AgentOnStandIn, 'call' | typeof Symbol.asyncDispose>>
  readonly faults: unknown[]
}

/** In memory where the system allows it: a killed agent leaves its files, and no power fails. */
const temporary = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export const toKeyName = (method: Method): string => `orders-${method}`

/** The configuration of an agent on a stand-in. */
export const describeAgent = (port: number, methods: readonly Method[]): string => `${kmsTable(port)}timeout = 5
${methods.map((method) => `[keys.${toKeyName(method)}]\nmethod = "${method}"\ncreate = true\n`).join('')}
[[sockets]]
path = "run/agent.sock"
keys = [${methods.map((method) => `"${toKeyName(method)}"`).join(', ')}]
secrets = ["*"]
kmsKeys = ["*"]
operations = ${everyOperation}
`

export const openAgentOnStandIn = async (standIn: StandIn, methods: readonly Method[]): Promise<AgentOnStandIn> => {
  const folder = await mkdtemp(join(temporary, 'kmip-stand-in-'))
  await writeAgentFolder(folder, standIn, describeAgent(standIn.port, methods))
  const faults: unknown[] = []
  const start = (config: AgentConfig) =>
    runAgent(config, { logFault: (error) => faults.push(error), logRefusal: () => undefined })
  const config = await loadAgentConfig(join(folder, 'agent.toml'))
  let running = await start(config)
  return {
    folder,
    dataDirectory: config.dataDirectory,
    faults,
    call: (method, path, body) => ask(join(folder, 'run/agent.sock'), method, path, body),
    async restart() {
      await running[Symbol.asyncDispose]()
      running = await start(config)
    },
    async startElsewhere() {
      const path = join(folder, 'run/other.sock')
      const other = await start({
        ...config,
        dataDirectory: join(folder, 'empty'),
        sockets: config.sockets.map((socket) => ({ ...socket, path })),
      })
      return {
        call: (method, route, body) => ask(path, method, route, body),
        [Symbol.asyncDispose]: () => other[Symbol.asyncDispose](),
      }
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
