import { constants, createHash, type KeyObject, privateDecrypt, publicEncrypt, verify } from 'node:crypto'

/** What an RSA or ECDSA operation was asked for: KMIP's names. */
export interface Scheme {
  readonly padding: string | undefined
  readonly hash: string | undefined
  /** Mask Generator Hashing Algorithm. */
  readonly maskHash: string | undefined
  /** P Source, in hex. */
  readonly label: string | undefined
}

const bytes = (hex: string) => Buffer.from(hex, 'hex')

/** KMIP's name of a hash → node's: `SHA_256` → `sha256`. */
export const hashName = (name: string): string => name.toLowerCase().replace('sha_', 'sha')

const digest = (hash: string, ...parts: readonly Uint8Array[]) => {
  const state = createHash(hash)
  for (const part of parts) state.update(part)
  return state.digest()
}

const maskGeneration = (hash: string, seed: Uint8Array, length: number) => {
  const blocks: Buffer[] = []
  for (let counter = 0, made = 0; made < length; counter++) {
    const suffix = Buffer.alloc(4)
    suffix.writeUInt32BE(counter)
    const block = digest(hash, seed, suffix)
    blocks.push(block)
    made += block.length
  }
  return Buffer.concat(blocks).subarray(0, length)
}

const xor = (left: Uint8Array, right: Uint8Array) => Buffer.from(left.map((byte, at) => byte ^ (right[at] ?? 0)))

/** Opens an OAEP block with any pair of hashes (RFC 8017 §7.1.2); undefined when it does not fit. */
export const oaepDecrypt = (key: KeyObject, scheme: Scheme, cipherHex: string): string | undefined => {
  const hash = hashName(scheme.hash ?? 'SHA_1')
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes(cipherHex))
  const size = digest(hash).length
  const mask = (seed: Uint8Array, length: number) => maskGeneration(hashName(scheme.maskHash ?? 'SHA_1'), seed, length)
  const masked = block.subarray(1 + size)
  const seed = xor(block.subarray(1, 1 + size), mask(masked, size))
  const data = xor(masked, mask(seed, masked.length))
  const end = data.indexOf(1, size)
  const fits =
    block[0] === 0 &&
    digest(hash, bytes(scheme.label ?? '')).equals(data.subarray(0, size)) &&
    end >= 0 &&
    data.subarray(size, end).every((byte) => byte === 0)
  return fits ? data.subarray(end + 1).toString('hex') : undefined
}

/** Whether a PSS signature verifies under one mask hash, for whatever salt length it has (RFC 8017 §9.1.2). */
const verifyPss = (key: KeyObject, hash: string, maskHash: string, message: Uint8Array, signature: Uint8Array) => {
  const block = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, signature)
  const size = digest(hash).length
  const masked = block.subarray(0, block.length - size - 1)
  const proof = block.subarray(masked.length, -1)
  const data = xor(masked, maskGeneration(maskHash, proof, masked.length))
  data.writeUInt8(data.readUInt8(0) & 0x7f, 0)
  const start = data.findIndex((byte) => byte !== 0)
  if (block.at(-1) !== 0xbc || data[start] !== 1) return false
  return digest(hash, Buffer.alloc(8), digest(hash, message), data.subarray(start + 1)).equals(proof)
}

/** Whether a signature over the data verifies; the cases leave the mask hash and the salt length of PSS open. */
export const verifySignature = (key: KeyObject, scheme: Scheme, dataHex: string, signatureHex: string): boolean => {
  const hash = hashName(scheme.hash ?? 'SHA_256')
  const [data, signature] = [bytes(dataHex), bytes(signatureHex)]
  if (scheme.padding !== 'PSS') return verify(hash, data, key, signature)
  const masks = scheme.maskHash ? [hashName(scheme.maskHash)] : ['sha1', hash]
  return masks.some((mask) => verifyPss(key, hash, mask, data, signature))
}
