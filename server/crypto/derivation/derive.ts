import { createSecretKey, hkdf, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { SerialQueue } from '../../../concurrency/serial-queue.ts'
import { createUnsupportedError, requireCipher } from '../cipher/cipher.ts'
import type { CipherParameters } from '../cipher/cipher-parameters.ts'
import { encrypt } from '../cipher/encrypt.ts'
import { CryptoError } from '../crypto-error.ts'
import { computeDigest } from '../hash/digest.ts'
import { requireHashName } from '../hash/hashing-algorithm.ts'
import { deriveBySp800108 } from './derive-by-sp-800-108.ts'
import { createCmacFunction, createHmacFunction, findHmacHash } from './pseudorandom-function.ts'

export interface DeriveRequest {
  readonly derivationMethod: string
  /** Bytes of the derivation key, or of the password. */
  readonly key: Uint8Array
  /** Cryptographic Algorithm of the derivation key, if it has one. */
  readonly algorithm?: string | undefined
  /** Derivation Data, in order. */
  readonly data: readonly Uint8Array[]
  readonly parameters: CipherParameters & { readonly hashingAlgorithm?: string | undefined }
  readonly initializationVector?: Uint8Array | undefined
  readonly salt?: Uint8Array | undefined
  readonly iterationCount?: number | undefined
  /** Bytes to derive. */
  readonly length: number
}

/** Derives the bytes of a key. @throws {CryptoError} (rejects) */
export type Derive = (request: DeriveRequest) => Promise<Uint8Array>

/** Maximum product of PBKDF2 iterations and blocks: some seconds of one thread. */
export const maximumIterations = 10_000_000

const noBytes = new Uint8Array(0)
const runPbkdf2 = promisify(pbkdf2)
const runHkdf = promisify(hkdf)

const createBadParametersError = (message: string): CryptoError =>
  new CryptoError('BadCryptographicParameters', message)

const requireHash = ({ parameters, algorithm }: DeriveRequest): string => {
  const hash = findHmacHash(algorithm) ?? parameters.hashingAlgorithm
  if (hash === undefined)
    throw createBadParametersError('Hashing Algorithm is missing in the Cryptographic Parameters.')
  return hash
}

/** Creates a CMAC if the mode is CMAC, otherwise an HMAC (SP 800-108r1 §4). */
const createPseudorandomFunction = (request: DeriveRequest) =>
  request.parameters.blockCipherMode === 'CMAC'
    ? createCmacFunction(request.algorithm, request.key)
    : createHmacFunction(requireHash(request), request.key)

const requireSingleData = ({ data, derivationMethod }: DeriveRequest): Uint8Array => {
  if (data.length > 1) throw new CryptoError('InvalidField', `${derivationMethod} takes one Derivation Data.`)
  if (!data[0]) throw new CryptoError('InvalidField', `${derivationMethod} needs Derivation Data.`)
  return data[0]
}

const requireNoData = ({ data, derivationMethod }: DeriveRequest): void => {
  if (data.length) throw new CryptoError('InvalidField', `${derivationMethod} takes no Derivation Data.`)
}

/** A missing IV is zero (KMIP 1.4 §4.6 table 182). */
const deriveByEncryption = (request: DeriveRequest): Uint8Array => {
  const { algorithm, parameters, initializationVector } = request
  if (algorithm === undefined) throw createBadParametersError('ENCRYPT needs a symmetric key.')
  const key = createSecretKey(request.key)
  const cipher = requireCipher(algorithm, parameters.blockCipherMode, key)
  if (cipher.tagLengths)
    throw createUnsupportedError('Derivation does not support authenticated modes: use CBC, for example.')
  const ivCounterNonce = initializationVector ?? (cipher.ivLengths && new Uint8Array(cipher.generatedIvLength))
  const refuseRandom = (): Uint8Array => {
    throw createBadParametersError('Random padding derives a different key each time: use PKCS5, for example.')
  }
  return encrypt({
    ...parameters,
    key,
    algorithm,
    data: requireSingleData(request),
    ivCounterNonce,
    random: refuseRandom,
  }).data
}

/**
 * Derives the signing key of AWS Signature Version 4. Derivation Data is date, region and service (KMIP 2.1 §7.12).
 */
const deriveAwsSigningKey = ({ key, data }: DeriveRequest): Uint8Array => {
  if (data.length !== 3)
    throw new CryptoError('InvalidField', 'AWS Signature Version 4 takes Date, Region and Service as Derivation Data.')
  return [...data, Buffer.from('aws4_request')].reduce<Uint8Array>(
    (signing, each) => createHmacFunction('SHA_256', signing)(each),
    Buffer.concat([Buffer.from('AWS4'), key]),
  )
}

const deriveFromPassword = (request: DeriveRequest, queue: SerialQueue): Promise<Uint8Array> => {
  const { salt, iterationCount, key, length, parameters, algorithm } = request
  requireNoData(request)
  if (!salt) throw new CryptoError('InvalidField', 'PBKDF2 needs a Salt.')
  if (iterationCount === undefined || iterationCount < 1)
    throw new CryptoError('InvalidField', 'PBKDF2 needs an Iteration Count of 1 or more.')
  // RFC 8018 §B.1.1: HMAC-SHA-1 is the default.
  const hash = findHmacHash(algorithm) ?? parameters.hashingAlgorithm ?? 'SHA_1'
  const blocks = Math.ceil(length / computeDigest(noBytes, hash).length)
  if (iterationCount * blocks > maximumIterations)
    throw new CryptoError('InvalidField', `Iteration Count may be at most ${Math.floor(maximumIterations / blocks)}.`)
  return queue(() => runPbkdf2(key, salt, iterationCount, length, requireHashName(hash)))
}

const deriveByHkdf = async (request: DeriveRequest): Promise<Uint8Array> => {
  const { data, key, salt = noBytes, length, parameters } = request
  const hash = parameters.hashingAlgorithm ?? 'SHA_256'
  const info = data.length ? requireSingleData(request) : noBytes
  if (info.length > 1024) throw new CryptoError('InvalidField', 'HKDF takes Derivation Data of at most 1024 bytes.')
  if (length > 255 * computeDigest(noBytes, hash).length)
    throw createTooLongError(255 * computeDigest(noBytes, hash).length)
  return new Uint8Array(await runHkdf(requireHashName(hash), key, salt, info, length))
}

/** KMIP 1.4 §11.7. */
const createTooLongError = (length: number): CryptoError =>
  new CryptoError('CryptographicFailure', `This derivation yields at most ${8 * length} bits.`)

/** @throws {CryptoError} `CryptographicFailure` when there are fewer bytes */
export const takeFirstBytes = (bytes: Uint8Array, length: number): Uint8Array => {
  if (bytes.length < length) throw createTooLongError(bytes.length)
  return Uint8Array.from(bytes.subarray(0, length))
}

/** KMIP 1.4 §4.6, 2.1 §6.1.14. PBKDF2 runs in the thread pool, one derivation at a time. */
export const createDerive =
  (queue: SerialQueue): Derive =>
  async (request) => {
    const { derivationMethod, key, length, initializationVector = noBytes } = request
    switch (derivationMethod) {
      case 'PBKDF2':
        return takeFirstBytes(await deriveFromPassword(request, queue), length)
      case 'HKDF':
        return takeFirstBytes(await deriveByHkdf(request), length)
      case 'HASH': {
        requireNoData(request)
        if (!request.parameters.hashingAlgorithm) throw createBadParametersError('HASH needs a Hashing Algorithm.')
        return takeFirstBytes(computeDigest(key, request.parameters.hashingAlgorithm), length)
      }
      case 'HMAC':
        return takeFirstBytes(createHmacFunction(requireHash(request), key)(requireSingleData(request)), length)
      case 'ENCRYPT':
        return takeFirstBytes(deriveByEncryption(request), length)
      case 'AWSSignatureVersion4':
        return takeFirstBytes(deriveAwsSigningKey(request), length)
    }
    const derived =
      derivationMethod.startsWith('NIST800_108') &&
      deriveBySp800108(
        derivationMethod,
        createPseudorandomFunction(request),
        requireSingleData(request),
        initializationVector,
        length,
      )
    if (derived) return takeFirstBytes(derived, length)
    throw createUnsupportedError(`The Derivation Method ${derivationMethod} is not supported.`)
  }
