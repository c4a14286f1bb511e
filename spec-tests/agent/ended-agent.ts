import { type Agent, createAgent } from '../../agent/agent.ts'
import { toDataPaths } from '../../agent/configuration/load-agent-config.ts'
import { createDataKeyCache } from '../../agent/data-key-cache.ts'
import type { WrappingMethod } from '../../agent/envelope/wrapped-key.ts'
import type { Kms } from '../../agent/kms/kms.ts'
import { type KeyStates, openKeyStates } from '../../agent/records/key-state.ts'
import { openSecrets, type Secrets } from '../../agent/records/secrets.ts'
import type { Client } from '../../client/index.ts'
import { createKeyedMutex } from '../../concurrency/keyed-mutex.ts'
import type { AgentSite } from './agent-site.ts'

/** Ends the agent at one of its calls to the KMS: nothing that it asks for later happens. */
export interface End {
  /** Calls that are still answered. */
  left: number
  /** The KMS does what it was asked for last, and nobody is told. */
  readonly done: boolean
}

export class Killed extends Error {}

const callUntil = (end: End, client: Client): Client =>
  new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return async (...given: unknown[]) => {
        if (end.left-- > 0) return value.apply(target, given)
        if (end.left === -1 && end.done) await value.apply(target, given)
        throw new Killed()
      }
    },
  })

const endKmsAt = (end: End, kms: Kms): Kms => ({
  name: kms.name,
  use: (work) => kms.use((client) => work(callUntil(end, client))),
  useWithRetry: (work) => kms.useWithRetry((client) => work(callUntil(end, client))),
  [Symbol.asyncDispose]: () => kms[Symbol.asyncDispose](),
})

/** Ends the agent at one of its writes to the disk; it has or has not taken place. */
const endRecordsAt = (end: End, states: KeyStates): KeyStates => ({
  ...states,
  async put(key, state) {
    if (end.left-- > 0) return states.put(key, state)
    if (end.left === -1 && end.done) await states.put(key, state)
    throw new Killed()
  },
})

const endSecretsAt = (end: End, secrets: Secrets): Secrets => ({
  ...secrets,
  async put(name, envelope, replace) {
    if (end.left-- > 0) return secrets.put(name, envelope, replace)
    if (end.left === -1 && end.done) await secrets.put(name, envelope, replace)
    throw new Killed()
  },
})

export interface StartOptions {
  /** Ends it at a call to the KMS. */
  readonly end?: End | undefined
  /** Ends it at a write to the disk. */
  readonly endOfWrites?: End | undefined
  readonly secrets?: ((secrets: Secrets) => Secrets) | undefined
  /** Beside the site's: another machine. */
  readonly dataDirectory?: string | undefined
  /** `encrypt` by default. */
  readonly method?: WrappingMethod | undefined
}

/** An agent as after a start: over what is on the disk, with nothing in memory. */
export const startOver = async (
  site: AgentSite,
  kms: Kms,
  key: string,
  { end, endOfWrites, secrets: change = (secrets) => secrets, dataDirectory, method = 'encrypt' }: StartOptions = {},
): Promise<Agent> => {
  const config = await site.config({ keys: { [key]: { name: key, method, create: true } } })
  const paths = toDataPaths(dataDirectory ?? config.dataDirectory)
  const [states, secrets] = [openKeyStates(paths.keys), change(openSecrets(paths.secrets))]
  return createAgent({
    config,
    kms: end ? endKmsAt(end, kms) : kms,
    cache: createDataKeyCache(0, () => performance.now()),
    states: endOfWrites ? endRecordsAt(endOfWrites, states) : states,
    secrets: endOfWrites ? endSecretsAt(endOfWrites, secrets) : secrets,
    mutex: createKeyedMutex(),
  })
}
