import type { ConnectionOptions } from 'node:tls'
import { type Item, Operation, type OperationName, TtlvReader, TtlvWriter, type Version } from '../../codec/index.ts'
import { fromLines, toLines } from '../support/item-lines.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { type Access, openWireClient, type WireClient } from '../support/wire-client.ts'
import { bytes, enumeration, integer, nest } from './lines.ts'

/** One batch item: what is asked, in lines. */
export interface RequestItem {
  readonly operation: OperationName
  readonly payload?: readonly string[]
  /** Hexadecimal. */
  readonly batchItemId?: string
}

/** One item of an answer. */
export interface ResponseItem {
  /** Operation, status and all else but the payload, as lines. */
  readonly lines: readonly string[]
  /** Lines inside the Response Payload; undefined without one. */
  readonly payload: readonly string[] | undefined
  /** `Success`, or the number of the Result Reason. */
  readonly outcome: string
  readonly message: string | undefined
  /** Values of all items with this tag in the payload, at any depth: text without quotes, all else as its line has it. */
  all(tag: string): string[]
  /** The first of them. */
  value(tag: string): string | undefined
}

export interface Response {
  readonly header: readonly string[]
  readonly items: readonly ResponseItem[]
  readonly size: number
}

const codeOf = (name: OperationName): number => Operation.entries.get(name)?.value ?? Number.NaN

/** A whole request as bytes. `header`: further lines of its header. */
export const encodeRequest = (
  version: Version,
  asks: readonly RequestItem[],
  header: readonly string[] = [],
): Buffer => {
  const [major = '', minor = ''] = version.split('.')
  const lines = nest(
    'RequestMessage',
    nest(
      'RequestHeader',
      nest(
        'ProtocolVersion',
        integer('ProtocolVersionMajor', Number(major)),
        integer('ProtocolVersionMinor', Number(minor)),
      ),
      header,
      integer('BatchCount', asks.length),
    ),
    ...asks.map(({ operation, payload = [], batchItemId }) =>
      nest(
        'BatchItem',
        enumeration('Operation', codeOf(operation)),
        batchItemId === undefined ? [] : bytes('UniqueBatchItemID', batchItemId),
        nest('RequestPayload', payload),
      ),
    ),
  )
  const writer = new TtlvWriter()
  writer.item(fromLines(lines))
  return Buffer.from(writer.finish())
}

const unquote = (value: string): string => (value.startsWith('"') ? (JSON.parse(value) as string) : value)

const toResponseItem = (item: Item): ResponseItem => {
  const lines = toLines(item).slice(1)
  const at = lines.indexOf('  ResponsePayload')
  const payload = at < 0 ? undefined : lines.slice(at + 1).filter((line) => line.startsWith('    '))
  const find = (from: readonly string[], tag: string): string[] =>
    from
      .map((line) => line.trim().split(' '))
      .filter(([found, type]) => found === tag && type !== undefined)
      .map(([, , ...words]) => unquote(words.join(' ')))
  const [reason] = find(lines, 'ResultReason')
  const status = find(lines, 'ResultStatus')[0]
  return {
    lines: at < 0 ? lines : lines.filter((_, index) => index < at || index > at + (payload?.length ?? 0)),
    payload,
    outcome: status === '0x00000000' ? 'Success' : (reason ?? 'no Result Reason'),
    message: find(lines, 'ResultMessage')[0],
    all: (tag) => find(payload ?? [], tag),
    value: (tag) => find(payload ?? [], tag)[0],
  }
}

/** What an answer's bytes say. */
export const readResponse = (received: Uint8Array): Response => {
  const message = new TtlvReader(received).item()
  const [header, ...items] = message.type === 'Structure' ? message.value : []
  return { header: header ? toLines(header) : [], items: items.map(toResponseItem), size: received.length }
}

/** A connection on which requests are asked in lines. */
export interface LineClient {
  readonly wire: WireClient
  batch(version: Version, asks: readonly RequestItem[], header?: readonly string[]): Promise<Response>
  /** One item, with whatever outcome. */
  ask(version: Version, operation: OperationName, payload?: readonly string[]): Promise<ResponseItem>
  /** One item that must succeed. */
  succeed(version: Version, operation: OperationName, payload?: readonly string[]): Promise<ResponseItem>
}

/** Opens a connection, by default in TLS 1.3. */
export const connectLineClient = async (access: Access, tls?: ConnectionOptions): Promise<LineClient> => {
  const wire = await openWireClient(access, tls)
  const batch: LineClient['batch'] = async (version, asks, header) =>
    readResponse(await wire.ask(encodeRequest(version, asks, header)))
  const ask: LineClient['ask'] = async (version, operation, payload = []) => {
    const [item] = (await batch(version, [{ operation, payload }])).items
    if (!item) throw new Error(`${operation} got an answer without an item`)
    return item
  }
  return {
    wire,
    batch,
    ask,
    async succeed(version, operation, payload) {
      const item = await ask(version, operation, payload)
      if (item.outcome !== 'Success') throw new Error(`${operation}: ${item.outcome} ${item.message}`)
      return item
    },
  }
}

/** The Unique Identifier in an answer's payload. */
export const idOf = (item: ResponseItem): string => item.value('UniqueIdentifier') ?? ''

/** A server for one suite, and a connection to it. */
interface ServerWithClient {
  readonly site: TestSite
  readonly server: TestServer
  readonly client: LineClient
}

/** Opens a server and a connection before the tests of a suite, and closes both after them. */
export const useServerWithClient = (): ServerWithClient => {
  let site: TestSite
  let server: TestServer
  let client: LineClient
  before(async () => {
    site = await openTestSite()
    server = await site.start()
    client = await connectLineClient(server)
  })
  after(() => {
    client.wire.close()
    return site.close()
  })
  return {
    get site() {
      return site
    },
    get server() {
      return server
    },
    get client() {
      return client
    },
  }
}
