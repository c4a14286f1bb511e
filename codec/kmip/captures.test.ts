import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { CodecError } from '../wire/error.ts'
import { readRequest, readResponse, writeRequest, writeResponse } from './wire-message.ts'

interface Capture {
  readonly client: string
  readonly direction: 'request' | 'response'
  readonly hex: string
}

const { messages } = JSON.parse(readFileSync(new URL('fixtures/captures.json', import.meta.url), 'utf8')) as {
  messages: readonly Capture[]
}

/** Read, but not written again: newer fields in older versions, each with its client's name in the declarations. */
const tolerated: Readonly<Record<string, string>> = { kmippp: 'no offsetItems' }

const rewritten = ({ direction, hex }: Capture): string => {
  const reader = new TtlvReader(Buffer.from(hex, 'hex'))
  const writer = new TtlvWriter()
  if (direction === 'request') {
    const message = readRequest(reader)
    for (const { fault } of message.batchItem) if (fault) throw fault
    writeRequest(writer, message)
  } else writeResponse(writer, readResponse(reader))
  return Buffer.from(writer.finish()).toString('hex')
}

describe('messages of real clients and servers', () => {
  it('come out byte for byte as they went in, but for what is tolerated by name', () => {
    let same = 0
    const odd: string[] = []
    for (const capture of messages)
      try {
        expect(rewritten(capture), capture.client).to.equal(capture.hex)
        same++
      } catch (error) {
        if (!(error instanceof CodecError)) throw error
        const known = Object.entries(tolerated).find(([client]) => capture.client.includes(client))
        expect(error.message, capture.client).to.contain(known?.[1] ?? 'nothing')
        odd.push(capture.client)
      }
    expect(same).to.be.at.least(50)
    expect(odd).to.have.length(1)
  })

  it('changed at random, give a message or a CodecError, and nothing else', () => {
    let state = 7
    const below = (limit: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return (state >>> 8) % limit
    }
    for (let round = 0; round < 10_000; round++) {
      const { hex, direction } = messages[below(messages.length)] as Capture
      const bytes = Buffer.from(hex, 'hex')
      for (let changes = 1 + below(4); changes > 0; changes--) bytes[below(bytes.length)] = below(256)
      const cut = below(4) === 0 ? bytes.subarray(0, below(bytes.length)) : bytes
      try {
        if (direction === 'request') readRequest(new TtlvReader(cut))
        else readResponse(new TtlvReader(cut))
      } catch (error) {
        expect(error).to.be.instanceOf(CodecError)
      }
    }
  })
})
