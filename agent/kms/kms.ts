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
  useWithRetry<T>(work: (client: Client) => Promise<T>): Promise<T>
}

const missingReasons = new Set(['ItemNotFound', 'ObjectNotFound', 'ObjectDestroyed', 'WrappingObjectDestroyed'])

/** With one full stop at its end: what a server says often has one. */
const toSentence = (text: string): string => `${text.replace(/\.+$/, '')}.`

/** What a failure of the client means to whoever asked the agent. */
const toAgentError = (error: unknown): unknown => {
  if (error instanceof ConnectionError || error instanceof TimeoutError || error instanceof ProtocolError)
    return new AgentError('kmsUnavailable', toSentence(`The KMS cannot be used: ${error.message}`), error.hint, {
      cause: error,
    })
  if (error instanceof KmipResponseError) {
    const { message, resultReason = '', server } = error
    const kms = server ? `The KMS ${formatAddress(server)}` : 'The KMS'
    return missingReasons.has(resultReason)
      ? new AgentError('notFound', toSentence(`${kms} does not have it: ${message}`), undefined, { cause: error })
      : new AgentError('kmsRefused', toSentence(`${kms} refused: ${message}`), undefined, { cause: error })
  }
  return error
}

/** Whether it was in the midst of the work: before that, the client has tried every server itself. */
const isLost = (error: unknown): boolean =>
  (error instanceof ConnectionError || error instanceof TimeoutError) && error.sent

export const openKms = (options: ConnectOptions): Kms => {
  let client: Promise<Client> | undefined
  const getClient = (): Promise<Client> => {
    client ??= connect(options).catch((error: unknown) => {
      client = undefined
      throw error
    })
    return client
  }
  const attempt = async <T>(work: (client: Client) => Promise<T>, again: boolean): Promise<T> => {
    try {
      return await work(await getClient())
    } catch (error) {
      if (again && isLost(error)) return attempt(work, false)
      throw toAgentError(error)
    }
  }
  return {
    use: (work) => attempt(work, false),
    useWithRetry: (work) => attempt(work, true),
    async [Symbol.asyncDispose]() {
      const open = await client?.catch(() => undefined)
      await open?.close()
    },
  }
}
