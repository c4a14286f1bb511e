import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import { UnsealFailure } from '../errors.ts'

/** What a sealed blob is bound to, so that it opens nowhere else. */
export interface SealContext {
  readonly uniqueIdentifier: string
  readonly objectType: string
  readonly owner: string
  readonly revision: number
  /** `destroyed attributes`: of an object without key material, so that the material cannot be taken away unnoticed. */
  readonly kind: 'attributes' | 'destroyed attributes' | 'object' | 'document'
}

export interface Sealer {
  seal(plain: Uint8Array, context: SealContext): Uint8Array
  /** @throws UnsealFailure when the blob was altered, moved, rolled back or sealed under another key */
  unseal(sealed: Uint8Array, context: SealContext): Uint8Array
}

const FORMAT = 1
const IV_AT = 5
const TAG_AT = 17
const CIPHERTEXT_AT = 33
const IV = TAG_AT - IV_AT
const IVS_AT_ONCE = 256

const field = (text: string) => `${text.length}:${text}`
const additionalData = (c: SealContext, dataKey: number) =>
  Buffer.from(
    `${FORMAT} ${dataKey} ${c.revision} ${c.kind} ${field(c.uniqueIdentifier)}${field(c.objectType)}${field(c.owner)}`,
  )

/** Random IVs, drawn many at a time: a call to the random source costs more than the bytes. */
function ivSource(random: (size: number) => Uint8Array): () => Uint8Array {
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
 * Seals under AES-256-GCM: format (1 byte), data key id (4, big endian), random IV (12), tag (16), ciphertext. What the
 * newest data key (`current`) seals, all data keys can open.
 */
export function createSealer(
  dataKeys: ReadonlyMap<number, Uint8Array>,
  current: number,
  random: (size: number) => Uint8Array,
): Sealer {
  const keys = new Map<number, KeyObject>()
  for (const [id, bytes] of dataKeys) keys.set(id, createSecretKey(bytes))
  const sealingKey = keys.get(current)
  if (!sealingKey) throw new RangeError(`There is no data key ${current}`)
  const nextIv = ivSource(random)

  return {
    seal(plain, context) {
      const iv = nextIv()
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv)
      cipher.setAAD(additionalData(context, current))
      const sealed = Buffer.allocUnsafeSlow(CIPHERTEXT_AT + plain.length)
      sealed[0] = FORMAT
      sealed.writeUInt32BE(current, 1)
      sealed.set(iv, IV_AT)
      sealed.set(cipher.update(plain), CIPHERTEXT_AT)
      cipher.final()
      sealed.set(cipher.getAuthTag(), TAG_AT)
      return sealed
    },
    unseal(sealed, context) {
      try {
        const id = new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength).getUint32(1)
        const key = keys.get(id)
        if (sealed[0] !== FORMAT || !key) throw new Error(`sealed in format ${sealed[0]} under data key ${id}`)
        const iv = sealed.subarray(IV_AT, TAG_AT)
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: CIPHERTEXT_AT - TAG_AT })
        decipher.setAAD(additionalData(context, id))
        decipher.setAuthTag(sealed.subarray(TAG_AT, CIPHERTEXT_AT))
        const plain = decipher.update(sealed.subarray(CIPHERTEXT_AT))
        decipher.final()
        return plain
      } catch (cause) {
        throw new UnsealFailure(context.uniqueIdentifier, cause)
      }
    },
  }
}
