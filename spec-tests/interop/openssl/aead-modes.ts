import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Comparison } from './area.ts'
import { type CipherEntry, toCommandName } from './cipher-inventory.ts'
import type { Openssl } from './openssl.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const xor = (one: Uint8Array, other: Uint8Array): Buffer =>
  Buffer.from(one.map((byte, at) => byte ^ (other[at] as number)))
const padWithZeros = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)])
const number = (value: number, size: number): Buffer => Buffer.from(value.toString(16).padStart(size * 2, '0'), 'hex')

interface Sealed {
  readonly data: Uint8Array
  readonly tag: Uint8Array
}

interface Sealing {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly additionalData: Uint8Array
  readonly data: Uint8Array
  readonly tagLength: number
}

/** What the command line makes of it. */
type Seal = (openssl: Openssl, cipher: (mode: string) => string, given: Sealing) => Promise<Sealed>

/** Sizes of one message, in bytes. */
interface Shape {
  readonly ivLength: number
  readonly tagLength: number
  readonly length: number
  readonly additional: number
}

interface AeadMode {
  readonly seal: Seal
  readonly shapes: readonly Shape[]
}

const enc = (openssl: Openssl, cipher: string, key: Uint8Array, iv: Uint8Array | undefined, data: Uint8Array) =>
  openssl.run(['enc', `-${cipher}`, '-nopad', '-K', hex(key), ...(iv ? ['-iv', hex(iv)] : [])], data)

/** The product in GF(2^128), the leftmost bit being the lowest. NIST SP 800-38D §6.3. */
const product = (one: Uint8Array, other: Uint8Array): Buffer => {
  let [z, v] = [0n, BigInt(`0x${hex(other)}`)]
  for (let bit = 0; bit < 128; bit++) {
    if (((one[bit >> 3] as number) >> (7 - (bit & 7))) & 1) z ^= v
    v = v & 1n ? (v >> 1n) ^ (0xe1n << 120n) : v >> 1n
  }
  return Buffer.from(z.toString(16).padStart(32, '0'), 'hex')
}

const ghash = (h: Uint8Array, blocks: Uint8Array): Buffer => {
  let y = Buffer.alloc(16)
  for (let at = 0; at < blocks.length; at += 16) y = Buffer.from(product(xor(y, blocks.subarray(at, at + 16)), h))
  return y
}

const bits = (bytes: Uint8Array): Buffer => number(bytes.length * 8, 8)

/** NIST SP 800-38D §7.1: of CTR and ECB; GHASH is our own. */
const gcm: Seal = async (openssl, cipher, { key, iv, additionalData, data, tagLength }) => {
  const h = await enc(openssl, cipher('ecb'), key, undefined, Buffer.alloc(16))
  const counter =
    iv.length === 12
      ? Buffer.concat([iv, number(1, 4)])
      : ghash(h, Buffer.concat([padWithZeros(iv), Buffer.alloc(8), bits(iv)]))
  const stream = await enc(openssl, cipher('ctr'), key, counter, Buffer.concat([Buffer.alloc(16), data]))
  const sealed = stream.subarray(16)
  const s = ghash(
    h,
    Buffer.concat([padWithZeros(additionalData), padWithZeros(sealed), bits(additionalData), bits(sealed)]),
  )
  return { data: sealed, tag: xor(s, stream).subarray(0, tagLength) }
}

/** NIST SP 800-38C appendix A.2 and §6.1: of CTR, and of CBC, whose last block is the MAC. */
const ccm: Seal = async (openssl, cipher, { key, iv, additionalData, data, tagLength }) => {
  const size = 15 - iv.length
  const flags = (additionalData.length > 0 ? 64 : 0) + ((tagLength - 2) / 2) * 8 + size - 1
  const first = Buffer.concat([Uint8Array.of(flags), iv, number(data.length, size)])
  const associated = additionalData.length
    ? padWithZeros(Buffer.concat([number(additionalData.length, 2), additionalData]))
    : Buffer.alloc(0)
  const all = Buffer.concat([first, associated, padWithZeros(data)])
  const mac = (await enc(openssl, cipher('cbc'), key, Buffer.alloc(16), all)).subarray(-16)
  const counter = Buffer.concat([Uint8Array.of(size - 1), iv, Buffer.alloc(size)])
  const stream = await enc(openssl, cipher('ctr'), key, counter, Buffer.concat([mac, data]))
  return { data: stream.subarray(16), tag: stream.subarray(0, tagLength) }
}

/** RFC 8439 §2.8: of ChaCha20 and Poly1305. */
const chaCha20Poly1305: Seal = async (openssl, _cipher, { key, iv, additionalData, data, tagLength }) => {
  const stream = (counter: number, bytes: Uint8Array) =>
    enc(openssl, 'chacha20', key, Buffer.concat([Uint8Array.of(counter, 0, 0, 0), iv]), bytes)
  const oneTimeKey = await stream(0, Buffer.alloc(32))
  const sealed = await stream(1, data)
  const sizes = Buffer.alloc(16)
  sizes.writeUInt32LE(additionalData.length, 0)
  sizes.writeUInt32LE(sealed.length, 8)
  const covered = Buffer.concat([padWithZeros(additionalData), padWithZeros(sealed), sizes])
  const tag = await openssl.run(['mac', '-macopt', `hexkey:${hex(oneTimeKey)}`, '-binary', 'POLY1305'], covered)
  return { data: sealed, tag: tag.subarray(0, tagLength) }
}

const toShape = (ivLength: number, tagLength: number, length: number, additional: number): Shape => ({
  ivLength,
  tagLength,
  length,
  additional,
})

const modes: Readonly<Record<string, AeadMode>> = {
  GCM: { seal: gcm, shapes: [toShape(12, 16, 45, 20), toShape(16, 12, 0, 16), toShape(8, 4, 64, 0)] },
  CCM: { seal: ccm, shapes: [toShape(12, 16, 45, 20), toShape(13, 12, 0, 16), toShape(7, 4, 64, 0)] },
  AEAD: { seal: chaCha20Poly1305, shapes: [toShape(12, 16, 45, 20), toShape(12, 12, 0, 16), toShape(12, 16, 64, 0)] },
}

/** `openssl enc` refuses modes with a tag: they are put together of what it does, as their standards say. */
export const toAeadModes = ({ algorithm, keyBytes, blockCipherMode }: CipherEntry): Comparison | undefined => {
  const isChaCha20 = algorithm === 'ChaCha20Poly1305'
  const mode = modes[isChaCha20 ? 'AEAD' : (blockCipherMode ?? '')]
  if (!mode || (!isChaCha20 && toCommandName(algorithm, keyBytes, 'ecb') === undefined)) return undefined
  const cipher = (name: string): string => toCommandName(algorithm, keyBytes, name) as string
  return async (openssl, server) => {
    const key = randomBytes(keyBytes)
    const uniqueIdentifier = await server.secret(algorithm, key)
    for (const { ivLength, tagLength, length, additional } of mode.shapes) {
      const iv = randomBytes(ivLength)
      const [data, additionalData] = [randomBytes(length), randomBytes(additional)]
      const theirs = await mode.seal(openssl, cipher, { key, iv, additionalData, data, tagLength })
      const request = {
        uniqueIdentifier,
        cryptographicParameters: { blockCipherMode, tagLength },
        ivCounterNonce: Uint8Array.from(iv),
        ...(additional > 0 && { authenticatedEncryptionAdditionalData: Uint8Array.from(additionalData) }),
      }
      const ours = await server.ask('Encrypt', { ...request, data: Uint8Array.from(data) })
      const where = `IV of ${ivLength}, tag of ${tagLength}, ${length} bytes`
      expect(hex(ours.data as Uint8Array), where).to.equal(hex(theirs.data))
      expect(hex(ours.authenticatedEncryptionTag as Uint8Array), `${where}: the tag`).to.equal(hex(theirs.tag))
      const sealed = { data: Uint8Array.from(theirs.data), authenticatedEncryptionTag: Uint8Array.from(theirs.tag) }
      expect(hex((await server.ask('Decrypt', { ...request, ...sealed })).data as Uint8Array)).to.equal(hex(data))
      const spoiled = theirs.tag.map((byte, at) => (at === 0 ? byte ^ 1 : byte))
      const answer = { ...request, ...sealed, authenticatedEncryptionTag: Uint8Array.from(spoiled) }
      expect(await server.succeeds('Decrypt', answer), `${where}: a tag that is not right`).to.equal(false)
    }
  }
}
