import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { isSpoken } from '../client/options.ts'
import { makeDirectory } from '../installation/durable-file.ts'
import { type Agent, createAgent } from './agent.ts'
import { type AgentConfig, AgentConfigError, agentPaths } from './config.ts'
import { dataKeyCache } from './data-key-cache.ts'
import { listenOn } from './http/listen.ts'
import type { Reports } from './http/respond.ts'
import { inTurn } from './in-turn.ts'
import { type Kms, openKms } from './kms/kms.ts'
import { kmsKeys } from './kms/kms-keys.ts'
import { keyStates } from './records/key-state.ts'
import { secretFiles } from './records/secrets.ts'

export interface RunningAgent extends AsyncDisposable {
  readonly agent: Agent
}

const pem = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new AgentConfigError(`${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`)
  })

const kmsOf = async ({ kms }: AgentConfig): Promise<Kms> => {
  const { version } = kms
  if (version !== undefined && !isSpoken(version as never))
    throw new AgentConfigError(`kms.version: ${version} is not spoken here.`)
  return openKms({
    servers: kms.servers,
    ca: kms.ca === undefined ? undefined : await pem(kms.ca),
    cert: await pem(kms.cert),
    key: await pem(kms.key),
    timeout: kms.timeout,
    connectTimeout: Math.min(kms.timeout, 10_000),
    ...(version !== undefined && { version: version as never }),
  })
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })

/** An agent without sockets, for a command that asks the KMS itself. @throws AgentConfigError */
export const openAgent = async (config: AgentConfig): Promise<RunningAgent & { readonly kms: Kms }> => {
  const paths = agentPaths(config.dataDirectory)
  await makeDirectory(paths.keys)
  await makeDirectory(paths.secrets)
  const kms = await kmsOf(config)
  const cache = dataKeyCache(config.cache, () => performance.now())
  const states = keyStates(paths.keys)
  const secrets = secretFiles(paths.secrets)
  return {
    agent: createAgent({ config, kms, cache, states, secrets, turn: inTurn() }),
    kms,
    async [Symbol.asyncDispose]() {
      cache.clear()
      await kms[Symbol.asyncDispose]()
    },
  }
}

/**
 * Starts the agent: its sockets are open when it returns. A rotation that a stop interrupted goes on in the background.
 * @throws AgentConfigError
 */
export const runAgent = async (config: AgentConfig, reports: Reports): Promise<RunningAgent> => {
  const opened = await openAgent(config)
  const { agent } = opened
  const servers: Server[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closed))
    await opened[Symbol.asyncDispose]()
  }
  try {
    for (const socket of config.sockets)
      servers.push(await listenOn(socket, { agent, kmsKeys: kmsKeys(opened.kms), socket }, reports))
  } catch (error) {
    await close()
    throw error
  }
  void agent.resume().catch(reports.fault)
  return { agent, [Symbol.asyncDispose]: close }
}
