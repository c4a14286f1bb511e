import {
  operations as declared,
  type OperationName,
  type RequestMessage,
  type ResponseMessage,
  type SpokenVersion,
  TtlvWriter,
  writeRequest,
} from '../codec/index.ts'
import { type Connection, createClientClosedError, openConnection } from './connection/connection.ts'
import { createClosedError } from './connection/connection-fault.ts'
import { type Deadline, deadline } from './connection/deadline.ts'
import { openHttpsConnection } from './connection/https-connection.ts'
import { negotiate } from './connection/negotiate.ts'
import { createPool } from './connection/pool.ts'
import type { ServerAddress } from './connection/server-address.ts'
import { ConnectionError, TimeoutError } from './error.ts'
import type { CallOptions } from './options.ts'
import { createRequestMessage } from './request-message.ts'
import type { Settings } from './settings.ts'

interface SpeakingConnection extends Connection {
  readonly version: SpokenVersion
}

const isRefusal = (error: unknown): boolean => error instanceof ConnectionError && error.fault === 'certificateRefused'

/** The connection was lost after a request was sent. */
const isLoss = (error: unknown): boolean => error instanceof ConnectionError && error.sent

interface Call {
  readonly operations: readonly OperationName[]
  /** Builds the message for the negotiated version. */
  readonly message: (version: SpokenVersion) => RequestMessage
  readonly options?: CallOptions | undefined
  /** Never retry. */
  readonly once?: boolean
}

interface Answer {
  readonly message: ResponseMessage
  readonly server: ServerAddress
}

/** Carries calls to a server. */
export interface Caller {
  readonly version: SpokenVersion | undefined
  call(call: Call): Promise<Answer>
  /** Opens a connection if there is none. */
  open(): Promise<void>
  close(): Promise<void>
}

/** @param now milliseconds of a monotonic clock */
export const createCaller = (settings: Settings, now: () => number): Caller => {
  const writer = new TtlvWriter()
  const versions = new Map<ServerAddress, SpokenVersion>()
  const inFlight = new Set<Promise<unknown>>()
  let version: SpokenVersion | undefined
  let closing: Promise<void> | undefined

  const exchange = (connection: Connection, message: RequestMessage, signal: AbortSignal): Promise<ResponseMessage> => {
    try {
      writeRequest(writer, message)
      return connection.exchange(message, writer.finish(), signal)
    } finally {
      writer.reset()
    }
  }

  const open = async (server: ServerAddress, signal: AbortSignal): Promise<SpeakingConnection> => {
    const opened = server.target === undefined ? openConnection : openHttpsConnection
    const connection = await opened(server, settings, signal)
    try {
      const own =
        settings.version ??
        versions.get(server) ??
        (await negotiate(
          (items, asked) => exchange(connection, createRequestMessage(items, asked, settings), signal),
          server,
        ))
      versions.set(server, own)
      version = own
      // Not spread: `usable` is a getter.
      return Object.assign(connection, { version: own })
    } catch (error) {
      connection.end()
      // No request was sent yet that the server could have carried out.
      throw error instanceof ConnectionError && error.fault === 'closed' ? createClosedError(server, false) : error
    }
  }

  const pool = createPool(settings, open, now)

  /** @returns the error if the connection was lost */
  const attempt = async (call: Call, limit: Deadline): Promise<Answer | ConnectionError> => {
    const { operations, message, options } = call
    let connection: SpeakingConnection | undefined
    let answer: Promise<ResponseMessage> | undefined
    let server: ServerAddress | undefined
    try {
      connection = await pool.acquire(limit.signal, (tried) => {
        server = tried
      })
      server = connection.server
      answer = exchange(connection, message(connection.version), limit.signal)
      return { message: await answer, server }
    } catch (error) {
      if (server && (limit.expired || isRefusal(error) || isLoss(error))) pool.passOver(server)
      if (limit.expired)
        throw new TimeoutError(
          operations.join(', '),
          options?.timeout ?? settings.timeout,
          server,
          answer !== undefined,
        )
      // Without a connection every server has been tried; another attempt at once would end the same way.
      if (connection && error instanceof ConnectionError) return error
      throw error
    } finally {
      if (connection) pool.release(connection)
    }
  }

  const run = async (call: Call): Promise<Answer> => {
    const { operations, options, once = false } = call
    using limit = deadline(options?.timeout ?? settings.timeout, options?.signal, settings.signal)
    const repeatable = !once && operations.every((each) => declared[each].repeatable)
    for (let left = settings.retries; ; left--) {
      const answer = await attempt(call, limit)
      if (!(answer instanceof ConnectionError)) return answer
      const pointless = isRefusal(answer) && settings.servers.length === 1
      if (left === 0 || pointless || (answer.sent && !repeatable)) throw answer
    }
  }

  const trackCall = <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== undefined) return Promise.reject(createClientClosedError())
    const promise = work()
    inFlight.add(promise)
    const forgetCall = (): void => void inFlight.delete(promise)
    promise.then(forgetCall, forgetCall)
    return promise
  }

  return {
    get version() {
      return version
    },
    call: (call) => trackCall(() => run(call)),
    open: () =>
      trackCall(async () => {
        using limit = deadline(settings.timeout, settings.signal)
        let server: ServerAddress | undefined
        const noteServer = (each: ServerAddress): void => {
          server = each
        }
        try {
          pool.release(await pool.acquire(limit.signal, noteServer))
        } catch (error) {
          throw limit.expired ? new TimeoutError('connecting', settings.timeout, server, false) : error
        }
      }),
    close() {
      closing ??= Promise.allSettled(inFlight).then(() => pool.end())
      return closing
    },
  }
}
