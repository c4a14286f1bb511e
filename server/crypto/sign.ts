import {
  constants,
  createHash,
  createSign,
  type KeyObject,
  privateEncrypt,
  type SignKeyObjectInput,
  sign as signData,
} from 'node:crypto'
import { promisify } from 'node:util'
import { unsupported } from './cipher.ts'
import { CryptoError } from './crypto-error.ts'
import { digestInfo, requireDigestLength } from './digest-info.ts'
import { ecdsaSignDigest } from './ecdsa-digest.ts'
import type { Random } from './generate-symmetric-key.ts'
import { hashNameOf } from './hashing-algorithm.ts'
import { longestSalt, pssSign } from './pss.ts'
import { defaultMaskHash, type SignatureParameters, type SignatureScheme, signatureScheme } from './signature-scheme.ts'
import { collecting, nothing, type Work } from './work.ts'

export interface SignRequest extends SignatureParameters {
  /** A private key. */
  readonly key: KeyObject
  /** What is signed is the digest of the data (Digested Data). */
  readonly digested?: boolean
  readonly random: Random
}

/** A signature that is being made: bytes, at once or from the thread pool. */
export type Signing = Work<Promise<Uint8Array>>

const signWhole = promisify(
  (data: Uint8Array, key: KeyObject, done: (error: Error | null, signature: Buffer) => void): void =>
    signData(null, data, key, done),
)

/** Block size of a hash: how long the salt of PSS is when no Salt Length is given (KMIP 1.4 §3.6, 2.1 §4.16). */
const blockBytes = (maskHash: string): number => {
  const sha3 = /^SHA3_(\d+)$/.exec(maskHash)
  if (sha3) return 200 - Number(sha3[1]) / 4
  return /^SHA_(384|512)/.test(maskHash) ? 128 : 64
}

const ofDigest = (
  { key, random }: SignRequest,
  scheme: Exclude<SignatureScheme, { kind: 'Whole' }>,
  digest: Uint8Array,
): Uint8Array => {
  if (scheme.hash !== undefined) requireDigestLength(scheme.hash, digest)
  if (scheme.kind === 'PKCS1V1_5')
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(scheme.hash, digest))
  if (scheme.kind === 'PSS') {
    const maskHash = scheme.maskHash ?? defaultMaskHash
    const usual = Math.min(blockBytes(maskHash), longestSalt(key, digest.length))
    const names = { hash: hashNameOf(scheme.hash), maskHash: hashNameOf(maskHash) }
    return pssSign(key, names, digest, scheme.saltLength ?? Math.max(usual, 0), random)
  }
  if (scheme.kind === 'ECDSA') return ecdsaSignDigest(key, digest, random)
  throw unsupported('With a DSA key a digest cannot be signed here: send the data itself.')
}

/** OpenSSL's own words stay here: they may tell of the key. */
const guarded = async (make: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> => {
  try {
    return Uint8Array.from(await make())
  } catch (error) {
    if (error instanceof CryptoError) throw error
    throw new CryptoError('CryptographicFailure', 'This cannot be signed with this key and these parameters.')
  }
}

/**
 * Makes a signature with a private key: RSA (PKCS #1 v1.5 and PSS), ECDSA and DSA (DER), EdDSA, ML-DSA, SLH-DSA. KMIP 1.4
 * §4.31, 2.1 §6.1.55. The data may come in parts; the last three schemes keep all of it.
 *
 * @throws {CryptoError}
 */
export function sign(request: SignRequest): Signing {
  const { key, digested = false } = request
  const scheme = signatureScheme(key, request, digested)
  if (scheme.kind === 'Whole') return collecting((data) => guarded(() => signWhole(data, key)))
  if (digested) return collecting((digest) => guarded(() => ofDigest(request, scheme, digest)))
  const hash = hashNameOf(scheme.hash as string)
  const isRsa = scheme.kind === 'PKCS1V1_5' || scheme.kind === 'PSS'
  const working = isRsa ? createHash(hash) : createSign(hash)
  return {
    held: 0,
    update(data) {
      working.update(data)
      return nothing
    },
    final: () =>
      guarded(() =>
        'digest' in working
          ? ofDigest(request, scheme, working.digest())
          : working.sign({ key, dsaEncoding: 'der' } satisfies SignKeyObjectInput),
      ),
  }
}
