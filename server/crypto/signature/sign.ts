import {
  constants,
  createHash,
  createSign,
  type KeyObject,
  type SignKeyObjectInput,
  sign as signData,
} from 'node:crypto'
import { promisify } from 'node:util'
import { unsupported } from '../cipher/cipher.ts'
import { CryptoError } from '../crypto-error.ts'
import type { Random } from '../generation/generate-symmetric-key.ts'
import { hashNameOf } from '../hash/hashing-algorithm.ts'
import { longestSalt, pssBlock } from '../rsa/pss.ts'
import type { KeyThread } from '../thread/key-thread.ts'
import { isLongKey } from '../thread/long-key.ts'
import { collecting, inOneOrMore, nothing, type Work } from '../work.ts'
import { digestInfo, requireDigestLength } from './digest-info.ts'
import { defaultMaskHash, type SignatureParameters, type SignatureScheme, signatureScheme } from './signature-scheme.ts'

export interface SignRequest extends SignatureParameters {
  /** A private key. */
  readonly key: KeyObject
  /** What is signed is the digest of the data (Digested Data). */
  readonly digested?: boolean
  readonly random: Random
  readonly thread: KeyThread
}

/** A signature that is being made: bytes, at once or from the thread pool. */
export type Signing = Work<Promise<Uint8Array>>

const signWhole = promisify(
  (
    hash: string | null,
    data: Uint8Array,
    key: KeyObject | SignKeyObjectInput,
    done: (error: Error | null, signature: Buffer) => void,
  ): void => signData(hash, data, key, done),
)

/** Block size of a hash: how long the salt of PSS is when no Salt Length is given (KMIP 1.4 §3.6, 2.1 §4.16). */
const blockBytes = (maskHash: string): number => {
  const sha3 = /^SHA3_(\d+)$/.exec(maskHash)
  if (sha3) return 200 - Number(sha3[1]) / 4
  return /^SHA_(384|512)/.test(maskHash) ? 128 : 64
}

const ofDigest = (
  { key, random, thread }: SignRequest,
  scheme: Exclude<SignatureScheme, { kind: 'Whole' }>,
  digest: Uint8Array,
): Uint8Array | Promise<Uint8Array> => {
  if (scheme.hash !== undefined) requireDigestLength(scheme.hash, digest)
  if (scheme.kind === 'PKCS1V1_5')
    return thread.ask({
      ...{ kind: 'PrivateEncrypt', key, padding: constants.RSA_PKCS1_PADDING },
      data: digestInfo(scheme.hash, digest),
    })
  if (scheme.kind === 'PSS') {
    const maskHash = scheme.maskHash ?? defaultMaskHash
    const usual = Math.min(blockBytes(maskHash), longestSalt(key, digest.length))
    const names = { hash: hashNameOf(scheme.hash), maskHash: hashNameOf(maskHash) }
    const data = pssBlock(key, names, digest, scheme.saltLength ?? Math.max(usual, 0), random)
    return thread.ask({ kind: 'PrivateEncrypt', key, padding: constants.RSA_NO_PADDING, data })
  }
  if (scheme.kind === 'ECDSA') return thread.ask({ kind: 'ECDSASignDigest', key, digest, message: random(32) })
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

const ofParts = (
  working: { update(data: Uint8Array): unknown },
  make: () => Uint8Array | Promise<Uint8Array>,
): Signing => ({
  held: 0,
  update(data) {
    working.update(data)
    return nothing
  },
  final: () => guarded(make),
})

/**
 * Makes a signature with a private key: RSA (PKCS #1 v1.5 and PSS), ECDSA and DSA (DER), EdDSA, ML-DSA, SLH-DSA. KMIP 1.4
 * §4.31, 2.1 §6.1.55. The data may come in parts; the last three schemes keep all of it.
 *
 * @throws {CryptoError}
 */
export function sign(request: SignRequest): Signing {
  const { key, digested = false, thread } = request
  const scheme = signatureScheme(key, request, digested)
  if (scheme.kind === 'Whole') {
    const isSlow = key.asymmetricKeyType?.startsWith('slh-dsa')
    const whole = (data: Uint8Array) => signWhole(null, data, key)
    return collecting((data) => guarded(() => (isSlow ? thread.queue(() => whole(data)) : whole(data))))
  }
  if (digested) return collecting((digest) => guarded(() => ofDigest(request, scheme, digest)))
  const hash = hashNameOf(scheme.hash as string)
  if (scheme.kind === 'PKCS1V1_5' || scheme.kind === 'PSS') {
    const working = createHash(hash)
    return ofParts(working, () => ofDigest(request, scheme, working.digest()))
  }
  const signer: SignKeyObjectInput = { key, dsaEncoding: 'der' }
  const inParts = () => {
    const working = createSign(hash)
    return ofParts(working, () => working.sign(signer))
  }
  // In several parts it is signed on the spot, also with a long key: in the thread pool OpenSSL takes data, not a hash.
  return isLongKey(key) ? inOneOrMore((data) => guarded(() => signWhole(hash, data, signer)), inParts) : inParts()
}
