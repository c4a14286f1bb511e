import { createSecretKey, hkdf, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import type { SerialQueue } from '../../../concurrency/serial-queue.ts'
import { cipherOf, unsupported } from '../cipher/cipher.ts'
import type { CipherParameters } from '../cipher/cipher-parameters.ts'
import { encrypt } from '../cipher/encrypt.ts'
import { CryptoError } from '../crypto-error.ts'
import { digestOf } from '../hash/digest-of.ts'
import { hashNameOf } from '../hash/hashing-algorithm.ts'
import { keyBasedDerivation } from './key-based-derivation.ts'
import { cmacOf, hashOfHmac, hmacOf } from './pseudorandom-function.ts'

export interface DeriveRequest {
  readonly derivationMethod: string
  /** Bytes of the derivation key, or of the password. */
  readonly key: Uint8Array
  /** Cryptographic Algorithm of the derivation key, where it has one. */
  readonly algorithm?: string | undefined
  /** Derivation Data, in order. */
  readonly data: readonly Uint8Array[]
  readonly parameters: CipherParameters & { readonly hashingAlgorithm?: string | undefined }
  readonly initializationVector?: Uint8Array | undefined
  readonly salt?: Uint8Array | undefined
  readonly iterationCount?: number | undefined
  /** Bytes wanted. */
  readonly length: number
}

/** Makes the bytes of a key from those of another one. @throws {CryptoError} (rejects) */
export type Derive = (request: DeriveRequest) => Promise<Uint8Array>

/** Iterations of PBKDF2 times blocks made: some seconds of one thread. */
export const mostIterations = 10_000_000

const empty = new Uint8Array(0)
const pbkdf2InPool = promisify(pbkdf2)
const hkdfInPool = promisify(hkdf)

const bad = (message: string): CryptoError => new CryptoError('BadCryptographicParameters', message)

const hashOf = ({ parameters, algorithm }: DeriveRequest): string => {
  const hash = hashOfHmac(algorithm) ?? parameters.hashingAlgorithm
  if (hash === undefined) throw bad('Cryptographic Parameters with a Hashing Algorithm are missing.')
  return hash
}

/** CMAC where the parameters say so, else HMAC (SP 800-108r1 §4). */
const functionOf = (request: DeriveRequest) =>
  request.parameters.blockCipherMode === 'CMAC'
    ? cmacOf(request.algorithm, request.key)
    : hmacOf(hashOf(request), request.key)

const dataOf = ({ data, derivationMethod }: DeriveRequest): Uint8Array => {
  if (data.length > 1) throw new CryptoError('InvalidField', `${derivationMethod} takes one Derivation Data.`)
  if (!data[0]) throw new CryptoError('InvalidField', `${derivationMethod} needs Derivation Data.`)
  return data[0]
}

const noData = ({ data, derivationMethod }: DeriveRequest): void => {
  if (data.length)
    throw new CryptoError('InvalidField', `${derivationMethod} takes an object or Derivation Data, not both.`)
}

/** KMIP 1.4 §4.6 table 182: an IV that is absent is empty, which is to say zero. */
const encrypted = (request: DeriveRequest): Uint8Array => {
  const { algorithm, parameters, initializationVector } = request
  if (algorithm === undefined) throw bad('ENCRYPT needs a symmetric key.')
  const key = createSecretKey(request.key)
  const cipher = cipherOf(algorithm, parameters.blockCipherMode, key)
  if (cipher.tags) throw unsupported('Keys are not derived with a mode that makes a tag; use CBC, for example.')
  const ivCounterNonce = initializationVector ?? (cipher.iv && new Uint8Array(cipher.madeIv))
  const random = (): Uint8Array => {
    throw bad('A padding with random bytes derives another key each time; use PKCS5, for example.')
  }
  return encrypt({ ...parameters, key, algorithm, data: dataOf(request), ivCounterNonce, random }).data
}

/** The signing key of AWS Signature Version 4; Derivation Data is date, region and service (KMIP 2.1 §7.12). */
const awsSigningKey = ({ key, data }: DeriveRequest): Uint8Array => {
  if (data.length !== 3)
    throw new CryptoError('InvalidField', 'AWS Signature Version 4 takes Date, Region and Service as Derivation Data.')
  return [...data, Buffer.from('aws4_request')].reduce<Uint8Array>(
    (signing, each) => hmacOf('SHA_256', signing)(each),
    Buffer.concat([Buffer.from('AWS4'), key]),
  )
}

const fromPassword = (request: DeriveRequest, queue: SerialQueue): Promise<Uint8Array> => {
  const { salt, iterationCount, key, length, parameters, algorithm } = request
  noData(request)
  if (!salt) throw new CryptoError('InvalidField', 'PBKDF2 needs a Salt.')
  if (iterationCount === undefined || iterationCount < 1)
    throw new CryptoError('InvalidField', 'PBKDF2 needs an Iteration Count of 1 or more.')
  // RFC 8018 §B.1.1: HMAC-SHA-1 is the default.
  const hash = hashOfHmac(algorithm) ?? parameters.hashingAlgorithm ?? 'SHA_1'
  const blocks = Math.ceil(length / digestOf(empty, hash).length)
  if (iterationCount * blocks > mostIterations)
    throw new CryptoError(
      'InvalidField',
      `An Iteration Count of at most ${Math.floor(mostIterations / blocks)} is done.`,
    )
  return queue(() => pbkdf2InPool(key, salt, iterationCount, length, hashNameOf(hash)))
}

const expanded = async (request: DeriveRequest): Promise<Uint8Array> => {
  const { data, key, salt = empty, length, parameters } = request
  const hash = parameters.hashingAlgorithm ?? 'SHA_256'
  const info = data.length ? dataOf(request) : empty
  if (info.length > 1024) throw new CryptoError('InvalidField', 'HKDF takes Derivation Data of at most 1024 bytes.')
  if (length > 255 * digestOf(empty, hash).length) throw tooLong(255 * digestOf(empty, hash).length)
  return new Uint8Array(await hkdfInPool(hashNameOf(hash), key, salt, info, length))
}

/** KMIP 1.4 §11.7. */
const tooLong = (length: number): CryptoError =>
  new CryptoError('CryptographicFailure', `This derivation gives ${8 * length} bits; more are asked for.`)

/** @throws {CryptoError} `CryptographicFailure` when a derivation gave fewer bytes than are asked for */
export const firstBytes = (bytes: Uint8Array, length: number): Uint8Array => {
  if (bytes.length < length) throw tooLong(bytes.length)
  return Uint8Array.from(bytes.subarray(0, length))
}

/** KMIP 1.4 §4.6, 2.1 §6.1.14. PBKDF2 runs in the thread pool, in turn. */
export const derivation =
  (queue: SerialQueue): Derive =>
  async (request) => {
    const { derivationMethod, key, length, initializationVector = empty } = request
    switch (derivationMethod) {
      case 'PBKDF2':
        return firstBytes(await fromPassword(request, queue), length)
      case 'HKDF':
        return firstBytes(await expanded(request), length)
      case 'HASH': {
        noData(request)
        if (!request.parameters.hashingAlgorithm) throw bad('HASH needs a Hashing Algorithm.')
        return firstBytes(digestOf(key, request.parameters.hashingAlgorithm), length)
      }
      case 'HMAC':
        return firstBytes(hmacOf(hashOf(request), key)(dataOf(request)), length)
      case 'ENCRYPT':
        return firstBytes(encrypted(request), length)
      case 'AWSSignatureVersion4':
        return firstBytes(awsSigningKey(request), length)
    }
    const derived =
      derivationMethod.startsWith('NIST800_108') &&
      keyBasedDerivation(derivationMethod, functionOf(request), dataOf(request), initializationVector, length)
    if (derived) return firstBytes(derived, length)
    throw unsupported(`The Derivation Method ${derivationMethod} is not supported.`)
  }
