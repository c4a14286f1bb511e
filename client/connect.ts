import { performance } from 'node:perf_hooks'
import type { SpokenVersion } from '../codec/index.ts'
import { createCaller } from './call.ts'
import type { BatchOptions, Client, MethodOf } from './client.ts'
import type { CallOptions, ConnectOptions } from './options.ts'
import { type Outcome, type Outcomes, responsesOf, toOutcomes } from './outcome.ts'
import { type BatchRequest, createBatchRequest, createByOperation } from './request.ts'
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

  const runBatch = async (items: readonly BatchRequest[], batchOptions: BatchOptions): Promise<Outcome[]> => {
    if (items.length === 0) return []
    const { errorContinuation, asynchronous } = batchOptions
    const { message, server } = await caller.call({
      operations: items.map(({ operation }) => operation),
      message: (version) => createRequestMessage(items, version, settings, { errorContinuation, asynchronous }),
      options: batchOptions,
    })
    return toOutcomes(items, message, server)
  }

  const batch = async <const T extends readonly BatchRequest[]>(
    items: T,
    batchOptions: BatchOptions = {},
  ): Promise<Outcomes<T>> => {
    // Each outcome is that of the item at its place.
    return (await runBatch(items, batchOptions)) as Outcomes<T>
  }

  const methods = createByOperation<MethodOf>((name) => async (given = {}, callOptions: CallOptions = {}) => {
    const [response] = responsesOf(await runBatch([createBatchRequest(name, given)], callOptions))
    return response
  })

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
    ...methods,
    get version() {
      // `open` has negotiated it.
      return caller.version as SpokenVersion
    },
    batch,
    send,
    close,
    [Symbol.asyncDispose]: close,
  }
}
