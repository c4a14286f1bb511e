import { constants, type KeyObject, publicEncrypt } from 'node:crypto'
import { unsupported } from '../cipher/cipher.ts'
import type { Encrypted } from '../cipher/encrypt.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { hashNameOf } from '../hash/hashing-algorithm.ts'
import { defaultMaskHash } from '../signature/signature-scheme.ts'
import type { KeyThread } from '../thread/key-thread.ts'
import { collecting, type EndingWork } from '../work.ts'
import { type Oaep, oaepDecode, oaepEncode } from './oaep.ts'

/** The Cryptographic Parameters that bear on Encrypt and Decrypt with an RSA key. KMIP 1.4 §3.6, 2.1 §4.16. */
export interface RsaParameters {
  readonly cryptographicAlgorithm?: string | undefined
  readonly paddingMethod?: string | undefined
  readonly hashingAlgorithm?: string | undefined
  readonly maskGenerator?: string | undefined
  readonly maskGeneratorHashingAlgorithm?: string | undefined
  readonly pSource?: Uint8Array | undefined
}

const bad = (message: string): CryptoError => new CryptoError('BadCryptographicParameters', message)

/** `undefined` for PKCS #1 v1.5. */
const oaepOf = (key: KeyObject, parameters: RsaParameters): Oaep | undefined => {
  const { cryptographicAlgorithm, hashingAlgorithm, maskGenerator } = parameters
  // kmip-go's constants for OAEP say no Padding Method; of both, OAEP alone has a hash.
  const paddingMethod = parameters.paddingMethod ?? (hashingAlgorithm === undefined ? undefined : 'OAEP')
  if (key.asymmetricKeyType !== 'rsa')
    throw unsupported('Of asymmetric keys only those of RSA encrypt and decrypt data.')
  if (cryptographicAlgorithm !== undefined && cryptographicAlgorithm !== 'RSA')
    throw bad(`The Cryptographic Algorithm ${cryptographicAlgorithm} is not that of the key, RSA.`)
  if (paddingMethod === 'PKCS1V1_5') return undefined
  if (paddingMethod === undefined) throw bad('RSA needs a Padding Method: OAEP or PKCS1V1_5.')
  if (paddingMethod !== 'OAEP')
    throw unsupported(`The Padding Method ${paddingMethod} is not supported with RSA; use OAEP or PKCS1V1_5.`)
  if (hashingAlgorithm === undefined) throw bad('OAEP needs a Hashing Algorithm, such as SHA_256.')
  if (maskGenerator !== undefined && maskGenerator !== 'MGF1')
    throw unsupported(`The Mask Generator ${maskGenerator} is not supported here; MGF1 is.`)
  return {
    hash: hashNameOf(hashingAlgorithm),
    maskHash: hashNameOf(parameters.maskGeneratorHashingAlgorithm ?? defaultMaskHash),
    label: parameters.pSource ?? new Uint8Array(0),
  }
}

const lengthOf = (key: KeyObject): number => Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)

/** RFC 8017 §7.2.1. */
const pkcs1Overhead = 11

/**
 * Encrypts with an RSA public key: OAEP and PKCS #1 v1.5. Data in parts is kept until the end; all of it fits into one block
 * or is refused. KMIP 1.4 §4.29, 2.1 §6.1.17.
 *
 * @throws {CryptoError}
 */
export function rsaEncrypt(key: KeyObject, parameters: RsaParameters, random: Random): EndingWork<Encrypted> {
  const oaep = oaepOf(key, parameters)
  const length = lengthOf(key)
  return collecting((data) => {
    if (oaep) {
      const block = oaepEncode(data, length, oaep, random)
      return { data: publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, block) }
    }
    const longest = Math.max(length - pkcs1Overhead, 0)
    if (data.length > longest)
      throw new CryptoError('InvalidField', `With this key at most ${longest} bytes are encrypted.`)
    return { data: publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, data) }
  })
}

/**
 * Decrypts what {@link rsaEncrypt} encrypts, with the private key. KMIP 1.4 §4.30, 2.1 §6.1.11.
 *
 * @throws {CryptoError} one and the same `CryptographicFailure` for whatever is wrong with the data. PKCS #1 v1.5 whose padding
 *   is wrong gives random data instead (OpenSSL's implicit rejection): more would tell whoever tries (Bleichenbacher).
 */
export function rsaDecrypt(
  key: KeyObject,
  parameters: RsaParameters,
  thread: KeyThread,
): EndingWork<Uint8Array | Promise<Uint8Array>> {
  const oaep = oaepOf(key, parameters)
  const padding = oaep ? constants.RSA_NO_PADDING : constants.RSA_PKCS1_PADDING
  const refused = (): never => {
    throw new CryptoError('CryptographicFailure', 'The data cannot be decrypted.')
  }
  const opened = (block: Uint8Array): Uint8Array => (oaep ? oaepDecode(block, oaep) : block) ?? refused()
  return collecting((data) => {
    if (data.length !== lengthOf(key)) return refused()
    let block: Uint8Array | Promise<Uint8Array>
    try {
      block = thread.ask({ kind: 'PrivateDecrypt', key, padding, data })
    } catch {
      return refused()
    }
    return block instanceof Promise ? block.catch(refused).then(opened) : opened(block)
  })
}
