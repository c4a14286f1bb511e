import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, type TLSSocket } from 'node:tls'
import { certificates } from '../../client/testing/answering-server.ts'
import {
  CodecError,
  operations,
  protocolVersionOf,
  type RequestBatchItem,
  type RequestMessage,
  type ResponseBatchItem,
  type ResponseMessage,
  readRequest,
  Tag,
  TtlvReader,
  TtlvWriter,
  type Version,
  valueIn,
  versionOf,
  writeResponse,
} from '../../codec/index.ts'
import { frame } from '../../codec/ttlv/frame.ts'
import type { KmipServer } from '../../server/index.ts'
import type { Access } from '../support/wire-client.ts'
import type { Answer, Underneath } from './behaviour.ts'
import { type BehaviourName, findBehaviours } from './behaviours.ts'

/** A KMIP server over mutual TLS in this process that behaves like those of other vendors. */
export interface StandIn extends Access, AsyncDisposable {
  /** Other behaviours from the next request on. */
  behave(names: readonly BehaviourName[]): void
  /** Operation and outcome of each item, as the client saw it. */
  readonly done: { readonly operation: string; readonly outcome: string }[]
  /** Errors of the stand-in itself. */
  readonly faults: unknown[]
}

const encode = (message: ResponseMessage): Uint8Array => {
  const writer = new TtlvWriter()
  writeResponse(writer, message)
  return writer.finish().slice()
}

const createMessage = (version: Version, batchItem: readonly ResponseBatchItem[]): ResponseMessage => ({
  responseHeader: {
    protocolVersion: protocolVersionOf(version),
    timeStamp: new Date(),
    batchCount: batchItem.length,
  },
  batchItem,
})

/** The failure of a whole message (KMIP 1.4 §11.1). */
const createFailure = (version: Version, reason: 'InvalidMessage' | 'FeatureNotSupported', message: string) =>
  createMessage(version, [{ resultStatus: 'OperationFailed', resultReason: reason, resultMessage: message }])

/** The identifier that later items of a batch may leave out (KMIP 1.4 §3.1). */
const fillPlaceholder = (item: RequestBatchItem, placeholder: string | undefined): RequestBatchItem => {
  const { placeholderIn } = operations[item.operation]
  if (placeholder === undefined || placeholderIn !== 'uniqueIdentifier') return item
  return 'uniqueIdentifier' in item.requestPayload
    ? item
    : ({ ...item, requestPayload: { uniqueIdentifier: placeholder, ...item.requestPayload } } as RequestBatchItem)
}

/** Of a request: its number on the connection, and when it came, in milliseconds. */
interface Arrival {
  readonly count: number
  readonly arrived: number
}

let opened = 0

/**
 * Opens a stand-in before one of our servers. Each stand-in has clients of its own: what they make belongs to nobody else, so
 * many stand-ins share one server.
 */
export const openStandIn = async (
  server: Pick<KmipServer, 'inject'>,
  names: readonly BehaviourName[],
): Promise<StandIn> => {
  const { ca, server: own, client } = certificates()
  const principal = { id: `CN=client,OU=${++opened}` }
  const done: StandIn['done'] = []
  const faults: unknown[] = []
  let behaviours = findBehaviours(names)

  const createUnderneath = (version: Version): Underneath => {
    const answer: Answer = async (item) => {
      const requestHeader = { protocolVersion: protocolVersionOf(version), batchCount: 1 }
      const { batchItem } = await server.inject({ requestHeader, batchItem: [item] }, principal)
      return batchItem[0] as ResponseBatchItem
    }
    return {
      answer,
      async readState(uniqueIdentifier) {
        const requestPayload = { uniqueIdentifier, attributeReference: ['State' as const] }
        const { operation, responsePayload } = await answer({ operation: 'GetAttributes', requestPayload })
        return operation === 'GetAttributes' && responsePayload
          ? valueIn(responsePayload.attributes ?? [], 'State')
          : undefined
      },
    }
  }

  const answerItems = async ({ requestHeader, batchItem }: RequestMessage, version: Version) => {
    const underneath = createUnderneath(version)
    const answerItem = behaviours.reduceRight<Answer>(
      (next, { answer }) => (answer ? (item) => answer(item, next, underneath) : next),
      underneath.answer,
    )
    const answers: ResponseBatchItem[] = []
    let placeholder: string | undefined
    for (const item of batchItem) {
      const { uniqueBatchItemID } = item
      const answer = await answerItem(fillPlaceholder(item, placeholder))
      answers.push({ ...answer, ...(uniqueBatchItemID && { uniqueBatchItemID }) })
      done.push({ operation: item.operation, outcome: answer.resultReason ?? answer.resultStatus })
      const payload = answer.responsePayload
      if (payload && 'uniqueIdentifier' in payload && typeof payload.uniqueIdentifier === 'string')
        placeholder = payload.uniqueIdentifier
      if (answer.resultStatus !== 'Success' && requestHeader.batchErrorContinuationOption !== 'Continue') break
    }
    return createMessage(version, answers)
  }

  const answerMessage = async (request: RequestMessage): Promise<Uint8Array> => {
    const version = versionOf(request.requestHeader.protocolVersion)
    const spoken = behaviours.flatMap(({ versions = [] }) => versions)
    const [only] = spoken
    if (only !== undefined && !spoken.includes(version))
      return encode(createFailure(only === '1.0' ? '1.0' : version, 'InvalidMessage', 'Unsupported protocol version'))
    const most = Math.min(...behaviours.map(({ batchSize = Number.POSITIVE_INFINITY }) => batchSize))
    if (request.batchItem.length > most)
      return encode(createFailure(version, 'FeatureNotSupported', 'several items in a message are not supported'))
    const bytes = encode(await answerItems(request, version))
    const rewriting = behaviours.flatMap(({ rewrite }) => rewrite ?? [])
    if (rewriting.length === 0) return bytes
    const writer = new TtlvWriter()
    writer.item(rewriting.reduce((message, rewrite) => rewrite(message, version), new TtlvReader(bytes).item()))
    return writer.finish()
  }

  const respond = async (bytes: Uint8Array, socket: TLSSocket, { count, arrived }: Arrival): Promise<void> => {
    const answer = await answerMessage(readRequest(new TtlvReader(bytes)))
    const delay = Math.max(0, ...behaviours.map((each) => each.delay ?? 0))
    // Requests in flight wait at the same time, as on a long line.
    const rest = arrived + delay - performance.now()
    if (rest > 0) await sleep(rest)
    const most = Math.min(...behaviours.map((each) => each.answersPerConnection ?? Number.POSITIVE_INFINITY))
    if (count >= most) socket.end(answer)
    else socket.write(answer)
  }

  const sockets = new Set<TLSSocket>()
  const front = createServer({ ca, ...own, requestCert: true, rejectUnauthorized: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    const framer = frame(Tag.RequestMessage, 1 << 20)
    let [last, count] = [Promise.resolve(), 0]
    socket.on('data', (chunk: Buffer) => {
      framer.push(chunk, (bytes) => {
        const message = bytes.slice()
        const arrival = { count: ++count, arrived: performance.now() }
        last = last
          .then(() => (socket.writable ? respond(message, socket, arrival) : undefined))
          .catch((error: unknown) => {
            if (!(error instanceof CodecError)) faults.push(error)
            socket.destroy()
          })
      })
    })
  })
  front.on('tlsClientError', () => undefined)
  front.listen(0, 'localhost')
  await once(front, 'listening')
  return {
    port: (front.address() as AddressInfo).port,
    ca: Buffer.from(ca),
    cert: Buffer.from(client.cert),
    key: Buffer.from(client.key),
    done,
    faults,
    behave(next) {
      behaviours = findBehaviours(next)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      front.close()
      await once(front, 'close')
    },
  }
}
