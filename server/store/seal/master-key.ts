import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Wraps the store's data keys. It may live elsewhere (another key manager, a token), hence the promises. It is used
 * while a store opens and when its keys are replaced.
 */
export interface MasterKey {
  /** Tells master keys apart and reveals nothing of them. */
  readonly id: string
  wrap(key: Uint8Array, context: string): Promise<Uint8Array>
  /** @throws Error when another key wrapped the bytes, for another context, or when they were altered */
  unwrap(wrapped: Uint8Array, context: string): Promise<Uint8Array>
}

const IV = 12
const TAG = 16

/** Derives a master key from 32 secret bytes or more. A wrapped key is: IV (12), tag (16), AES-256-GCM ciphertext. */
export function createMasterKey(secret: Uint8Array, random: (size: number) => Uint8Array = randomBytes): MasterKey {
  if (secret.length < 32) throw new RangeError(`A master key has 32 bytes or more, this one has ${secret.length}`)
  const derive = (info: string, size: number) => Buffer.from(hkdfSync('sha256', secret, '', info, size))
  const key = createSecretKey(derive('kmip store: wrap data keys', 32))
  return {
    id: derive('kmip store: master key id', 8).toString('hex'),
    async wrap(plain, context) {
      const iv = random(IV)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed])
    },
    async unwrap(wrapped, context) {
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, IV), { authTagLength: TAG })
      decipher.setAAD(Buffer.from(context)).setAuthTag(wrapped.subarray(IV, IV + TAG))
      return Buffer.concat([decipher.update(wrapped.subarray(IV + TAG)), decipher.final()])
    },
  }
}
