import type { Handlers } from '../../socket-interface/respond.ts'
import type { Agent } from '../agent.ts'
import type { SocketConfig } from '../configuration/load-agent-config.ts'
import type { KmsKeys } from '../kms/kms-keys.ts'
import { AgentError } from './agent-error.ts'
import { permitsName } from './require-permission.ts'
import type { Routes } from './routes.ts'

export interface Services {
  readonly agent: Agent
  readonly kmsKeys: KmsKeys
  readonly socket: SocketConfig
}

/** What the data is for; empty where the query has no context. */
const readContext = (query: URLSearchParams): string => query.get('context') ?? ''

const readKeyStatus = async (agent: Agent, name: string) => {
  try {
    const { current, previous } = await agent.readKeyState(name)
    return { name, usable: true, uniqueIdentifier: current, previous }
  } catch (error) {
    if (!(error instanceof AgentError)) throw error
    return { name, usable: false, reason: error.message }
  }
}

/** The key that a secret is sealed with: one that this socket may use. */
const requireSecretKey = (named: string | null | undefined, { keys }: SocketConfig): string => {
  const key = named ?? keys[0]
  if (key === undefined || !keys.includes(key))
    throw new AgentError('notPermitted', 'The field key must name a key that this socket may use.')
  return key
}

/** What the agent does for each route. The request is permitted and checked before. */
export const handlers: Handlers<Routes, Services> = {
  'GET /v1/status': async (_, { agent, socket }) => ({
    version: 1,
    operations: socket.operations,
    keys: await Promise.all(socket.keys.map((key) => readKeyStatus(agent, key))),
  }),
  'POST /v1/keys/{name}/data-key': ({ name }, { agent }) => agent.createDataKey(name),
  'POST /v1/keys/{name}/wrap': async ({ name, body }, { agent }) => ({
    wrapped: await agent.wrap(name, body.plaintext),
  }),
  'POST /v1/keys/{name}/unwrap': async ({ name, body }, { agent }) => ({
    plaintext: await agent.unwrap(name, body.wrapped),
  }),
  'POST /v1/keys/{name}/rewrap': async ({ name, body }, { agent }) => ({
    wrapped: await agent.rewrap(name, body.wrapped),
  }),
  'POST /v1/keys/{name}/encrypt': async ({ name, body, query }, { agent }) =>
    agent.encrypt(name, body, readContext(query)),
  'POST /v1/keys/{name}/decrypt': async ({ name, body, query }, { agent }) =>
    agent.decrypt(name, body, readContext(query)),
  'GET /v1/secrets': async (_, { agent, socket }) => ({
    names: (await agent.listSecrets()).filter((name) => permitsName(socket, 'secrets', name)),
  }),
  'GET /v1/secrets/{name}': async ({ name }, { agent }) => ({ value: await agent.readSecret(name) }),
  'PUT /v1/secrets/{name}': async ({ name, body }, { agent, socket }) => {
    await agent.writeSecret(requireSecretKey(body.key, socket), name, body.value, body.replace)
    return { name }
  },
  'DELETE /v1/secrets/{name}': async ({ name }, { agent }) => {
    await agent.deleteSecret(name)
    return { name }
  },
  'GET /v1/kms-keys/{name}': async ({ name }, { kmsKeys }) => ({ key: await kmsKeys.get(name) }),
  'POST /v1/kms-keys/{name}': async ({ name, body }, { kmsKeys }) => {
    await kmsKeys.create(name, body.length)
    return { name }
  },
  'DELETE /v1/kms-keys/{name}': async ({ name }, { kmsKeys }) => {
    await kmsKeys.destroy(name)
    return { name }
  },
  'POST /v1/keys/{name}/rekey': ({ name, body }, { agent }) => agent.rekey(name, body),
  'POST /v1/keys/{name}/adopt': ({ name, body }, { agent }) => agent.adopt(name, body.uniqueIdentifier),
  'GET /v1/keys/{name}/uses': async ({ name }, { agent }) => ({ uses: await agent.listKeyUses(name) }),
  'POST /v1/keys/{name}/retire': ({ name, body }, { agent }) => agent.retire(name, body),
}
