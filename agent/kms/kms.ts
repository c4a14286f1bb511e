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
import { CodecError } from '../../codec/index.ts'
import { AgentError } from '../interface/agent-error.ts'

/** The key manager behind the agent: one client, which connects on first use and reconnects after a failure. */
export interface Kms extends AsyncDisposable {
  /** Its addresses, for messages. */
  readonly name: string
  /**
   * Works with the client.
   * @throws AgentError naming the server and the cause; other errors of `work` pass through
   */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** For work that may run twice: it runs again, at another server, when one fails or is too slow in the middle of it. */
  useWithRetry<T>(work: (client: Client) => Promise<T>): Promise<T>
}

const missingReasons = new Set(['ItemNotFound', 'ObjectNotFound', 'ObjectDestroyed', 'WrappingObjectDestroyed'])

/** Ends a text with one full stop; messages of servers may have one. */
const toSentence = (text: string): string => `${text.replace(/\.+$/, '')}.`

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
  if (error instanceof CodecError)
    return new AgentError(
      'kmsRefused',
      toSentence(`The version of KMIP that the KMS speaks has no such request: ${error.message}`),
      'Choose another method for the key in the configuration: "keyWrap" or "local".',
      { cause: error },
    )
  return error
}

/** Whether a server failed after it got a request. Before that, the client tries every server itself. */
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
  const attempt = async <T>(work: (client: Client) => Promise<T>, retries: boolean): Promise<T> => {
    try {
      return await work(await getClient())
    } catch (error) {
      if (retries && isLost(error)) return attempt(work, false)
      throw toAgentError(error)
    }
  }
  return {
    name: (options.servers ?? []).join(', '),
    use: (work) => attempt(work, false),
    useWithRetry: (work) => attempt(work, true),
    async [Symbol.asyncDispose]() {
      const open = await client?.catch(() => undefined)
      await open?.close()
    },
  }
}
