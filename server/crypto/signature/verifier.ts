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
import { createUnsupportedError } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import { requireHashName } from '../hash/hashing-algorithm.ts'
import { verifyPss } from '../rsa/pss.ts'
import {
  createAdaptiveOperation,
  createBufferedOperation,
  noBytes,
  type StreamedOperation,
} from '../streamed-operation.ts'
import type { KeyThread } from '../thread/key-thread.ts'
import { isLongKey } from '../thread/long-key.ts'
import { encodeDigestInfo, requireDigestLength } from './digest-info.ts'
import {
  chooseSignatureScheme,
  defaultMaskHash,
  type SignatureParameters,
  type SignatureScheme,
} from './signature-scheme.ts'

export interface VerifyRequest extends SignatureParameters {
  /** A public key. */
  readonly key: KeyObject
  /** Whether the data is a digest (Digested Data). */
  readonly digested?: boolean
  readonly thread: KeyThread
}

/** Checks a signature of all the data. */
export type CheckSignature = (signature: Uint8Array) => Promise<boolean>

const verifyWhole = promisify(
  (
    hash: string | null,
    data: Uint8Array,
    key: KeyObject | VerifyKeyObjectInput,
    signature: Uint8Array,
    done: (error: Error | null, valid: boolean) => void,
  ): void => verifyData(hash, data, key, signature, done),
)

/** Treats a signature that OpenSSL cannot read as invalid. */
const treatErrorAsInvalid = async (check: () => boolean | Promise<boolean>): Promise<boolean> => {
  try {
    return await check()
  } catch (error) {
    if (error instanceof CryptoError) throw error
    return false
  }
}

const verifyPkcs1 = (key: KeyObject, expected: Uint8Array, signature: Uint8Array): boolean => {
  const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)
  return signed.length === expected.length && timingSafeEqual(signed, expected)
}

const verifyDigest = (
  { key, thread }: VerifyRequest,
  scheme: Exclude<SignatureScheme, { kind: 'Whole' }>,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> => {
  if (scheme.hash !== undefined) requireDigestLength(scheme.hash, digest)
  if (scheme.kind === 'PKCS1V1_5') return verifyPkcs1(key, encodeDigestInfo(scheme.hash, digest), signature)
  if (scheme.kind === 'PSS') {
    // The standard's default is SHA-1, but many clients use the hash of the data without naming it (CS-AC-M-2).
    const masks = scheme.maskHash === undefined ? [defaultMaskHash, scheme.hash] : [scheme.maskHash]
    const hash = requireHashName(scheme.hash)
    return masks.some((maskHash) =>
      verifyPss(key, { hash, maskHash: requireHashName(maskHash) }, digest, signature, scheme.saltLength),
    )
  }
  if (scheme.kind === 'ECDSA') return thread.run({ kind: 'ECDSAVerifyDigest', key, digest, signature })
  throw createUnsupportedError('DSA keys do not support Digested Data: send Data.')
}

const createPartVerifier = (
  stream: { update(data: Uint8Array): unknown },
  check: (signature: Uint8Array) => boolean | Promise<boolean>,
): StreamedOperation<CheckSignature> => ({
  bufferedBytes: 0,
  update(data) {
    stream.update(data)
    return noBytes
  },
  final: () => (signature) => treatErrorAsInvalid(() => check(signature)),
})

/**
 * Verifies a signature of {@link createSigner}. Without PSS parameters it accepts any salt, and SHA-1 or the hash of
 * the data for the mask. KMIP 1.4 §4.32, 2.1 §6.1.56.
 *
 * @throws {CryptoError}
 */
export function createVerifier(request: VerifyRequest): StreamedOperation<CheckSignature> {
  const { key, digested = false } = request
  const scheme = chooseSignatureScheme(key, request, digested)
  if (scheme.kind === 'Whole')
    return createBufferedOperation(
      (data) => (signature) => treatErrorAsInvalid(() => verifyWhole(null, data, key, signature)),
    )
  if (digested)
    return createBufferedOperation(
      (digest) => (signature) => treatErrorAsInvalid(() => verifyDigest(request, scheme, digest, signature)),
    )
  const hash = requireHashName(scheme.hash as string)
  if (scheme.kind === 'PKCS1V1_5' || scheme.kind === 'PSS') {
    const stream = createHash(hash)
    return createPartVerifier(stream, (signature) => verifyDigest(request, scheme, stream.digest(), signature))
  }
  const verifier: VerifyKeyObjectInput = { key, dsaEncoding: 'der' }
  const startParts = () => {
    const stream = createVerify(hash)
    return createPartVerifier(stream, (signature) => stream.verify(verifier, signature))
  }
  if (!isLongKey(key)) return startParts()
  // As in signer.ts: one part in the thread pool, several parts on the event loop.
  return createAdaptiveOperation<CheckSignature>(
    (data) => (signature) => treatErrorAsInvalid(() => verifyWhole(hash, data, verifier, signature)),
    startParts,
  )
}
