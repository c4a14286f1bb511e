import type { ConnectOptions } from '../../client/index.ts'
import {
  type Client,
  ConnectionError,
  connect,
  KmipResponseError,
  ProtocolError,
  TimeoutError,
} from '../../client/index.ts'
import { AgentError } from '../agent-error.ts'

/** The key manager behind the agent: one client, connected when it is needed, and anew after it was away. */
export interface Kms extends AsyncDisposable {
  /**
   * Works with the client.
   * @throws AgentError that names the server and the cause; what `work` throws besides goes through
   */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>
}

const missing = new Set(['ItemNotFound', 'ObjectNotFound', 'ObjectDestroyed'])

/** What a failure of the client means to whoever asked the agent. */
const explained = (error: unknown): unknown => {
  if (error instanceof ConnectionError || error instanceof TimeoutError || error instanceof ProtocolError)
    return new AgentError('kmsUnavailable', `The KMS cannot be used: ${error.message}.`, error.hint, { cause: error })
  if (error instanceof KmipResponseError)
    return missing.has(error.resultReason ?? '')
      ? new AgentError('notFound', `The KMS does not have it: ${error.message}.`, undefined, { cause: error })
      : new AgentError('kmsRefused', `The KMS refused: ${error.message}.`, undefined, { cause: error })
  return error
}

export const openKms = (options: ConnectOptions): Kms => {
  let client: Promise<Client> | undefined
  const connected = (): Promise<Client> => {
    client ??= connect(options).catch((error: unknown) => {
      client = undefined
      throw error
    })
    return client
  }
  return {
    async use(work) {
      try {
        return await work(await connected())
      } catch (error) {
        throw explained(error)
      }
    },
    async [Symbol.asyncDispose]() {
      const open = await client?.catch(() => undefined)
      await open?.close()
    },
  }
}
