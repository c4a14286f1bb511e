import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Item, TtlvReader, TtlvWriter } from '../../codec/index.ts'
import { fromLines } from '../support/item-lines.ts'

/** One request as it was sent, and the recorded answer's lines, when the recording has one. */
export interface Exchange {
  readonly request: Item
  readonly response?: readonly string[]
}

export interface RecordedConnection {
  readonly protocol: 'TLSv1.2' | 'TLSv1.3'
  readonly cipher: string
  /** Whether the client sent a server name (SNI). */
  readonly serverName: boolean
  readonly exchanges: readonly Exchange[]
}

export interface Session {
  readonly client: string
  readonly connections: readonly RecordedConnection[]
}

interface CapturedSession {
  readonly client: string
  readonly connections: readonly (Omit<RecordedConnection, 'exchanges'> & {
    readonly exchanges: readonly { readonly request: number; readonly response: readonly string[] }[]
  })[]
}

interface LoggedConnection {
  readonly exchanges: readonly {
    readonly size: number
    readonly request: readonly string[]
    readonly response?: readonly string[]
  }[]
}

const fixture = (path: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))

/** An item as TTLV. */
export const encodeItem = (item: Item): Buffer => {
  const writer = new TtlvWriter()
  writer.item(item)
  return Buffer.from(writer.finish())
}

/** TTLV as an item. */
export const decodeItem = (bytes: Uint8Array): Item => new TtlvReader(bytes).item()

/** What was recorded between clients and a server: requests byte for byte. */
export const readCaptures = (): Session[] => {
  const { messages } = fixture('../../codec/kmip/fixtures/captures.json') as { messages: { hex: string }[] }
  const { sessions } = fixture('fixtures/captures.json') as { sessions: CapturedSession[] }
  return sessions.map(({ client, connections }) => ({
    client,
    connections: connections.map((connection) => ({
      ...connection,
      exchanges: connection.exchanges.map(({ request, response }) => {
        const bytes = Buffer.from(messages[request]?.hex ?? '', 'hex')
        const item = decodeItem(bytes)
        if (!encodeItem(item).equals(bytes)) throw new Error(`a request of ${client} does not come back byte for byte`)
        return { request: item, response }
      }),
    })),
  }))
}

/** A vCenter session that a server logged decoded: its requests are built anew, and have the sizes that it logged. */
export const readLoggedSession = (): Session => {
  const { connections } = fixture('fixtures/vcenter.json') as { connections: LoggedConnection[] }
  return {
    client: 'vCenter 7',
    connections: connections.map(({ exchanges }) => ({
      protocol: 'TLSv1.2',
      cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
      serverName: false,
      exchanges: exchanges.map(({ size, request, response }) => {
        const item = fromLines(request)
        if (encodeItem(item).length !== size)
          throw new Error(`a request has ${encodeItem(item).length} bytes, not ${size}`)
        return { request: item, ...(response && { response }) }
      }),
    })),
  }
}
