import { type Command, Option } from 'commander'
import { AgentError, type AgentErrorCode } from '../../agent/interface/agent-error.ts'
import { type AgentClient, createAgentClient } from '../../agent/interface/client.ts'
import { CliError, type Exit } from '../cli-error.ts'

/** Of every command that asks an agent. */
export interface AgentFlags {
  readonly socket: string
  readonly wait: string
  readonly direct?: boolean
  readonly config?: string
}

export const defaultSocket = '/run/kmip-agent/agent.sock'
export const defaultConfig = '/etc/kmip/agent.toml'

/** @param wait seconds to go on trying, unless told */
export const addAgentOptions = (command: Command, wait = 0): Command => {
  const option = (flags: string, description: string): Option => new Option(flags, description).helpGroup('Agent:')
  return command
    .addOption(option('--socket <file>', "the agent's socket").env('KMIP_AGENT_SOCKET').default(defaultSocket))
    .addOption(option('--wait <seconds>', 'go on trying while the agent or the KMS is away').default(String(wait)))
    .addOption(option('--direct', 'without an agent: ask the KMS from this process'))
    .addOption(option('--config <file>', 'with --direct: the configuration of the agent').default(defaultConfig))
}

const exits: Readonly<Record<AgentErrorCode, Exit>> = {
  badRequest: 'usage',
  notPermitted: 'denied',
  notFound: 'notFound',
  exists: 'failed',
  inUse: 'failed',
  tooLarge: 'usage',
  cannotOpen: 'failed',
  kmsRefused: 'failed',
  kmsUnavailable: 'connection',
  internal: 'failed',
}

/** What a person is told of it. */
const toCliError = (error: unknown): unknown => {
  if (error instanceof AgentError) return new CliError(exits[error.code], error.message, error.hint, { cause: error })
  return error
}

const parseSeconds = (flag: string, text: string): number => {
  const seconds = Number(text)
  if (!(seconds >= 0) || seconds > 86_400) throw new CliError('usage', `${flag}: ${text} is not a number of seconds`)
  return seconds * 1000
}

/** Milliseconds that an agent may take for one answer: its own calls to the KMS are bounded by less. */
const responseTimeout = 60_000

/** Works with an agent behind its socket, or with one in this process. */
export const useAgent = async <T>(flags: AgentFlags, work: (client: AgentClient) => Promise<T>): Promise<T> => {
  try {
    const wait = parseSeconds('--wait', flags.wait)
    if (!flags.direct) return await work(createAgentClient({ path: flags.socket, wait, timeout: responseTimeout }))
    const [{ openAgent }, { loadAgentConfig }] = await Promise.all([
      import('../../agent/run-agent.ts'),
      import('../../agent/configuration/load-agent-config.ts'),
    ])
    await using direct = await openAgent(await loadAgentConfig(flags.config ?? defaultConfig))
    return await work(direct.agent)
  } catch (error) {
    throw toCliError(error)
  }
}
