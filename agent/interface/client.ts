import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { AgentError, type AgentErrorCode, agentErrors } from './agent-error.ts'
import type { KeyUse, RekeyOptions, Retirement, RetireOptions, Rotation, RouteId, Routes } from './routes.ts'
import { type HttpResponse, requestOverUnixSocket } from './unix-socket-request.ts'

/** What commands ask of an agent, whether it listens on a socket or runs in the same process. */
export interface AgentClient {
  createDataKey(key: string): Promise<{ readonly plaintext: Uint8Array; readonly wrapped: Uint8Array }>
  wrap(key: string, plaintext: Uint8Array): Promise<Uint8Array>
  unwrap(key: string, wrapped: Uint8Array): Promise<Uint8Array>
  rewrap(key: string, wrapped: Uint8Array): Promise<Uint8Array>
  readSecret(name: string): Promise<Uint8Array>
  /** @param key empty: the socket's first */
  writeSecret(key: string, name: string, value: Uint8Array, replace: boolean): Promise<void>
  deleteSecret(name: string): Promise<void>
  listSecrets(): Promise<readonly string[]>
  rekey(key: string, options: Partial<RekeyOptions>): Promise<Rotation>
  adopt(key: string, uniqueIdentifier: string): Promise<Rotation>
  listKeyUses(key: string): Promise<readonly KeyUse[]>
  retire(key: string, options: Partial<RetireOptions>): Promise<Retirement>
}

export interface AgentClientOptions {
  /** Path of the agent's socket. */
  readonly path: string
  /** Milliseconds for retries while the agent or the KMS is away. */
  readonly wait: number
  /** Milliseconds for one try. */
  readonly timeout: number
}

const isAway = (error: unknown): boolean =>
  (error instanceof AgentError && error.code === 'kmsUnavailable') ||
  ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')

const socketFailures: Readonly<Record<string, readonly [code: AgentErrorCode, what: string, hint: string]>> = {
  ENOENT: ['kmsUnavailable', 'is not there', 'Start the agent (kmip agent), or name its socket with --socket.'],
  ECONNREFUSED: ['kmsUnavailable', 'has no agent behind it', 'Start the agent: kmip agent'],
  EACCES: ['notPermitted', 'may not be used by this user', "See owner, group and mode in the agent's configuration."],
}

const explainSocketError = (error: unknown, path: string): unknown => {
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof AgentError || code === undefined) return error
  const [agentCode, what, hint] = socketFailures[code] ?? ['kmsUnavailable', `cannot be used: ${code}`, undefined]
  return new AgentError(agentCode, `The socket ${path} ${what}.`, hint, { cause: error })
}

const isErrorCode = (code: unknown): code is AgentErrorCode =>
  typeof code === 'string' && Object.hasOwn(agentErrors, code)

/** @throws AgentError with what the agent says */
const readResponse = ({ status, body }: HttpResponse): unknown => {
  const value: unknown = JSON.parse(body.toString())
  if (status === 200) return value
  const { error } = value as { readonly error?: { readonly code?: unknown; message?: string; hint?: string } }
  throw new AgentError(
    isErrorCode(error?.code) ? error.code : 'internal',
    error?.message ?? `HTTP ${status}`,
    error?.hint,
  )
}

const toBytes = (base64: string): Buffer => Buffer.from(base64, 'base64')
const toBase64 = (value: Uint8Array): string => Buffer.from(value).toString('base64')

/** What a route takes and gives on the wire. */
type RequestBody<R extends RouteId> = z.input<Routes[R]['request']>
type ResponseBody<R extends RouteId> = z.input<Routes[R]['response']>

const maximumPause = 2000

/** A client of the agent behind a socket. It retries for `wait` while the agent or the KMS is away. */
export const createAgentClient = ({ path, wait, timeout }: AgentClientOptions): AgentClient => {
  /** Types come from the declaration of the routes, which itself is not loaded: zod would double the start of a command. */
  const call = async <R extends RouteId>(
    route: R,
    name: string,
    body: RequestBody<R> & (object | undefined),
  ): Promise<ResponseBody<R>> => {
    const [method = '', template = ''] = route.split(' ')
    const request = { method, target: template.replace('{name}', encodeURIComponent(name)), body }
    const deadline = performance.now() + wait
    for (let pause = 100; ; pause = Math.min(pause * 2, maximumPause))
      try {
        // The agent is trusted to answer as the interface declares.
        return readResponse(await requestOverUnixSocket(path, request, timeout)) as ResponseBody<R>
      } catch (error) {
        if (!isAway(error) || performance.now() + pause > deadline) throw explainSocketError(error, path)
        await sleep(pause)
      }
  }
  return {
    async createDataKey(key) {
      const { plaintext, wrapped } = await call('POST /v1/keys/{name}/data-key', key, undefined)
      return { plaintext: toBytes(plaintext), wrapped: toBytes(wrapped) }
    },
    async wrap(key, plaintext) {
      return toBytes((await call('POST /v1/keys/{name}/wrap', key, { plaintext: toBase64(plaintext) })).wrapped)
    },
    async unwrap(key, wrapped) {
      return toBytes((await call('POST /v1/keys/{name}/unwrap', key, { wrapped: toBase64(wrapped) })).plaintext)
    },
    async rewrap(key, wrapped) {
      return toBytes((await call('POST /v1/keys/{name}/rewrap', key, { wrapped: toBase64(wrapped) })).wrapped)
    },
    async readSecret(name) {
      return toBytes((await call('GET /v1/secrets/{name}', name, undefined)).value)
    },
    async writeSecret(key, name, value, replace) {
      const body = { value: toBase64(value), replace, ...(key !== '' && { key }) }
      await call('PUT /v1/secrets/{name}', name, body)
    },
    async deleteSecret(name) {
      await call('DELETE /v1/secrets/{name}', name, undefined)
    },
    async listSecrets() {
      return (await call('GET /v1/secrets', '', undefined)).names
    },
    rekey: (key, options) => call('POST /v1/keys/{name}/rekey', key, options),
    adopt: (key, uniqueIdentifier) => call('POST /v1/keys/{name}/adopt', key, { uniqueIdentifier }),
    async listKeyUses(key) {
      return (await call('GET /v1/keys/{name}/uses', key, undefined)).uses
    },
    retire: (key, options) => call('POST /v1/keys/{name}/retire', key, options),
  }
}
