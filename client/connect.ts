import { performance } from 'node:perf_hooks'
import { clientOperations, keyOf, type OperationName } from '../codec/index.ts'
import { createCaller } from './call.ts'
import type { BatchOptions, Client } from './client.ts'
import type { CallOptions, ConnectOptions } from './options.ts'
import { type Outcome, responsesOf, toOutcomes } from './outcome.ts'
import { type BatchRequest, createBatchRequest } from './request.ts'
import { createRequestMessage } from './request-message.ts'
import { toSettings } from './settings.ts'

/**
 * Connects to a KMIP server and negotiates the version. Opens connections on demand and keeps them; an idle connection does
 * not keep the process alive.
 *
 * @throws TypeError for invalid options; ConnectionError, TimeoutError, ProtocolError, KmipResponseError if the server
 *   cannot be used
 * @example
 * ```ts
 * await using client = await connect({ host: 'kms.example.org', ca, cert, key })
 * const { uniqueIdentifier } = await client.create({
 *   objectType: 'SymmetricKey',
 *   attributes: { name: 'orders', cryptographicAlgorithm: 'AES', cryptographicLength: 256, cryptographicUsageMask: ['Encrypt', 'Decrypt'] },
 * })
 * const { object } = await client.get({ uniqueIdentifier })
 * ```
 */
export const connect = async (options: ConnectOptions): Promise<Client> => {
  const settings = toSettings(options)
  const caller = createCaller(settings, () => performance.now())

  const batch = async (items: readonly BatchRequest[], batchOptions: BatchOptions = {}): Promise<Outcome[]> => {
    if (items.length === 0) return []
    const { errorContinuation, asynchronous } = batchOptions
    const { message, server } = await caller.call({
      operations: items.map(({ operation }) => operation),
      message: (version) => createRequestMessage(items, version, settings, { errorContinuation, asynchronous }),
      options: batchOptions,
    })
    return toOutcomes(items, message, server)
  }

  const method =
    (name: OperationName) =>
    async (given = {}, callOptions: CallOptions = {}): Promise<unknown> =>
      responsesOf(await batch([createBatchRequest(name, given)], callOptions))[0]

  const send: Client['send'] = async (message, callOptions) => {
    const answer = await caller.call({
      operations: message.batchItem.map(({ operation }) => operation),
      message: () => message,
      options: callOptions,
      once: true,
    })
    return answer.message
  }

  const close = (): Promise<void> => caller.close()
  await caller.open()
  settings.signal?.addEventListener('abort', () => void close(), { once: true })
  return {
    ...Object.fromEntries(clientOperations.map((name) => [keyOf(name), method(name)])),
    get version() {
      return caller.version
    },
    batch,
    send,
    close,
    [Symbol.asyncDispose]: close,
  } as unknown as Client
}
