import type { KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { requireCipher } from './cipher.ts'
import type { CipherParameters } from './cipher-parameters.ts'
import { decrypt } from './decrypt.ts'
import { encrypt } from './encrypt.ts'

export interface WrapRequest extends CipherParameters {
  readonly key: KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly data: Uint8Array
}

export interface WrappedKey {
  readonly data: Uint8Array
  /** Present in modes with an IV. */
  readonly ivCounterNonce?: Uint8Array | undefined
}

/** The default mode of AES is NIST key wrap. */
const applyDefaultMode = <R extends WrapRequest>(request: R): R =>
  request.blockCipherMode === undefined && request.algorithm === 'AES'
    ? { ...request, blockCipherMode: 'NISTKeyWrap' }
    : request

/**
 * Wraps a key with a symmetric key: NIST AES key wrap without and with padding (RFC 3394, RFC 5649; SP 800-38F KW,
 * KWP), or another mode of {@link encrypt}. The tag of an authenticated mode follows the data as in RFC 5116, because
 * Key Wrapping Data has no field for it.
 *
 * @throws {CryptoError} `InvalidField` for data that the mode does not support
 */
export const wrapKey = (request: WrapRequest & { readonly random: Random }): WrappedKey => {
  const { data, ivCounterNonce, authenticatedEncryptionTag: tag } = encrypt(applyDefaultMode(request))
  return { data: Uint8Array.from(tag ? Buffer.concat([data, tag]) : data), ivCounterNonce }
}

/** @throws {CryptoError} `CryptographicFailure` for data that this key did not wrap */
export const unwrapKey = (given: WrapRequest & { readonly ivCounterNonce?: Uint8Array | undefined }): Uint8Array => {
  const request = applyDefaultMode(given)
  const { data, tagLength = 16 } = request
  const hasTag = requireCipher(request.algorithm, request.blockCipherMode, request.key).tagLengths !== undefined
  if (hasTag && data.length < tagLength)
    throw new CryptoError('CryptographicFailure', 'The key did not wrap this data.')
  const end = hasTag ? data.length - tagLength : data.length
  const plain = decrypt({
    ...request,
    data: data.subarray(0, end),
    ...(hasTag && { authenticatedEncryptionTag: data.subarray(end) }),
  })
  return Uint8Array.from(plain)
}
