import type { KeyObject } from 'node:crypto'
import type { CryptographicAlgorithm, ManagedObject } from '../codec/index.ts'
import {
  defaultKeyFormatType,
  describeKey,
  fromKeyObject as keyBlockOf,
  toKeyObject as keyOf,
  type ReadableKeyFormatType,
} from '../codec/key/index.ts'

/**
 * Converts the key of a managed object, or of a Get response, for node:crypto; of a certificate, the public key.
 * @throws KeyFormatError if the key is wrapped, absent, or in a format that node:crypto cannot use
 */
export const toKeyObject = (given: ManagedObject | { readonly object: ManagedObject }): KeyObject =>
  keyOf('object' in given ? given.object : given)

export interface FromKeyObjectOptions {
  /** Default: Raw for secret keys, else what KMIP 2.1 §4.26 names for the algorithm. */
  readonly keyFormatType?: ReadableKeyFormatType | undefined
  /** Required for a secret key, which does not contain its algorithm: `AES`, `HMAC_SHA256`. */
  readonly cryptographicAlgorithm?: CryptographicAlgorithm | undefined
}

/**
 * A key of node:crypto as a managed object, for Register.
 * @throws TypeError for a secret key without algorithm
 * @throws KeyFormatError when the key has no form of that Key Format Type
 */
export const fromKeyObject = (
  key: KeyObject,
  { keyFormatType, cryptographicAlgorithm }: FromKeyObjectOptions = {},
): ManagedObject => {
  if (key.type === 'secret') {
    if (cryptographicAlgorithm === undefined)
      throw new TypeError('cryptographicAlgorithm: say what the secret key is for, such as AES or HMAC_SHA256')
    const keyBlock = keyBlockOf(key, keyFormatType ?? 'Raw', cryptographicAlgorithm)
    return { symmetricKey: { keyBlock } }
  }
  const objectType = key.type === 'private' ? 'PrivateKey' : 'PublicKey'
  const format = keyFormatType ?? defaultKeyFormatType(objectType, describeKey(key, '').cryptographicAlgorithm)
  const keyBlock = keyBlockOf(key, format ?? (key.type === 'private' ? 'PKCS_8' : 'X_509'))
  return key.type === 'private' ? { privateKey: { keyBlock } } : { publicKey: { keyBlock } }
}
