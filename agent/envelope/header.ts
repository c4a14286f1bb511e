import { AgentError } from '../interface/agent-error.ts'

/**
 * The header in front of the sealed data. It holds no secret. A rotation of the key-encryption key changes only the wrapped data
 * key.
 */
export interface EnvelopeHeader {
  /** The wrapped data key, at most 65,535 bytes. */
  readonly wrappedKey: Uint8Array
  /** 32 random bytes. The key of the envelope derives from them and the data key. */
  readonly salt: Uint8Array
}

const magic = Buffer.from('KMIPSEAL')
const version = 1
/** AES-256-GCM in chunks of 64 KiB, keyed by HKDF-SHA-256. */
const algorithm = 1

export const saltSize = 32

/** Magic, version, algorithm, length of the wrapped key. */
const fixedSize = magic.length + 4

export const encodeHeader = ({ wrappedKey, salt }: EnvelopeHeader): Buffer => {
  if (wrappedKey.length > 0xffff) throw new RangeError('a wrapped key has at most 65535 bytes')
  if (salt.length !== saltSize) throw new RangeError(`a salt has ${saltSize} bytes`)
  const fixed = Buffer.alloc(fixedSize)
  magic.copy(fixed)
  fixed.writeUInt8(version, magic.length)
  fixed.writeUInt8(algorithm, magic.length + 1)
  fixed.writeUInt16BE(wrappedKey.length, magic.length + 2)
  return Buffer.concat([fixed, wrappedKey, salt])
}

/**
 * The header at the beginning of `bytes`, and its size; `undefined` when more bytes are needed.
 * @throws AgentError when they are not an envelope
 */
export const decodeHeader = (bytes: Buffer): { readonly header: EnvelopeHeader; readonly size: number } | undefined => {
  const known = Math.min(bytes.length, magic.length)
  if (!bytes.subarray(0, known).equals(magic.subarray(0, known)))
    throw new AgentError('cannotOpen', 'This is not sealed data: it has no header of an envelope.')
  if (bytes.length < fixedSize) return undefined
  const found = { version: bytes.readUInt8(magic.length), algorithm: bytes.readUInt8(magic.length + 1) }
  if (found.version !== version || found.algorithm !== algorithm)
    throw new AgentError(
      'cannotOpen',
      `This envelope has version ${found.version}, algorithm ${found.algorithm}: a newer kmip is needed to open it.`,
    )
  const saltAt = fixedSize + bytes.readUInt16BE(magic.length + 2)
  const size = saltAt + saltSize
  if (bytes.length < size) return undefined
  return { header: { wrappedKey: bytes.subarray(fixedSize, saltAt), salt: bytes.subarray(saltAt, size) }, size }
}
