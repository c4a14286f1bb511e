import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts'
import { makeDirectory } from '../durable/durable-file.ts'
import { type Agent, createAgent } from './agent.ts'
import { type AgentConfig, agentPaths } from './configuration/load-agent-config.ts'
import { dataKeyCache } from './data-key-cache.ts'
import { listenOn } from './http/listen.ts'
import type { Reports } from './http/respond.ts'
import { AgentError } from './interface/agent-error.ts'
import { connectOptionsOf } from './kms/connect-options.ts'
import { type Kms, openKms } from './kms/kms.ts'
import { kmsKeys } from './kms/kms-keys.ts'
import { keyStates } from './records/key-state.ts'
import { secretFiles } from './records/secrets.ts'

export interface RunningAgent extends AsyncDisposable {
  readonly agent: Agent
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })

/** An agent without sockets, for a command that asks the KMS itself. @throws ConfigurationError */
export const openAgent = async (config: AgentConfig): Promise<RunningAgent & { readonly kms: Kms }> => {
  const paths = agentPaths(config.dataDirectory)
  await makeDirectory(paths.keys)
  await makeDirectory(paths.secrets)
  const kms = openKms(await connectOptionsOf(config))
  const cache = dataKeyCache(config.cache, () => performance.now())
  const states = keyStates(paths.keys)
  const secrets = secretFiles(paths.secrets)
  return {
    agent: createAgent({ config, kms, cache, states, secrets, mutex: createKeyedMutex() }),
    kms,
    async [Symbol.asyncDispose]() {
      cache.clear()
      await kms[Symbol.asyncDispose]()
    },
  }
}

const longestPause = 60_000

/** Goes on with what a stop interrupted, as soon as the KMS lets it. */
const resumed = async (agent: Agent, reports: Reports, signal: AbortSignal): Promise<void> => {
  for (let pause = 1000; !signal.aborted; pause = Math.min(2 * pause, longestPause))
    try {
      return await agent.resume()
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof AgentError)) return reports.fault(error)
      reports.refused('rotation that goes on', error)
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
}

/**
 * Starts the agent: its sockets are open when it returns. A rotation that a stop interrupted goes on in the background.
 * @throws ConfigurationError
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
  const stopped = new AbortController()
  void resumed(agent, reports, stopped.signal)
  return {
    agent,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await close()
    },
  }
}
