import type { Agent } from '../agent.ts'
import type { SocketConfig } from '../configuration/load-agent-config.ts'
import { AgentError } from '../interface/agent-error.ts'
import type { Permission } from '../interface/permission.ts'
import type { KmsKeys } from '../kms/kms-keys.ts'
import { isSecretName } from '../records/secrets.ts'

/** What a request brings. */
export interface Asked {
  /** The name in the path; empty where the path has none. */
  readonly name: string
  readonly query: URLSearchParams
  /** The body, as JSON; an empty object when there is none. */
  json(): Promise<Readonly<Record<string, unknown>>>
  /** The body, as it comes. */
  readonly stream: AsyncIterable<Uint8Array>
}

/** A JSON value, or bytes as they come. */
export type Answer = Readonly<Record<string, unknown>> | AsyncIterable<Uint8Array>

export interface Services {
  readonly agent: Agent
  readonly kmsKeys: KmsKeys
  readonly socket: SocketConfig
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** `{name}` stands for one segment. */
  readonly path: string
  /** Absent: for everybody. */
  readonly permission?: Permission
  /** What the name in the path is a name of. */
  readonly of?: 'keys' | 'secrets' | 'kmsKeys'
  run(asked: Asked, services: Services): Promise<Answer>
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')

const bytesOf = (body: Readonly<Record<string, unknown>>, field: string): Buffer => {
  const value = body[field]
  if (typeof value !== 'string') throw new AgentError('badRequest', `The field ${field} is missing: bytes in base64.`)
  const bytes = Buffer.from(value, 'base64')
  if (bytes.toString('base64') !== value) throw new AgentError('badRequest', `The field ${field} is not base64.`)
  return bytes
}

const identifiersOf = (body: Readonly<Record<string, unknown>>, field: string): string[] | undefined => {
  const value = body[field]
  if (value === undefined) return undefined
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
    throw new AgentError('badRequest', `The field ${field} is a list of Unique Identifiers.`)
  return value as string[]
}

const wholeOf = (
  body: Readonly<Record<string, unknown>>,
  field: string,
  standard: number,
  allowed: readonly number[],
) => {
  const value = body[field] ?? standard
  if (typeof value !== 'number' || !allowed.includes(value))
    throw new AgentError('badRequest', `The field ${field} is one of ${allowed.join(', ')}.`)
  return value
}

const contextOf = ({ query }: Asked): string => query.get('context') ?? ''

/** `*` stands for any characters. */
export const matches = (pattern: string, name: string): boolean =>
  new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`).test(name)

const mayName = (socket: SocketConfig, of: NonNullable<Route['of']>, name: string): boolean =>
  of === 'keys' ? socket.keys.includes(name) : socket[of].some((pattern) => matches(pattern, name))

/** @throws AgentError unless this socket may be used for it */
export const requirePermitted = (route: Route, name: string, socket: SocketConfig): void => {
  const { permission, of } = route
  if (permission !== undefined && !socket.operations.includes(permission))
    throw new AgentError('notPermitted', `This socket may not be used for ${permission}.`)
  if (of === 'secrets' && !isSecretName(name))
    throw new AgentError(
      'badRequest',
      'The name of a secret has 1 to 128 letters, digits, dots, underscores and hyphens.',
    )
  if (of !== undefined && !mayName(socket, of, name))
    throw new AgentError('notPermitted', `This socket may not be used for ${name}.`)
}

/** The key that a secret is sealed with: one that this socket may be used for. */
const keyOfSecret = (body: Readonly<Record<string, unknown>>, socket: SocketConfig): string => {
  const key = body.key ?? socket.keys[0]
  if (typeof key !== 'string' || !socket.keys.includes(key))
    throw new AgentError('notPermitted', 'The field key must name a key that this socket may be used for.')
  return key
}

/** All of the interface: docs/agent-protocol.md. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/status',
    async run(_, { socket, agent }) {
      const keys = await Promise.all(
        socket.keys.map(async (key) => {
          try {
            const { current, previous } = await agent.keyState(key)
            return { name: key, usable: true, uniqueIdentifier: current, previous }
          } catch (error) {
            if (!(error instanceof AgentError)) throw error
            return { name: key, usable: false, reason: error.message }
          }
        }),
      )
      return { version: 1, operations: socket.operations, keys }
    },
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/data-key',
    permission: 'dataKey',
    of: 'keys',
    async run({ name }, { agent }) {
      const { plaintext, wrapped } = await agent.dataKey(name)
      return { plaintext: base64(plaintext), wrapped: base64(wrapped) }
    },
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/wrap',
    permission: 'wrap',
    of: 'keys',
    run: async ({ name, json }, { agent }) => ({
      wrapped: base64(await agent.wrap(name, bytesOf(await json(), 'plaintext'))),
    }),
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/unwrap',
    permission: 'unwrap',
    of: 'keys',
    run: async ({ name, json }, { agent }) => ({
      plaintext: base64(await agent.unwrap(name, bytesOf(await json(), 'wrapped'))),
    }),
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/rewrap',
    permission: 'rewrap',
    of: 'keys',
    run: async ({ name, json }, { agent }) => ({
      wrapped: base64(await agent.rewrap(name, bytesOf(await json(), 'wrapped'))),
    }),
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/encrypt',
    permission: 'encrypt',
    of: 'keys',
    run: async (asked, { agent }) => agent.encrypt(asked.name, asked.stream, contextOf(asked)),
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/decrypt',
    permission: 'decrypt',
    of: 'keys',
    run: async (asked, { agent }) => agent.decrypt(asked.name, asked.stream, contextOf(asked)),
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/rekey',
    permission: 'rekey',
    of: 'keys',
    run: async ({ name }, { agent }) => ({ ...(await agent.rekey(name)) }),
  },
  {
    method: 'GET',
    path: '/v1/keys/{name}/uses',
    permission: 'retire',
    of: 'keys',
    run: async ({ name }, { agent }) => ({ uses: await agent.uses(name) }),
  },
  {
    method: 'POST',
    path: '/v1/keys/{name}/retire',
    permission: 'retire',
    of: 'keys',
    async run({ name, json }, { agent }) {
      const body = await json()
      return { ...(await agent.retire(name, { only: identifiersOf(body, 'only'), final: body.final === true })) }
    },
  },
  {
    method: 'GET',
    path: '/v1/secrets',
    permission: 'readSecrets',
    run: async (_, { agent, socket }) => ({
      names: (await agent.secretNames()).filter((name) => mayName(socket, 'secrets', name)),
    }),
  },
  {
    method: 'GET',
    path: '/v1/secrets/{name}',
    permission: 'readSecrets',
    of: 'secrets',
    run: async ({ name }, { agent }) => ({ value: base64(await agent.readSecret(name)) }),
  },
  {
    method: 'PUT',
    path: '/v1/secrets/{name}',
    permission: 'writeSecrets',
    of: 'secrets',
    async run({ name, json }, { agent, socket }) {
      const body = await json()
      await agent.writeSecret(keyOfSecret(body, socket), name, bytesOf(body, 'value'), body.replace === true)
      return { name }
    },
  },
  {
    method: 'DELETE',
    path: '/v1/secrets/{name}',
    permission: 'writeSecrets',
    of: 'secrets',
    async run({ name }, { agent }) {
      await agent.deleteSecret(name)
      return { name }
    },
  },
  {
    method: 'GET',
    path: '/v1/kms-keys/{name}',
    permission: 'readKeys',
    of: 'kmsKeys',
    run: async ({ name }, { kmsKeys }) => ({ key: base64(await kmsKeys.get(name)) }),
  },
  {
    method: 'POST',
    path: '/v1/kms-keys/{name}',
    permission: 'writeKeys',
    of: 'kmsKeys',
    async run({ name, json }, { kmsKeys }) {
      await kmsKeys.create(name, wholeOf(await json(), 'length', 256, [128, 192, 256]))
      return { name }
    },
  },
  {
    method: 'DELETE',
    path: '/v1/kms-keys/{name}',
    permission: 'writeKeys',
    of: 'kmsKeys',
    async run({ name }, { kmsKeys }) {
      await kmsKeys.destroy(name)
      return { name }
    },
  },
]
