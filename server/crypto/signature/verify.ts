import {
  constants,
  createHash,
  createVerify,
  type KeyObject,
  publicDecrypt,
  timingSafeEqual,
  type VerifyKeyObjectInput,
  verify as verifyData,
} from 'node:crypto'
import { promisify } from 'node:util'
import { unsupported } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import { hashNameOf } from '../hash/hashing-algorithm.ts'
import { pssVerify } from '../rsa/pss.ts'
import type { KeyThread } from '../thread/key-thread.ts'
import { isLongKey } from '../thread/long-key.ts'
import { collecting, inOneOrMore, nothing, type Work } from '../work.ts'
import { digestInfo, requireDigestLength } from './digest-info.ts'
import { defaultMaskHash, type SignatureParameters, type SignatureScheme, signatureScheme } from './signature-scheme.ts'

export interface VerifyRequest extends SignatureParameters {
  /** A public key. */
  readonly key: KeyObject
  /** What was signed is the digest of the data (Digested Data). */
  readonly digested?: boolean
  readonly thread: KeyThread
}

/** Whether a signature is valid for all of the data. */
export type Check = (signature: Uint8Array) => Promise<boolean>

const verifyWhole = promisify(
  (
    hash: string | null,
    data: Uint8Array,
    key: KeyObject | VerifyKeyObjectInput,
    signature: Uint8Array,
    done: (error: Error | null, valid: boolean) => void,
  ): void => verifyData(hash, data, key, signature, done),
)

/** A signature that OpenSSL cannot read is not valid; what it has to say stays here. */
const guarded = async (check: () => boolean | Promise<boolean>): Promise<boolean> => {
  try {
    return await check()
  } catch (error) {
    if (error instanceof CryptoError) throw error
    return false
  }
}

const pkcs1Verify = (key: KeyObject, expected: Uint8Array, signature: Uint8Array): boolean => {
  const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)
  return signed.length === expected.length && timingSafeEqual(signed, expected)
}

const ofDigest = (
  { key, thread }: VerifyRequest,
  scheme: Exclude<SignatureScheme, { kind: 'Whole' }>,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> => {
  if (scheme.hash !== undefined) requireDigestLength(scheme.hash, digest)
  if (scheme.kind === 'PKCS1V1_5') return pkcs1Verify(key, digestInfo(scheme.hash, digest), signature)
  if (scheme.kind === 'PSS') {
    // The standard's default is SHA-1, but many sign with one hash for both, and do not say so (CS-AC-M-2).
    const masks = scheme.maskHash === undefined ? [defaultMaskHash, scheme.hash] : [scheme.maskHash]
    const hash = hashNameOf(scheme.hash)
    return masks.some((maskHash) =>
      pssVerify(key, { hash, maskHash: hashNameOf(maskHash) }, digest, signature, scheme.saltLength),
    )
  }
  if (scheme.kind === 'ECDSA') return thread.ask({ kind: 'ECDSAVerifyDigest', key, digest, signature })
  throw unsupported('With a DSA key the signature of a digest cannot be verified here: send the data itself.')
}

const ofParts = (
  working: { update(data: Uint8Array): unknown },
  check: (signature: Uint8Array) => boolean | Promise<boolean>,
): Work<Check> => ({
  held: 0,
  update(data) {
    working.update(data)
    return nothing
  },
  final: () => (signature) => guarded(() => check(signature)),
})

/**
 * Verifies a signature that {@link sign} makes. KMIP 1.4 §4.32, 2.1 §6.1.56. Where the parameters leave open how PSS was
 * done, any salt is taken, and a mask of SHA-1 or of the hash of the data.
 *
 * @throws {CryptoError}
 */
export function verify(request: VerifyRequest): Work<Check> {
  const { key, digested = false } = request
  const scheme = signatureScheme(key, request, digested)
  if (scheme.kind === 'Whole')
    return collecting((data) => (signature) => guarded(() => verifyWhole(null, data, key, signature)))
  if (digested)
    return collecting((digest) => (signature) => guarded(() => ofDigest(request, scheme, digest, signature)))
  const hash = hashNameOf(scheme.hash as string)
  if (scheme.kind === 'PKCS1V1_5' || scheme.kind === 'PSS') {
    const working = createHash(hash)
    return ofParts(working, (signature) => ofDigest(request, scheme, working.digest(), signature))
  }
  const verifier: VerifyKeyObjectInput = { key, dsaEncoding: 'der' }
  const inParts = () => {
    const working = createVerify(hash)
    return ofParts(working, (signature) => working.verify(verifier, signature))
  }
  if (!isLongKey(key)) return inParts()
  // As in sign: one part in the thread pool, several on the spot.
  return inOneOrMore<Check>(
    (data) => (signature) => guarded(() => verifyWhole(hash, data, verifier, signature)),
    inParts,
  )
}
