import {
  constants,
  createHash,
  createSign,
  type KeyObject,
  type SignKeyObjectInput,
  sign as signData,
} from 'node:crypto'
import { promisify } from 'node:util'
import { createUnsupportedError } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { requireHashName } from '../hash/hashing-algorithm.ts'
import { computeLongestSalt, encodePss } from '../rsa/pss.ts'
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

export interface SignRequest extends SignatureParameters {
  /** A private key. */
  readonly key: KeyObject
  /** Whether the data is a digest (Digested Data). */
  readonly digested?: boolean
  readonly random: Random
  readonly thread: KeyThread
}

/** A multi-part signature. */
export type Signer = StreamedOperation<Promise<Uint8Array>>

const signWhole = promisify(
  (
    hash: string | null,
    data: Uint8Array,
    key: KeyObject | SignKeyObjectInput,
    done: (error: Error | null, signature: Buffer) => void,
  ): void => signData(hash, data, key, done),
)

/** Block size of a hash, which is the default Salt Length of PSS (KMIP 1.4 §3.6, 2.1 §4.16). */
const getHashBlockSize = (maskHash: string): number => {
  const sha3 = /^SHA3_(\d+)$/.exec(maskHash)
  if (sha3) return 200 - Number(sha3[1]) / 4
  return /^SHA_(384|512)/.test(maskHash) ? 128 : 64
}

const signDigest = (
  { key, random, thread }: SignRequest,
  scheme: Exclude<SignatureScheme, { kind: 'Whole' }>,
  digest: Uint8Array,
): Uint8Array | Promise<Uint8Array> => {
  if (scheme.hash !== undefined) requireDigestLength(scheme.hash, digest)
  if (scheme.kind === 'PKCS1V1_5')
    return thread.run({
      ...{ kind: 'PrivateEncrypt', key, padding: constants.RSA_PKCS1_PADDING },
      data: encodeDigestInfo(scheme.hash, digest),
    })
  if (scheme.kind === 'PSS') {
    const maskHash = scheme.maskHash ?? defaultMaskHash
    const defaultSaltLength = Math.min(getHashBlockSize(maskHash), computeLongestSalt(key, digest.length))
    const names = { hash: requireHashName(scheme.hash), maskHash: requireHashName(maskHash) }
    const data = encodePss(key, names, digest, scheme.saltLength ?? Math.max(defaultSaltLength, 0), random)
    return thread.run({ kind: 'PrivateEncrypt', key, padding: constants.RSA_NO_PADDING, data })
  }
  if (scheme.kind === 'ECDSA') return thread.run({ kind: 'ECDSASignDigest', key, digest, message: random(32) })
  throw createUnsupportedError('DSA keys do not support Digested Data: send Data.')
}

/** Hides OpenSSL's reason, which may reveal the key. */
const hideOpenSslReason = async (make: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> => {
  try {
    return Uint8Array.from(await make())
  } catch (error) {
    if (error instanceof CryptoError) throw error
    throw new CryptoError('CryptographicFailure', 'This key and these parameters cannot sign the data.')
  }
}

const createPartSigner = (
  stream: { update(data: Uint8Array): unknown },
  make: () => Uint8Array | Promise<Uint8Array>,
): Signer => ({
  bufferedBytes: 0,
  update(data) {
    stream.update(data)
    return noBytes
  },
  final: () => hideOpenSslReason(make),
})

/**
 * Signs with a private key: RSA (PKCS #1 v1.5 and PSS), ECDSA and DSA (DER), EdDSA, ML-DSA, SLH-DSA. The data may come
 * in parts; the last three schemes buffer all of it. KMIP 1.4 §4.31, 2.1 §6.1.55.
 *
 * @throws {CryptoError}
 */
export function createSigner(request: SignRequest): Signer {
  const { key, digested = false, thread } = request
  const scheme = chooseSignatureScheme(key, request, digested)
  if (scheme.kind === 'Whole') {
    const isSlow = key.asymmetricKeyType?.startsWith('slh-dsa')
    const signAll = (data: Uint8Array) => signWhole(null, data, key)
    return createBufferedOperation((data) =>
      hideOpenSslReason(() => (isSlow ? thread.queue(() => signAll(data)) : signAll(data))),
    )
  }
  if (digested) return createBufferedOperation((digest) => hideOpenSslReason(() => signDigest(request, scheme, digest)))
  const hash = requireHashName(scheme.hash as string)
  if (scheme.kind === 'PKCS1V1_5' || scheme.kind === 'PSS') {
    const stream = createHash(hash)
    return createPartSigner(stream, () => signDigest(request, scheme, stream.digest()))
  }
  const signer: SignKeyObjectInput = { key, dsaEncoding: 'der' }
  const startParts = () => {
    const stream = createSign(hash)
    return createPartSigner(stream, () => stream.sign(signer))
  }
  // Several parts are signed on the event loop, even with a long key: the thread pool takes data, not a hash.
  return isLongKey(key)
    ? createAdaptiveOperation((data) => hideOpenSslReason(() => signWhole(hash, data, signer)), startParts)
    : startParts()
}
