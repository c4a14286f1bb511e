import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent } from '../agent.ts'
import { AgentError } from './agent-error.ts'
import { bodyOf, request } from './unix-socket-request.ts'

/** What commands need of an agent: one behind a socket, or one in this process. */
export type KeySource = Pick<
  Agent,
  | 'dataKey'
  | 'wrap'
  | 'unwrap'
  | 'rewrap'
  | 'readSecret'
  | 'writeSecret'
  | 'deleteSecret'
  | 'secretNames'
  | 'rekey'
  | 'uses'
  | 'retire'
>

export interface SocketOptions {
  /** Path of the agent's socket. */
  readonly path: string
  /** Milliseconds to go on trying while the agent or the KMS is away. */
  readonly wait: number
  /** Milliseconds that one try may take. */
  readonly timeout: number
}

const isAway = (error: unknown): boolean =>
  (error instanceof AgentError && error.code === 'kmsUnavailable') ||
  ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')

const explained = (error: unknown, path: string): unknown => {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof AgentError || code === undefined) return error
  const hints: Readonly<Record<string, [AgentError['code'], string, string]>> = {
    ENOENT: ['kmsUnavailable', 'is not there', 'Start the agent (kmip agent), or name its socket with --socket.'],
    ECONNREFUSED: ['kmsUnavailable', 'has no agent behind it', 'Start the agent: kmip agent'],
    EACCES: ['notPermitted', 'may not be used by this user', "See owner, group and mode in the agent's configuration."],
  }
  const [fault, what, hint] = hints[code] ?? ['kmsUnavailable', `cannot be used: ${code}`, undefined]
  return new AgentError(fault, `The socket ${path} ${what}.`, hint, { cause: error })
}

const longestPause = 2000

/** An agent behind its socket. What fails because somebody is away is tried again until `wait` is over. */
export const agentAt = ({ path, wait, timeout }: SocketOptions): KeySource => {
  const call = async (method: string, target: string, value?: object): Promise<Readonly<Record<string, unknown>>> => {
    const deadline = performance.now() + wait
    for (let pause = 100; ; pause = Math.min(pause * 2, longestPause))
      try {
        return bodyOf(await request(path, method, target, value, timeout))
      } catch (error) {
        if (!isAway(error) || performance.now() + pause > deadline) throw explained(error, path)
        await sleep(pause)
      }
  }
  const bytes = (value: unknown): Buffer => Buffer.from(String(value), 'base64')
  const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64')
  const at = (kind: string, name: string): string => `/v1/${kind}/${encodeURIComponent(name)}`
  return {
    async dataKey(key) {
      const { plaintext, wrapped } = await call('POST', `${at('keys', key)}/data-key`)
      return { plaintext: bytes(plaintext), wrapped: bytes(wrapped) }
    },
    wrap: async (key, plaintext) =>
      bytes((await call('POST', `${at('keys', key)}/wrap`, { plaintext: base64(plaintext) })).wrapped),
    unwrap: async (key, wrapped) =>
      bytes((await call('POST', `${at('keys', key)}/unwrap`, { wrapped: base64(wrapped) })).plaintext),
    rewrap: async (key, wrapped) =>
      bytes((await call('POST', `${at('keys', key)}/rewrap`, { wrapped: base64(wrapped) })).wrapped),
    readSecret: async (name) => bytes((await call('GET', at('secrets', name))).value),
    async writeSecret(key, name, value, replace) {
      await call('PUT', at('secrets', name), { ...(key && { key }), value: base64(value), replace })
    },
    async deleteSecret(name) {
      await call('DELETE', at('secrets', name))
    },
    secretNames: async () => (await call('GET', '/v1/secrets')).names as string[],
    rekey: async (key) =>
      (await call('POST', `${at('keys', key)}/rekey`)) as unknown as Awaited<ReturnType<Agent['rekey']>>,
    uses: async (key) =>
      (await call('GET', `${at('keys', key)}/uses`)).uses as unknown as Awaited<ReturnType<Agent['uses']>>,
    retire: async (key, options) =>
      (await call('POST', `${at('keys', key)}/retire`, options)) as unknown as Awaited<ReturnType<Agent['retire']>>,
  }
}
