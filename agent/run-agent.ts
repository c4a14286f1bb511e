import type { Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Oddity } from '../client/index.ts'
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts'
import { makeDirectory } from '../durable/durable-file.ts'
import { closeSocket, listenOnSocket } from '../socket-interface/listen.ts'
import type { InterfaceLog } from '../socket-interface/respond.ts'
import { type Agent, createAgent } from './agent.ts'
import { type AgentConfig, toDataPaths } from './configuration/load-agent-config.ts'
import { createDataKeyCache } from './data-key-cache.ts'
import { AgentError } from './interface/agent-error.ts'
import type { Services } from './interface/handlers.ts'
import { respond } from './interface/respond.ts'
import { loadConnectOptions } from './kms/connect-options.ts'
import { type Kms, openKms } from './kms/kms.ts'
import { createKmsKeys } from './kms/kms-keys.ts'
import { openKeyStates } from './records/key-state.ts'
import { openSecrets } from './records/secrets.ts'

export interface AgentLog extends InterfaceLog {
  /** Logs where an answer of the KMS departs from the standard. Default: not logged. */
  readonly logOddity?: (oddity: Oddity) => void
}

export interface RunningAgent extends AsyncDisposable {
  readonly agent: Agent
}

export interface OpenedAgent extends RunningAgent {
  readonly kms: Kms
}

/** An agent without sockets, for commands with `--direct`. @throws ConfigurationError */
export const openAgent = async (
  config: AgentConfig,
  { logOddity }: Pick<AgentLog, 'logOddity'> = {},
): Promise<OpenedAgent> => {
  const paths = toDataPaths(config.dataDirectory)
  await makeDirectory(paths.keys)
  await makeDirectory(paths.secrets)
  const kms = openKms({ ...(await loadConnectOptions(config)), onOddity: logOddity })
  const cache = createDataKeyCache(config.cache, () => performance.now())
  const states = openKeyStates(paths.keys)
  const secrets = openSecrets(paths.secrets)
  return {
    agent: createAgent({ config, kms, cache, states, secrets, mutex: createKeyedMutex() }),
    kms,
    async [Symbol.asyncDispose]() {
      cache.clear()
      await kms[Symbol.asyncDispose]()
    },
  }
}

const maximumPause = 60_000

/** Completes interrupted rotations, and retries while the KMS is away. */
const resumeRotations = async (agent: Agent, log: AgentLog, signal: AbortSignal): Promise<void> => {
  for (let pause = 1000; !signal.aborted; pause = Math.min(2 * pause, maximumPause))
    try {
      return await agent.resume()
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof AgentError)) return log.logFault(error)
      log.logRefusal('resume a rotation', error)
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
}

/**
 * Starts the agent. Its sockets are open when this resolves; interrupted rotations resume in the background.
 * @throws ConfigurationError
 */
export const runAgent = async (config: AgentConfig, log: AgentLog): Promise<RunningAgent> => {
  const opened = await openAgent(config, log)
  const { agent } = opened
  const servers: Server[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => closeSocket(server)))
    await opened[Symbol.asyncDispose]()
  }
  try {
    for (const socket of config.sockets) {
      const services: Services = { agent, kmsKeys: createKmsKeys(opened.kms), socket }
      const server = await listenOnSocket(socket, 'agent', (request, response) => {
        void respond(request, response, services, log)
      })
      servers.push(server)
    }
  } catch (error) {
    await close()
    throw error
  }
  const stopped = new AbortController()
  void resumeRotations(agent, log, stopped.signal)
  return {
    agent,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      await close()
    },
  }
}
