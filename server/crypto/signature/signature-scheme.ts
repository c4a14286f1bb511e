import type { KeyObject } from 'node:crypto'
import { postQuantumKeyOfType } from '../../../codec/key/index.ts'
import { createUnsupportedError } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import { requireHashName } from '../hash/hashing-algorithm.ts'

/** The Cryptographic Parameters of Sign and Signature Verify. KMIP 1.4 §3.6, 2.1 §4.16. */
export interface SignatureParameters {
  readonly digitalSignatureAlgorithm?: string | undefined
  readonly cryptographicAlgorithm?: string | undefined
  readonly hashingAlgorithm?: string | undefined
  readonly paddingMethod?: string | undefined
  /** Bytes, of PSS. */
  readonly saltLength?: number | undefined
  readonly maskGenerator?: string | undefined
  readonly maskGeneratorHashingAlgorithm?: string | undefined
  readonly trailerField?: number | undefined
}

/** How a key signs. `hash` and `maskHash` are Hashing Algorithm ids. */
export type SignatureScheme =
  | { readonly kind: 'PKCS1V1_5'; readonly hash: string }
  | {
      readonly kind: 'PSS'
      readonly hash: string
      /** Present if the parameters have it. */
      readonly maskHash: string | undefined
      readonly saltLength: number | undefined
    }
  /** `hash` is present unless the data is a digest. */
  | { readonly kind: 'ECDSA' | 'DSA'; readonly hash: string | undefined }
  /** The scheme hashes all data itself: EdDSA, ML-DSA, SLH-DSA. */
  | { readonly kind: 'Whole' }

/** Default Mask Generator Hashing Algorithm. KMIP 1.4 §3.6, 2.1 §4.16. */
export const defaultMaskHash = 'SHA_1'

type Family = 'RSA' | 'DSA' | 'ECDSA'

/** Algorithm, hash and padding by Digital Signature Algorithm. */
const digitalSignatureAlgorithms: Readonly<
  Record<string, { readonly family: Family; readonly hash?: string; readonly padding?: string }>
> = {
  MD2WithRSAEncryption: { family: 'RSA', hash: 'MD2', padding: 'PKCS1V1_5' },
  MD5WithRSAEncryption: { family: 'RSA', hash: 'MD5', padding: 'PKCS1V1_5' },
  SHA_1WithRSAEncryption: { family: 'RSA', hash: 'SHA_1', padding: 'PKCS1V1_5' },
  SHA_224WithRSAEncryption: { family: 'RSA', hash: 'SHA_224', padding: 'PKCS1V1_5' },
  SHA_256WithRSAEncryption: { family: 'RSA', hash: 'SHA_256', padding: 'PKCS1V1_5' },
  SHA_384WithRSAEncryption: { family: 'RSA', hash: 'SHA_384', padding: 'PKCS1V1_5' },
  SHA_512WithRSAEncryption: { family: 'RSA', hash: 'SHA_512', padding: 'PKCS1V1_5' },
  SHA3_256WithRSAEncryption: { family: 'RSA', hash: 'SHA3_256', padding: 'PKCS1V1_5' },
  SHA3_384WithRSAEncryption: { family: 'RSA', hash: 'SHA3_384', padding: 'PKCS1V1_5' },
  SHA3_512WithRSAEncryption: { family: 'RSA', hash: 'SHA3_512', padding: 'PKCS1V1_5' },
  RSASSA_PSS: { family: 'RSA', padding: 'PSS' },
  DSAWithSHA_1: { family: 'DSA', hash: 'SHA_1' },
  DSAWithSHA224: { family: 'DSA', hash: 'SHA_224' },
  DSAWithSHA256: { family: 'DSA', hash: 'SHA_256' },
  ECDSAWithSHA_1: { family: 'ECDSA', hash: 'SHA_1' },
  ECDSAWithSHA224: { family: 'ECDSA', hash: 'SHA_224' },
  ECDSAWithSHA256: { family: 'ECDSA', hash: 'SHA_256' },
  ECDSAWithSHA384: { family: 'ECDSA', hash: 'SHA_384' },
  ECDSAWithSHA512: { family: 'ECDSA', hash: 'SHA_512' },
}

const createBadParametersError = (message: string): CryptoError =>
  new CryptoError('BadCryptographicParameters', message)

/** Requires that both values agree, if both are given. */
const requireAgreement = (field: string, one: string | undefined, other: string | undefined): string | undefined => {
  if (one !== undefined && other !== undefined && one !== other)
    throw createBadParametersError(
      `The ${field} ${other} contradicts the Digital Signature Algorithm, which has ${one}.`,
    )
  return one ?? other
}

const families: Readonly<Record<string, Family>> = { rsa: 'RSA', dsa: 'DSA', ec: 'ECDSA' }

/** Hashes that OpenSSL does not support with DSA: it rejects every signature. FIPS 186-4 §4.6 has none of them. */
const notWithDsa: readonly (string | undefined)[] = ['MD5', 'RIPEMD_160']

/** Cryptographic Algorithms by `asymmetricKeyType`. */
const edwards: Readonly<Record<string, string>> = { ed25519: 'Ed25519', ed448: 'Ed448' }

const findOneShotAlgorithm = (type: string): string | undefined =>
  edwards[type] ?? (type.startsWith('ml-kem') ? undefined : postQuantumKeyOfType(type)?.cryptographicAlgorithm)

const requireAlgorithm = (given: string | undefined, family: string): void => {
  const names = family === 'ECDSA' ? ['ECDSA', 'EC'] : [family]
  if (given !== undefined && !names.includes(given))
    throw createBadParametersError(
      `This key does not sign with the Cryptographic Algorithm ${given}: use ${names.join(' or ')}.`,
    )
}

const chooseRsaScheme = (
  hash: string | undefined,
  parameters: SignatureParameters,
  padding: string,
): SignatureScheme => {
  if (hash === undefined)
    throw createBadParametersError('Signing with RSA requires a Hashing Algorithm, such as SHA_256.')
  if (padding === 'PKCS1V1_5') return { kind: 'PKCS1V1_5', hash }
  if (padding !== 'PSS')
    throw createUnsupportedError(`Signatures do not support the Padding Method ${padding}: use PSS or PKCS1V1_5.`)
  const { saltLength, maskGenerator, maskGeneratorHashingAlgorithm: maskHash, trailerField } = parameters
  if (maskGenerator !== undefined && maskGenerator !== 'MGF1')
    throw createUnsupportedError(`The server does not support the Mask Generator ${maskGenerator}: use MGF1.`)
  // RFC 8017 §A.2.3: 1 stands for the byte 0xBC.
  if (trailerField !== undefined && trailerField !== 1)
    throw createUnsupportedError(`The server does not support the Trailer Field ${trailerField}: use 1.`)
  if (saltLength !== undefined && saltLength < 0) throw createBadParametersError('Salt Length must not be negative.')
  if (maskHash !== undefined) requireHashName(maskHash)
  return { kind: 'PSS', hash, maskHash, saltLength }
}

/**
 * Chooses how a key signs under Cryptographic Parameters. They have a Digital Signature Algorithm, or a Hashing
 * Algorithm with the key's Cryptographic Algorithm and, for RSA, a Padding Method (by default PKCS1V1_5). KMIP 1.4
 * §3.6, §4.31; 2.1 §4.16, §6.1.55.
 *
 * @param digested - whether the data is a digest
 * @throws {CryptoError}
 */
export function chooseSignatureScheme(
  key: KeyObject,
  parameters: SignatureParameters,
  digested: boolean,
): SignatureScheme {
  const type = key.asymmetricKeyType ?? ''
  const { digitalSignatureAlgorithm: named, cryptographicAlgorithm, paddingMethod } = parameters
  const whole = findOneShotAlgorithm(type)
  if (whole !== undefined) {
    requireAlgorithm(cryptographicAlgorithm, whole)
    if (named !== undefined) throw createBadParametersError(`A key of ${whole} does not sign with ${named}.`)
    if (parameters.hashingAlgorithm !== undefined)
      throw createBadParametersError(`${whole} has a built-in hash: omit Hashing Algorithm.`)
    if (digested) throw createBadParametersError(`${whole} does not sign digests: send Data.`)
    return { kind: 'Whole' }
  }
  const family = families[type]
  if (!family) throw createUnsupportedError('Keys of this type do not sign.')
  const algorithm =
    named === undefined || !Object.hasOwn(digitalSignatureAlgorithms, named)
      ? undefined
      : digitalSignatureAlgorithms[named]
  if (named !== undefined && !algorithm)
    throw createUnsupportedError(`The server does not support the Digital Signature Algorithm ${named}.`)
  if (algorithm && algorithm.family !== family)
    throw createBadParametersError(`A key of ${family} does not sign with ${named}.`)
  requireAlgorithm(cryptographicAlgorithm, family)
  const hash = requireAgreement('Hashing Algorithm', algorithm?.hash, parameters.hashingAlgorithm)
  if (hash !== undefined) requireHashName(hash)
  if (family === 'DSA' && notWithDsa.includes(hash))
    throw createUnsupportedError(`DSA does not support the Hashing Algorithm ${hash}: use SHA_256, for example.`)
  const padding = requireAgreement('Padding Method', algorithm?.padding, paddingMethod)
  if (family === 'RSA') return chooseRsaScheme(hash, parameters, padding ?? 'PKCS1V1_5')
  if (padding !== undefined && padding !== 'None') throw createBadParametersError(`${family} takes no Padding Method.`)
  if (hash === undefined && !digested)
    throw createBadParametersError(`Signing with ${family} requires a Hashing Algorithm, such as SHA_256.`)
  return { kind: family, hash }
}
