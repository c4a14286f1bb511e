import { once } from 'node:events'
import type { TLSSocket } from 'node:tls'
import { CodecError, TtlvWriter, writeRequest } from '../../codec/index.ts'
import { FrameError } from '../../codec/ttlv/frame.ts'
import { combineFailures, createClosedError } from '../connection/connection-fault.ts'
import { deadline } from '../connection/deadline.ts'
import { openSocket } from '../connection/open-socket.ts'
import { readAnswer, toProtocolError } from '../connection/read-answer.ts'
import type { ServerAddress } from '../connection/server-address.ts'
import { ConnectionError, ProtocolError } from '../error.ts'
import type { ConnectOptions } from '../options.ts'
import { responsesOf, toOutcomes } from '../outcome.ts'
import { createBatchRequest } from '../request.ts'
import { createRequestMessage } from '../request-message.ts'
import { type Settings, toSettings } from '../settings.ts'
import { answerSocket } from './answer-socket.ts'
import type { Notified } from './notified.ts'

/** A connection on which the server sends notifications. */
export interface Subscription extends AsyncDisposable {
  /** Resolves when the connection ends, and notifications with it: to an error, or to undefined after `close`. */
  readonly ended: Promise<Error | undefined>
  close(): Promise<void>
}

/** Receives the next whole message; later bytes stay in the socket. */
const receive = (socket: TLSSocket, maximum: number, signal: AbortSignal): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const settle = (done: () => void): void => {
      socket.pause().off('data', take).off('close', onClose)
      signal.removeEventListener('abort', onAbort)
      done()
    }
    const take = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk])
      const size = received.length < 8 ? 8 : 8 + received.readUInt32BE(4)
      if (size > maximum) settle(() => reject(new FrameError('tooLarge', `an answer of ${size} bytes`)))
      else if (received.length >= size && received.length >= 8)
        settle(() => {
          if (received.length > size) socket.unshift(received.subarray(size))
          resolve(received.subarray(0, size))
        })
    }
    const onClose = (): void =>
      settle(() => reject(new FrameError('malformed', 'the connection ended before the answer')))
    const onAbort = (): void => settle(() => reject(signal.reason))
    socket.on('data', take).on('close', onClose)
    signal.addEventListener('abort', onAbort, { once: true })
  })

/** Reverses the roles: the server asks from now on. KMIP 2.1 §6.1.54. */
const reverseRoles = async (socket: TLSSocket, server: ServerAddress, settings: Settings, signal: AbortSignal) => {
  const items = [createBatchRequest('SetEndpointRole', { endpointRole: 'Client' })]
  const writer = new TtlvWriter()
  const request = createRequestMessage(items, settings.version ?? '2.1', settings)
  writeRequest(writer, request)
  socket.write(writer.finish().slice())
  const bytes = await receive(socket, settings.maximumResponseSize, signal).catch((error: unknown) => {
    throw error instanceof CodecError ? toProtocolError(error, request, server, settings.maximumResponseSize) : error
  })
  const [answer] = responsesOf(toOutcomes(items, readAnswer(bytes, request, server, settings), server))
  if ((answer as { endpointRole?: string } | undefined)?.endpointRole !== 'Client')
    throw new ProtocolError('the server did not reverse the roles of the connection', {
      fault: 'refused',
      hint: 'It may not support notifications.',
      server,
    })
}

const openFirstSocket = async (settings: Settings, signal: AbortSignal): Promise<[TLSSocket, ServerAddress]> => {
  const failures: ConnectionError[] = []
  for (const server of settings.servers)
    try {
      return [await openSocket(server, settings, signal), server]
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      failures.push(error)
    }
  throw combineFailures(failures)
}

/**
 * Opens a connection on which a KMIP 2.x server notifies this client of changes to its objects, until it ends. Find earlier
 * and later changes with Locate and Get Attributes.
 *
 * @throws TypeError for invalid options; ConnectionError, ProtocolError, KmipResponseError if the server refuses
 * @example
 * ```ts
 * await using subscription = await subscribe({ host: 'kms.example.org', ca, cert, key, notify: ({ uniqueIdentifier }) => … })
 * ```
 */
export const subscribe = async (options: ConnectOptions & Notified): Promise<Subscription> => {
  const settings = toSettings(options)
  using limit = deadline(settings.connectTimeout, settings.signal)
  const [socket, server] = await openFirstSocket(settings, limit.signal)
  let failure: Error | undefined
  let closing = false
  socket.on('error', (error) => {
    failure ??= error
  })
  const ended = once(socket, 'close').then(() => (closing ? undefined : (failure ?? createClosedError(server, true))))
  try {
    await reverseRoles(socket, server, settings, limit.signal)
  } catch (error) {
    socket.destroy()
    throw error
  }
  answerSocket(socket, options, settings.maximumResponseSize, (error) => {
    failure ??= error
  })
  socket.resume()
  const close = async (): Promise<void> => {
    closing = true
    socket.destroy()
    await ended
  }
  settings.signal?.addEventListener('abort', () => void close(), { once: true })
  return { ended, close, [Symbol.asyncDispose]: close }
}
