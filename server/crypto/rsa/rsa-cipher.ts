import { constants, type KeyObject, publicEncrypt } from 'node:crypto'
import { createUnsupportedError } from '../cipher/cipher.ts'
import type { Encrypted } from '../cipher/encrypt.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { requireHashName } from '../hash/hashing-algorithm.ts'
import { defaultMaskHash } from '../signature/signature-scheme.ts'
import { createBufferedOperation, type EndableOperation } from '../streamed-operation.ts'
import type { KeyThread } from '../thread/key-thread.ts'
import { decodeOaep, encodeOaep, type Oaep } from './oaep.ts'

/** The Cryptographic Parameters of Encrypt and Decrypt with an RSA key. KMIP 1.4 §3.6, 2.1 §4.16. */
export interface RsaParameters {
  readonly cryptographicAlgorithm?: string | undefined
  readonly paddingMethod?: string | undefined
  readonly hashingAlgorithm?: string | undefined
  readonly maskGenerator?: string | undefined
  readonly maskGeneratorHashingAlgorithm?: string | undefined
  readonly pSource?: Uint8Array | undefined
}

const createBadParametersError = (message: string): CryptoError =>
  new CryptoError('BadCryptographicParameters', message)

/** `undefined` for PKCS #1 v1.5. */
const resolveOaep = (key: KeyObject, parameters: RsaParameters): Oaep | undefined => {
  const { cryptographicAlgorithm, hashingAlgorithm, maskGenerator } = parameters
  // kmip-go's constants for OAEP omit the Padding Method. Only OAEP has a hash.
  const paddingMethod = parameters.paddingMethod ?? (hashingAlgorithm === undefined ? undefined : 'OAEP')
  if (key.asymmetricKeyType !== 'rsa')
    throw createUnsupportedError('The server encrypts and decrypts with RSA keys only, among asymmetric keys.')
  if (cryptographicAlgorithm !== undefined && cryptographicAlgorithm !== 'RSA')
    throw createBadParametersError(
      `The Cryptographic Algorithm ${cryptographicAlgorithm} differs from that of the key, RSA.`,
    )
  if (paddingMethod === 'PKCS1V1_5') return undefined
  if (paddingMethod === undefined) throw createBadParametersError('RSA requires a Padding Method: OAEP or PKCS1V1_5.')
  if (paddingMethod !== 'OAEP')
    throw createUnsupportedError(`RSA does not support the Padding Method ${paddingMethod}: use OAEP or PKCS1V1_5.`)
  if (hashingAlgorithm === undefined)
    throw createBadParametersError('OAEP requires a Hashing Algorithm, such as SHA_256.')
  if (maskGenerator !== undefined && maskGenerator !== 'MGF1')
    throw createUnsupportedError(`The server does not support the Mask Generator ${maskGenerator}: use MGF1.`)
  return {
    hash: requireHashName(hashingAlgorithm),
    maskHash: requireHashName(parameters.maskGeneratorHashingAlgorithm ?? defaultMaskHash),
    label: parameters.pSource ?? new Uint8Array(0),
  }
}

const getModulusLength = (key: KeyObject): number => Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)

/** RFC 8017 §7.2.1. */
const pkcs1Overhead = 11

/**
 * Encrypts with an RSA public key by OAEP or PKCS #1 v1.5. Parts are buffered until the end, and all data must fit into
 * one block. KMIP 1.4 §4.29, 2.1 §6.1.17.
 *
 * @throws {CryptoError}
 */
export function createRsaEncryptor(
  key: KeyObject,
  parameters: RsaParameters,
  random: Random,
): EndableOperation<Encrypted> {
  const oaep = resolveOaep(key, parameters)
  const length = getModulusLength(key)
  return createBufferedOperation((data) => {
    if (oaep) {
      const block = encodeOaep(data, length, oaep, random)
      return { data: publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block) }
    }
    const longest = Math.max(length - pkcs1Overhead, 0)
    if (data.length > longest) throw new CryptoError('InvalidField', `This key encrypts at most ${longest} bytes.`)
    return { data: publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, data) }
  })
}

/**
 * Decrypts the output of {@link createRsaEncryptor} with the private key. KMIP 1.4 §4.30, 2.1 §6.1.11.
 *
 * @throws {CryptoError} the same `CryptographicFailure` for all invalid data. Wrong PKCS #1 v1.5 padding yields random
 *   data instead (OpenSSL's implicit rejection), against Bleichenbacher's attack.
 */
export function createRsaDecryptor(
  key: KeyObject,
  parameters: RsaParameters,
  thread: KeyThread,
): EndableOperation<Uint8Array | Promise<Uint8Array>> {
  const oaep = resolveOaep(key, parameters)
  const padding = oaep ? constants.RSA_NO_PADDING : constants.RSA_PKCS1_PADDING
  const refuse = (): never => {
    throw new CryptoError('CryptographicFailure', 'The data cannot be decrypted.')
  }
  const decode = (block: Uint8Array): Uint8Array => (oaep ? decodeOaep(block, oaep) : block) ?? refuse()
  return createBufferedOperation((data) => {
    if (data.length !== getModulusLength(key)) return refuse()
    let block: Uint8Array | Promise<Uint8Array>
    try {
      block = thread.run({ kind: 'PrivateDecrypt', key, padding, data })
    } catch {
      return refuse()
    }
    return block instanceof Promise ? block.catch(refuse).then(decode) : decode(block)
  })
}
