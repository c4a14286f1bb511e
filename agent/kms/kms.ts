import { formatAddress } from '../../client/connection/server-address.ts'
import type { ConnectOptions } from '../../client/index.ts'
import {
  type Client,
  ConnectionError,
  connect,
  KmipResponseError,
  ProtocolError,
  TimeoutError,
} from '../../client/index.ts'
import { AgentError } from '../interface/agent-error.ts'

/** The key manager behind the agent: one client, connected when it is needed, and anew after it was away. */
export interface Kms extends AsyncDisposable {
  /**
   * Works with the client.
   * @throws AgentError that names the server and the cause; what `work` throws besides goes through
   */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** As {@link Kms.use}, for work that may be done twice: again, at another server, when one is lost or too slow in its midst. */
  repeat<T>(work: (client: Client) => Promise<T>): Promise<T>
}

const missing = new Set(['ItemNotFound', 'ObjectNotFound', 'ObjectDestroyed', 'WrappingObjectDestroyed'])

/** With one full stop at its end: what a server says often has one. */
const sentence = (text: string): string => `${text.replace(/\.+$/, '')}.`

/** What a failure of the client means to whoever asked the agent. */
const explained = (error: unknown): unknown => {
  if (error instanceof ConnectionError || error instanceof TimeoutError || error instanceof ProtocolError)
    return new AgentError('kmsUnavailable', sentence(`The KMS cannot be used: ${error.message}`), error.hint, {
      cause: error,
    })
  if (error instanceof KmipResponseError) {
    const { message, resultReason = '', server } = error
    const kms = server ? `The KMS ${formatAddress(server)}` : 'The KMS'
    return missing.has(resultReason)
      ? new AgentError('notFound', sentence(`${kms} does not have it: ${message}`), undefined, { cause: error })
      : new AgentError('kmsRefused', sentence(`${kms} refused: ${message}`), undefined, { cause: error })
  }
  return error
}

/** Whether it was in the midst of the work: before that, the client has tried every server itself. */
const isLost = (error: unknown): boolean =>
  (error instanceof ConnectionError || error instanceof TimeoutError) && error.sent

export const openKms = (options: ConnectOptions): Kms => {
  let client: Promise<Client> | undefined
  const connected = (): Promise<Client> => {
    client ??= connect(options).catch((error: unknown) => {
      client = undefined
      throw error
    })
    return client
  }
  const done = async <T>(work: (client: Client) => Promise<T>, again: boolean): Promise<T> => {
    try {
      return await work(await connected())
    } catch (error) {
      if (again && isLost(error)) return done(work, false)
      throw explained(error)
    }
  }
  return {
    use: (work) => done(work, false),
    repeat: (work) => done(work, true),
    async [Symbol.asyncDispose]() {
      const open = await client?.catch(() => undefined)
      await open?.close()
    },
  }
}
