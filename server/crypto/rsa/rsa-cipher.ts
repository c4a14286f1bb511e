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

/** The Cryptographic Parameters that bear on Encrypt and Decrypt with an RSA key. KMIP 1.4 §3.6, 2.1 §4.16. */
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
  // kmip-go's constants for OAEP say no Padding Method; of both, OAEP alone has a hash.
  const paddingMethod = parameters.paddingMethod ?? (hashingAlgorithm === undefined ? undefined : 'OAEP')
  if (key.asymmetricKeyType !== 'rsa')
    throw createUnsupportedError('Of asymmetric keys only those of RSA encrypt and decrypt data.')
  if (cryptographicAlgorithm !== undefined && cryptographicAlgorithm !== 'RSA')
    throw createBadParametersError(`The Cryptographic Algorithm ${cryptographicAlgorithm} is not that of the key, RSA.`)
  if (paddingMethod === 'PKCS1V1_5') return undefined
  if (paddingMethod === undefined) throw createBadParametersError('RSA needs a Padding Method: OAEP or PKCS1V1_5.')
  if (paddingMethod !== 'OAEP')
    throw createUnsupportedError(
      `The Padding Method ${paddingMethod} is not supported with RSA; use OAEP or PKCS1V1_5.`,
    )
  if (hashingAlgorithm === undefined) throw createBadParametersError('OAEP needs a Hashing Algorithm, such as SHA_256.')
  if (maskGenerator !== undefined && maskGenerator !== 'MGF1')
    throw createUnsupportedError(`The Mask Generator ${maskGenerator} is not supported here; MGF1 is.`)
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
 * Encrypts with an RSA public key: OAEP and PKCS #1 v1.5. Data in parts is kept until the end; all of it fits into one block
 * or is refused. KMIP 1.4 §4.29, 2.1 §6.1.17.
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
    if (data.length > longest)
      throw new CryptoError('InvalidField', `With this key at most ${longest} bytes are encrypted.`)
    return { data: publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, data) }
  })
}

/**
 * Decrypts what {@link createRsaEncryptor} encrypts, with the private key. KMIP 1.4 §4.30, 2.1 §6.1.11.
 *
 * @throws {CryptoError} one and the same `CryptographicFailure` for whatever is wrong with the data. PKCS #1 v1.5 whose padding
 *   is wrong gives random data instead (OpenSSL's implicit rejection): more would tell whoever tries (Bleichenbacher).
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
