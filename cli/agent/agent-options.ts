import { type Command, Option } from 'commander'
import { AgentError, type AgentErrorCode } from '../../agent/interface/agent-error.ts'
import { type AgentClient, createAgentClient } from '../../agent/interface/client.ts'
import { CliError, type Exit } from '../cli-error.ts'

/** The options of every command that uses an agent. */
export interface AgentFlags {
  readonly socket: string
  readonly wait: string
  readonly direct?: boolean
  readonly config?: string
}

export const defaultSocket = '/run/kmip-agent/agent.sock'
export const defaultConfig = '/etc/kmip/agent.toml'

/** @param wait default of --wait, in seconds */
export const addAgentOptions = (command: Command, wait = 0): Command => {
  const option = (flags: string, description: string): Option => new Option(flags, description).helpGroup('Agent:')
  return command
    .addOption(option('--socket <file>', "the agent's socket").env('KMIP_AGENT_SOCKET').default(defaultSocket))
    .addOption(option('--wait <seconds>', 'retry while the agent or the KMS is away').default(String(wait)))
    .addOption(option('--direct', 'use the KMS directly, without an agent'))
    .addOption(option('--config <file>', "with --direct: the agent's configuration").default(defaultConfig))
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

const toCliError = (error: unknown): unknown => {
  if (error instanceof AgentError) return new CliError(exits[error.code], error.message, error.hint, { cause: error })
  return error
}

const parseSeconds = (flag: string, text: string): number => {
  const seconds = Number(text)
  if (!(seconds >= 0) || seconds > 86_400) throw new CliError('usage', `${flag}: ${text} is not a number of seconds`)
  return seconds * 1000
}

/** Milliseconds for one response of the agent. Its calls to the KMS have shorter timeouts. */
const responseTimeout = 60_000

/** Works with the agent behind a socket; with `--direct`, with one in this process. */
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
