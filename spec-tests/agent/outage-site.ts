import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { type AgentConfig, loadAgentConfig } from '../../agent/configuration/load-agent-config.ts'
import { type RunningAgent, runAgent } from '../../agent/run-agent.ts'
import { type Client, connect } from '../../client/index.ts'
import { certificates } from '../../client/testing/answering-server.ts'
import { openTestSite } from '../support/test-server.ts'
import { everyMethod, everyOperation, writeAgentFolder } from './agent-folder.ts'
import { ask } from './ask.ts'
import { type TroubledKms, troubledKms } from './troubled-kms.ts'

/** An agent in this process in front of two key managers that things happen to. */
export interface OutageSite extends AsyncDisposable {
  readonly first: TroubledKms
  readonly second: TroubledKms
  readonly folder: string
  readonly configFile: string
  readonly socket: string
  /** Milliseconds that the agent gives one call. */
  readonly timeout: number
  readonly faults: unknown[]
  /** A client of one of them, with the agent's certificate. */
  clientOf(kms: TroubledKms): Promise<Client>
  /** Keys go to the archive of both, or come back from it. */
  archiveKeys(operation: 'archive' | 'recover'): Promise<void>
  /** The second one gets the keys that the first one has. */
  copyKeys(): Promise<void>
  restart(changes?: Partial<AgentConfig>): Promise<void>
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>
}

const timeout = 2001.5

const configuration = (first: TroubledKms, second: TroubledKms): string => `
dataDirectory = "data"
[kms]
servers = ["localhost:${first.port}", "localhost:${second.port}"]
ca = "ca.crt"
cert = "agent.crt"
key = "agent.key"
timeout = ${timeout / 1000}
${everyMethod}[[sockets]]
path = "run/all.sock"
keys = ["orders", "wrapped", "exported"]
secrets = ["*"]
kmsKeys = ["*"]
operations = ${everyOperation}
`

export const openOutageSite = async (): Promise<OutageSite> => {
  const site = await openTestSite()
  const [first, second] = [await troubledKms(site, certificates()), await troubledKms(site, certificates())]
  const { ca, cert, key } = await site.as('agent', first.server)
  const folder = await mkdtemp(join(site.directory, 'outage-'))
  const trusted = Buffer.concat([ca, Buffer.from(certificates().ca)])
  await writeAgentFolder(folder, { ca: trusted, cert, key }, configuration(first, second))
  const configFile = join(folder, 'agent.toml')
  const socket = join(folder, 'run/all.sock')
  const faults: unknown[] = []
  const start = async (changes: Partial<AgentConfig> = {}): Promise<RunningAgent> =>
    runAgent(
      { ...(await loadAgentConfig(configFile)), ...changes },
      { logFault: (error) => faults.push(error), logRefusal: () => undefined },
    )
  let running = await start()
  const call = async (method: string, path: string, body?: object) => (await ask(socket, method, path, body)).json
  const clientOf = (kms: TroubledKms): Promise<Client> =>
    connect({ host: 'localhost', port: kms.server.port, ca, cert, key })
  return {
    ...{ first, second, folder, configFile, socket, timeout, faults, call, clientOf },
    async archiveKeys(operation) {
      for (const kms of [first, second]) {
        await using client = await clientOf(kms)
        const { uniqueIdentifier = [] } = await client.locate({
          attributes: { objectType: 'SymmetricKey' },
          storageStatusMask: operation === 'archive' ? ['OnLineStorage'] : ['ArchivalStorage'],
        })
        for (const each of uniqueIdentifier) await client[operation]({ uniqueIdentifier: each })
      }
    },
    async copyKeys() {
      await using from = await clientOf(first)
      await using to = await clientOf(second)
      const { uniqueIdentifier = [] } = await from.locate({ attributes: { objectType: 'SymmetricKey' } })
      for (const each of uniqueIdentifier) {
        const { object, objectType, attributes } = await from.export({ uniqueIdentifier: each })
        await to.import({ uniqueIdentifier: each, objectType, object, attributes, replaceExisting: true })
      }
    },
    async restart(changes) {
      await running[Symbol.asyncDispose]()
      running = await start(changes)
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]()
      await first[Symbol.asyncDispose]()
      await second[Symbol.asyncDispose]()
      await site.close()
    },
  }
}
