import { createRouteCaller, type SocketFailure } from '../../socket-interface/call-route.ts'
import { AgentError, type AgentErrorCode, agentErrors } from './agent-error.ts'
import type { KeyUse, RekeyOptions, Retirement, RetireOptions, Rotation, Routes } from './routes.ts'

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

const socketFailures: Readonly<Record<string, SocketFailure<AgentErrorCode>>> = {
  ENOENT: ['kmsUnavailable', 'is not there', 'Start the agent (kmip agent), or name its socket with --socket.'],
  ECONNREFUSED: ['kmsUnavailable', 'has no agent behind it', 'Start the agent: kmip agent'],
  EACCES: ['notPermitted', 'may not be used by this user', "See owner, group and mode in the agent's configuration."],
}

const isErrorCode = (code: unknown): code is AgentErrorCode =>
  typeof code === 'string' && Object.hasOwn(agentErrors, code)

const toBytes = (base64: string): Buffer => Buffer.from(base64, 'base64')
const toBase64 = (value: Uint8Array): string => Buffer.from(value).toString('base64')

/** A client of the agent behind a socket. It retries for `wait` while the agent or the KMS is away. */
export const createAgentClient = (options: AgentClientOptions): AgentClient => {
  const call = createRouteCaller<Routes, AgentErrorCode>({
    ...options,
    listener: 'agent',
    awayCode: 'kmsUnavailable',
    socketFailures,
    isErrorCode,
    createError: (...parts) => new AgentError(...parts),
  })
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
