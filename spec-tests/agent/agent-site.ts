import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type AgentConfig, loadAgentConfig } from '../../agent/configuration/load-agent-config.ts'
import { type RunningAgent, runAgent } from '../../agent/run-agent.ts'
import { openTestSite, type TestServer } from '../support/test-server.ts'
import { everyMethod, everyOperation, kmsTable, writeAgentFolder } from './agent-folder.ts'
import { isDeclaredError } from './declared-errors.ts'

/** An agent in this process, in front of a server in this process. */
export interface AgentSite extends AsyncDisposable {
  readonly server: TestServer
  readonly folder: string
  /** May do everything with the keys `orders`, `wrapped` and `exported`. */
  readonly socket: string
  /** May only unwrap with `orders` and read the secret `passphrase`. */
  readonly narrow: string
  readonly faults: unknown[]
  readonly refused: string[]
  config(changes?: Partial<AgentConfig>): Promise<AgentConfig>
  /** Stops the agent, and starts it anew. */
  restart(changes?: Partial<AgentConfig>): Promise<void>
  readonly running: RunningAgent
}

const configuration = (port: number): string => `${kmsTable(port)}timeout = 3
${everyMethod}[keys.absent]
[[sockets]]
path = "run/all.sock"
keys = ["orders", "wrapped", "exported", "absent"]
secrets = ["*"]
kmsKeys = ["db-*"]
operations = ${everyOperation}
[[sockets]]
path = "run/narrow.sock"
mode = "0600"
keys = ["orders"]
secrets = ["passphrase"]
operations = ["unwrap", "readSecrets"]
`

export const openAgentSite = async (): Promise<AgentSite> => {
  const site = await openTestSite()
  const server = await site.start()
  const access = await site.as('agent', server)
  const folder = await mkdtemp(join(site.directory, 'agent-'))
  await writeAgentFolder(folder, access, configuration(server.port))
  const faults: unknown[] = []
  const refused: string[] = []
  const undeclared: string[] = []
  const config = async (changes: Partial<AgentConfig> = {}): Promise<AgentConfig> => ({
    ...(await loadAgentConfig(join(folder, 'agent.toml'))),
    ...changes,
  })
  const start = async (changes?: Partial<AgentConfig>): Promise<RunningAgent> =>
    runAgent(await config(changes), {
      logFault: (error) => faults.push(error),
      logRefusal(what, { code }) {
        refused.push(`${what} ${code}`)
        const [method = '', path = ''] = what.split(' ')
        if (path.startsWith('/') && !isDeclaredError(method, path, code)) undeclared.push(`${what} ${code}`)
      },
    })
  let running = await start()
  return {
    server,
    folder,
    socket: join(folder, 'run/all.sock'),
    narrow: join(folder, 'run/narrow.sock'),
    faults,
    refused,
    config,
    get running() {
      return running
    },
    async restart(changes) {
      await running[Symbol.asyncDispose]()
      running = await start(changes)
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await site.close()
      expect(undeclared, 'errors that no route declares').to.deep.equal([])
    },
  }
}
