import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import {
  type RequestBatchItem,
  type RequestMessage,
  type ResponseBatchItem,
  type ResponseMessage,
  readRequest,
  Tag,
  TtlvReader,
  TtlvWriter,
  writeResponse,
} from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { ConnectOptions } from '../options.ts'
import { makeCertificates, type TestCertificates } from './certificates.ts'

let made: TestCertificates | undefined
/** Made once for all tests. */
export const certificates = (): TestCertificates => {
  made ??= makeCertificates()
  return made
}

/** What the server does with a request: answer, send these bytes, or whatever it likes with the socket. */
export type Behaviour = (
  request: RequestMessage,
  socket: TLSSocket,
) => ResponseMessage | Uint8Array | undefined | Promise<ResponseMessage | Uint8Array | undefined>

export const bytesOf = (message: ResponseMessage): Uint8Array => {
  const writer = new TtlvWriter()
  writeResponse(writer, message)
  return Uint8Array.from(writer.finish())
}

/** A response in the version of the request. */
export const answer = (request: RequestMessage, ...batchItem: unknown[]): ResponseMessage => ({
  responseHeader: {
    protocolVersion: request.requestHeader.protocolVersion,
    timeStamp: new Date(0),
    batchCount: batchItem.length,
  },
  batchItem: batchItem as ResponseBatchItem[],
})

type Payload = (item: RequestBatchItem) => unknown

const standard: Readonly<Record<string, Payload>> = {
  DiscoverVersions: () => ({
    protocolVersion: [
      { protocolVersionMajor: 1, protocolVersionMinor: 4 },
      { protocolVersionMajor: 1, protocolVersionMinor: 2 },
    ],
  }),
}

/** Answers each item with Success and the payload of its operation, or a Result Reason given as text. */
export const answering =
  (payloads: Readonly<Record<string, Payload>>): Behaviour =>
  (request) =>
    answer(
      request,
      ...request.batchItem.map((each) => {
        const { operation, uniqueBatchItemID } = each
        const payload = (payloads[operation] ?? standard[operation])?.(each)
        const own = { operation, uniqueBatchItemID }
        if (typeof payload === 'object') return { ...own, resultStatus: 'Success', responsePayload: payload }
        const resultReason = payload ?? 'OperationNotSupported'
        return { ...own, resultStatus: 'OperationFailed', resultReason, resultMessage: `because ${resultReason}` }
      }),
    )

export interface AnsweringServer extends AsyncDisposable {
  readonly port: number
  readonly requests: RequestMessage[]
  /** TLS connections so far, and open now. */
  readonly accepted: number
  readonly sockets: ReadonlySet<TLSSocket>
  readonly options: ConnectOptions
}

/** A TLS server on a free port that requires client certificates. */
export const answeringServer = async (behave: Behaviour, port = 0): Promise<AnsweringServer> => {
  const { ca, server: own, client } = certificates()
  const requests: RequestMessage[] = []
  const sockets = new Set<TLSSocket>()
  let accepted = 0
  const server = createServer({ ca, ...own, requestCert: true, rejectUnauthorized: true }, (socket) => {
    accepted++
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    const framer = frame(Tag.RequestMessage, 1 << 20)
    socket.on('data', (chunk: Buffer) => {
      framer.push(chunk, (bytes) => {
        const request = readRequest(new TtlvReader(bytes))
        requests.push(request)
        void Promise.resolve(behave(request, socket)).then((done) => {
          if (done !== undefined) socket.write(done instanceof Uint8Array ? done : bytesOf(done))
        })
      })
    })
  })
  server.on('tlsClientError', () => undefined)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    requests,
    sockets,
    get accepted() {
      return accepted
    },
    options: { host: '127.0.0.1', port: bound, ca, ...client },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The error of a promise that must fail. */
export const failure = async (promise: Promise<unknown>): Promise<unknown> => {
  let value: unknown
  try {
    value = await promise
  } catch (error) {
    return error
  }
  throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
}
