import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Version } from '../../../codec/kmip/version.ts'
import { NewerRecord, UnsealFailure } from '../errors.ts'
import {
  describeVersion,
  fromVersionNumber,
  storageVersion,
  toVersionNumber,
  unnamedVersion,
} from '../storage-version.ts'
import type { Keyring } from './keyring.ts'

/** A sealed blob is bound to this, so that it opens nowhere else. */
export interface SealContext {
  readonly uniqueIdentifier: string
  readonly objectType: string
  readonly owner: string
  readonly revision: number
  /** `destroyed attributes` belong to an object without key material: removing the material is noticed. */
  /** `document`: one of an earlier release, without its date. */
  readonly kind: 'attributes' | 'destroyed attributes' | 'object' | 'document' | 'dated document'
}

/** A record in the clear, and the KMIP version in which it was written. */
export interface Unsealed {
  readonly plain: Uint8Array
  readonly version: Version
}

export interface Sealer {
  /**
   * @param version - the KMIP version in which `plain` is written
   * @throws SealsExhausted
   */
  seal(plain: Uint8Array, context: SealContext, version?: Version): Uint8Array
  /**
   * Seals under the current data key what another one sealed: as many bytes, in the same format and version.
   * @throws UnsealFailure, SealsExhausted
   */
  reseal(sealed: Uint8Array, context: SealContext): Uint8Array
  /**
   * @throws UnsealFailure when the blob was altered, moved, rolled back or sealed under another key
   * @throws NewerRecord when it was written in a KMIP version that is not declared here
   */
  unseal(sealed: Uint8Array, context: SealContext): Unsealed
}

/** The format of kmip 0.1.0: without a version. */
const UNVERSIONED = 1
const FORMAT = 2
const DATA_KEY_AT = 1
const IV_AT = 5
const TAG_AT = 17
/** In format 2; in format 1 the ciphertext begins here. */
const VERSION_AT = 33
const CIPHERTEXT_AT = 35
const IV = TAG_AT - IV_AT
const IVS_AT_ONCE = 256

const delimit = (text: string): string => `${text.length}:${text}`
/** Encodes what is authenticated beside the ciphertext. @param version - as a number; 0: the blob carries none */
const encodeContext = (c: SealContext, dataKey: number, version: number): Buffer => {
  const format = version === 0 ? UNVERSIONED : `${FORMAT} ${version}`
  return Buffer.from(
    `${format} ${dataKey} ${c.revision} ${c.kind} ${delimit(c.uniqueIdentifier)}${delimit(c.objectType)}${delimit(c.owner)}`,
  )
}

/** Draws random IVs many at a time: a call to the random source costs more than the bytes. */
function createIvSource(random: (size: number) => Uint8Array): () => Uint8Array {
  let pool: Uint8Array = new Uint8Array(0)
  let at = 0
  return () => {
    if (at === pool.length) {
      pool = random(IV * IVS_AT_ONCE)
      at = 0
    }
    at += IV
    return pool.subarray(at - IV, at)
  }
}

/**
 * Seals under AES-256-GCM: format (1 byte), data key id (4, big endian), random IV (12), tag (16), KMIP version (major and
 * minor, a byte each; absent in format 1), ciphertext. The keyring's current data key seals; each opens what it sealed.
 */
export function createSealer(keyring: Pick<Keyring, 'find' | 'take'>, random: (size: number) => Uint8Array): Sealer {
  const nextIv = createIvSource(random)

  /** @param number - the KMIP version as a number; 0: format 1, which carries none */
  const encrypt = (plain: Uint8Array, context: SealContext, number: number): Uint8Array => {
    const { id, key } = keyring.take()
    const iv = nextIv()
    const ciphertextAt = number === 0 ? VERSION_AT : CIPHERTEXT_AT
    const cipher = createCipheriv('aes-256-gcm', key, iv)
    cipher.setAAD(encodeContext(context, id, number))
    const sealed = Buffer.allocUnsafeSlow(ciphertextAt + plain.length)
    sealed[0] = number === 0 ? UNVERSIONED : FORMAT
    sealed.writeUInt32BE(id, DATA_KEY_AT)
    sealed.set(iv, IV_AT)
    if (number !== 0) sealed.writeUInt16BE(number, VERSION_AT)
    sealed.set(cipher.update(plain), ciphertextAt)
    cipher.final()
    sealed.set(cipher.getAuthTag(), TAG_AT)
    return sealed
  }

  const decrypt = (sealed: Uint8Array, context: SealContext): { plain: Uint8Array; number: number } => {
    const header = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    const format = sealed[0]
    const id = header.getUint32(DATA_KEY_AT)
    const key = keyring.find(id)
    if ((format !== FORMAT && format !== UNVERSIONED) || !key)
      throw new Error(`sealed in format ${format} under data key ${id}`)
    const number = format === UNVERSIONED ? 0 : header.getUint16(VERSION_AT)
    const iv = sealed.subarray(IV_AT, TAG_AT)
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: VERSION_AT - TAG_AT })
    decipher.setAAD(encodeContext(context, id, number))
    decipher.setAuthTag(sealed.subarray(TAG_AT, VERSION_AT))
    const plain = decipher.update(sealed.subarray(format === UNVERSIONED ? VERSION_AT : CIPHERTEXT_AT))
    decipher.final()
    return { plain, number }
  }

  const open = (sealed: Uint8Array, context: SealContext): ReturnType<typeof decrypt> => {
    try {
      return decrypt(sealed, context)
    } catch (cause) {
      throw new UnsealFailure(context.uniqueIdentifier, cause)
    }
  }

  return {
    seal: (plain, context, version = storageVersion) => encrypt(plain, context, toVersionNumber(version)),
    reseal(sealed, context) {
      const { plain, number } = open(sealed, context)
      return encrypt(plain, context, number)
    },
    unseal(sealed, context) {
      const { plain, number } = open(sealed, context)
      const version = number === 0 ? unnamedVersion : fromVersionNumber(number)
      if (!version) throw new NewerRecord(context.uniqueIdentifier, describeVersion(number))
      return { plain, version }
    },
  }
}

/** Length of {@link readSealHeader}. */
export const SEAL_HEADER = VERSION_AT

/** Format, data key, IV and tag of a sealed blob: no two blobs have the same ones. */
export const readSealHeader = (sealed: Uint8Array): Uint8Array => sealed.subarray(0, SEAL_HEADER)

/** The data key that a sealed blob names, as it stands in the blob. */
export const encodeDataKeyId = (id: number): Uint8Array => {
  const bytes = Buffer.alloc(IV_AT - DATA_KEY_AT)
  bytes.writeUInt32BE(id)
  return bytes
}

/** Decodes {@link encodeDataKeyId}. */
export const decodeDataKeyId = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0)

/** The KMIP version that a sealed blob names, as a number; 0 when it names none. It is authenticated only once the blob is open. */
export const readSealedVersion = (sealed: Uint8Array): number =>
  sealed[0] === FORMAT && sealed.length >= CIPHERTEXT_AT
    ? new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength).getUint16(VERSION_AT)
    : 0
