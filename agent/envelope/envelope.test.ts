import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { AgentError } from '../interface/agent-error.ts'
import { chunkSize, tagSize } from './chunk-cipher.ts'
import { open, rewrap, seal } from './envelope.ts'
import { decodeHeader, encodeHeader, saltSize } from './header.ts'

const dataKey = Buffer.alloc(32, 7)
const salt = Buffer.alloc(saltSize, 9)
const wrappedKey = Buffer.from('a wrapped key')
const headerSize = encodeHeader({ wrappedKey, salt }).length

/** In pieces of these sizes, over and over. */
function* pieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function* stream(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes, sizes)
}

const readAll = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return Buffer.concat(parts)
}

const sealAll = (data: Uint8Array, context = '', sizes?: readonly number[]): Promise<Buffer> =>
  readAll(seal(stream(data, sizes), { dataKey, wrappedKey, salt, context }))

const openAll = (envelope: Uint8Array, context = '', sizes?: readonly number[]): Promise<Buffer> =>
  readAll(open(stream(envelope, sizes), { unwrap: async () => Buffer.from(dataKey), context }))

const altered = /altered or cut off, or sealed for another purpose/

const readRefusal = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AgentError)) throw error ?? new Error('it opened')
  expect(error.code).to.equal('cannotOpen')
  return error.message
}

const sizes = fc.array(fc.integer({ min: 1, max: 3 * chunkSize }), { minLength: 1, maxLength: 4 })
const lengths = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.constantFrom(...[1, 2, 3].flatMap((n) => [n * chunkSize - 1, n * chunkSize, n * chunkSize + 1])),
)

describe('envelope', () => {
  it('opens to what was sealed, however both come in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, sizes, sizes, async (length, inPieces, outPieces) => {
        const data = randomBytes(length)
        const envelope = await sealAll(data, 'context', inPieces)
        const chunks = Math.max(1, Math.ceil(length / chunkSize))
        expect(envelope.length).to.equal(headerSize + length + chunks * tagSize)
        expect(data.equals(await openAll(envelope, 'context', outPieces))).to.equal(true)
      }),
      { numRuns: 60 },
    )
  })

  it('opens to what was sealed when both give back the memory of what they have read', async () => {
    const data = randomBytes(5 * chunkSize + 1)
    for (const size of [20_000, chunkSize, chunkSize + tagSize, 3 * chunkSize]) {
      const given = [...pieces(data, [size])].map((piece) => Buffer.from(new Uint8Array(piece).buffer))
      const parts: Uint8Array[] = []
      async function* source() {
        yield* given
      }
      for await (const part of seal(source(), { dataKey, wrappedKey, salt, consumes: true })) parts.push(part)
      const envelope = parts.map((part) => Buffer.from(new Uint8Array(part).buffer))
      async function* envelopeSource() {
        yield* envelope
      }
      const unwrap = async () => Buffer.from(dataKey)
      expect((await readAll(open(envelopeSource(), { unwrap, consumes: true }))).equals(data), String(size)).to.equal(
        true,
      )
      // The last chunk is read when nothing comes behind it.
      expect(
        given.slice(0, -1).reduce((sum, { length }) => sum + length, 0),
        String(size),
      ).to.be.at.most(chunkSize)
      expect(envelope[1]?.length, String(size)).to.equal(0)
    }
  })

  // docs/envelope.md has these bytes; computed apart from this code, with HKDF and AES-GCM of another library.
  it('is what the documentation says, byte for byte', async () => {
    const envelope = await sealAll(Buffer.from('hello'), 'file 1')
    expect(envelope.subarray(0, headerSize).toString('hex')).to.equal(
      `4b4d49505345414c0101000d612077726170706564206b6579${'09'.repeat(32)}`,
    )
    expect(envelope.subarray(headerSize).toString('hex')).to.equal('579b30cda500d83f841af66c922cba1dbdb6ab5482')
  })

  it('does not open when a bit of the data was changed, anywhere', async () => {
    const envelope = await sealAll(randomBytes(chunkSize + 10))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: headerSize, max: envelope.length - 1 }), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(envelope)
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at)
        expect(await readRefusal(openAll(changed))).to.match(altered)
      }),
      { numRuns: 40 },
    )
  })

  it('does not open when its end is missing, wherever it is cut', async () => {
    const envelope = await sealAll(randomBytes(2 * chunkSize + 10))
    const cuts = [headerSize + 2 * (chunkSize + tagSize), headerSize + chunkSize + tagSize, envelope.length - 1]
    for (const cut of [...cuts, headerSize, headerSize + 5, headerSize - 1, 10, 0])
      expect(await readRefusal(openAll(envelope.subarray(0, cut))), String(cut)).to.match(/cut off|no data/)
  })

  it('does not open when chunks are moved, left out or repeated, or something follows', async () => {
    const envelope = await sealAll(randomBytes(3 * chunkSize))
    const size = chunkSize + tagSize
    const head = envelope.subarray(0, headerSize)
    const chunk = (n: number): Buffer => envelope.subarray(headerSize + n * size, headerSize + (n + 1) * size)
    for (const order of [[1, 0, 2], [0, 2], [0, 0, 1, 2], [0, 1, 2, 2], [2], [0, 1]])
      expect(await readRefusal(openAll(Buffer.concat([head, ...order.map(chunk)]))), String(order)).to.match(altered)
    expect(await readRefusal(openAll(Buffer.concat([envelope, Buffer.alloc(1)])))).to.match(altered)
  })

  it('does not open under the header of another, or for another purpose', async () => {
    const envelope = await sealAll(Buffer.from('data'), 'a')
    expect(await readRefusal(openAll(envelope, 'b'))).to.match(altered)
    const other = encodeHeader({ wrappedKey, salt: Buffer.alloc(saltSize, 1) })
    expect(await readRefusal(openAll(Buffer.concat([other, envelope.subarray(headerSize)]), 'a'))).to.match(altered)
  })

  it('says what is no envelope, and what is one of a later version', async () => {
    expect(await readRefusal(openAll(Buffer.from('PGDMP and so on')))).to.match(/not sealed data|no data to open/)
    expect(await readRefusal(openAll(Buffer.alloc(0)))).to.match(/not sealed data|no data to open/)
    const later = await sealAll(Buffer.from('data'))
    later.writeUInt8(2, 8)
    expect(await readRefusal(openAll(later))).to.match(/a newer kmip is needed/)
  })

  it('gets another wrapped key in its header, and the data stays as it is', async () => {
    const data = randomBytes(100_000)
    const envelope = await sealAll(data)
    const rewrapped = await readAll(
      rewrap(stream(envelope, [7]), async (old) => Buffer.concat([old, Buffer.from(' anew')])),
    )
    const found = decodeHeader(rewrapped)
    expect(Buffer.from(found?.header.wrappedKey ?? []).toString()).to.equal('a wrapped key anew')
    expect(rewrapped.subarray(found?.size).equals(envelope.subarray(headerSize))).to.equal(true)
    expect(data.equals(await openAll(rewrapped))).to.equal(true)
  })
})
