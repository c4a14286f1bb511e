import { getCiphers, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import { describeLengths, isAllowedLength, type KeyLengths } from './symmetric-algorithm.ts'

/** One mode of one algorithm in node:crypto. Sizes in bytes. */
export interface Cipher {
  readonly name: string
  /** Block size to pad to. 0 in modes for any number of bytes. */
  readonly blockSize: number
  /** Allowed IV lengths. Absent for modes without an IV. */
  readonly ivLengths?: KeyLengths
  /** Length of a generated IV. */
  readonly generatedIvLength: number
  /** Allowed tag lengths of an authenticated mode. */
  readonly tagLengths?: readonly number[]
  /** OpenSSL needs all data at once. */
  readonly oneShot?: true
  /** Minimum bytes of data. Default: 0. */
  readonly minimumLength?: number
  /** The constant IV of the mode. */
  readonly fixedIv?: Uint8Array
}

interface Sizes {
  readonly keyLengths: readonly number[]
  readonly modes: Readonly<Record<string, CreateCipher>>
  /** Key lengths of modes that differ from the algorithm's. */
  readonly modeKeyLengths?: Readonly<Record<string, readonly number[]>>
}

/** NIST SP 800-38D §5.2.1.2: 128 to 96 bits, and 64 and 32 bits for some uses. */
const gcmTags = [16, 15, 14, 13, 12, 8, 4] as const
/** Poly1305 is unsafe with shorter tags. CS-BC-M-CHACHA20POLY1305-1 uses 12 bytes. */
const poly1305Tags = [16, 15, 14, 13, 12] as const
/** OpenSSL allows up to 128 bytes. GCM hashes an IV of any length but 96 bits. */
const gcmIv = { min: 1, max: 128, step: 1 } as const

type CreateCipher = (keyBytes: number) => Cipher

/** Modes of a block cipher of 16 bytes, named `name-bits-mode` in OpenSSL. CFB and OFB work on whole blocks. */
const createBlockModes = (name: string): Readonly<Record<'ECB' | 'CBC' | 'CFB' | 'OFB' | 'CTR', CreateCipher>> => {
  const createMode = (id: string, blockSize: number) => (keyBytes: number) => ({
    name: `${name}-${keyBytes * 8}-${id}`,
    blockSize,
    ivLengths: [16],
    generatedIvLength: 16,
  })
  return {
    ECB: (keyBytes) => ({ name: `${name}-${keyBytes * 8}-ecb`, blockSize: 16, generatedIvLength: 0 }),
    CBC: createMode('cbc', 16),
    CFB: createMode('cfb', 0),
    OFB: createMode('ofb', 0),
    CTR: createMode('ctr', 0),
  }
}

const createGcm =
  (name: string): CreateCipher =>
  (keyBytes) => ({
    name: `${name}-${keyBytes * 8}-gcm`,
    blockSize: 0,
    ivLengths: gcmIv,
    generatedIvLength: 12,
    tagLengths: gcmTags,
  })

/** Tags and nonces of NIST SP 800-38C, appendix A.1. A longer nonce limits the data to fewer bytes. */
const createCcm =
  (name: string): CreateCipher =>
  (keyBytes) => ({
    name: `${name}-${keyBytes * 8}-ccm`,
    blockSize: 0,
    ivLengths: { min: 7, max: 13, step: 1 },
    generatedIvLength: 12,
    tagLengths: [16, 14, 12, 10, 8, 6, 4],
    oneShot: true,
  })

/** IEEE 1619: a double-length key and at least one block. The IV is the number of the data unit, little-endian. */
const createXts: CreateCipher = (keyBytes) => ({
  name: `aes-${keyBytes * 4}-xts`,
  blockSize: 0,
  ivLengths: [16],
  generatedIvLength: 16,
  oneShot: true,
  minimumLength: 16,
})

/** NIST SP 800-38F KW and KWP: initial values of RFC 3394 §2.2.3.1 and RFC 5649 §3. */
const createKeyWrap: CreateCipher = (keyBytes) => ({
  name: `id-aes${keyBytes * 8}-wrap`,
  blockSize: 8,
  generatedIvLength: 0,
  oneShot: true,
  minimumLength: 16,
  fixedIv: Buffer.alloc(8, 0xa6),
})
const createKeyWrapPadding: CreateCipher = (keyBytes) => ({
  name: `id-aes${keyBytes * 8}-wrap-pad`,
  blockSize: 0,
  generatedIvLength: 0,
  oneShot: true,
  minimumLength: 1,
  fixedIv: Buffer.from('a65959a6', 'hex'),
})

const createTripleDes = (mode: string, blockSize: number): CreateCipher => {
  return (keyBytes) => ({
    name: `des-ede${keyBytes === 16 ? '' : '3'}-${mode}`,
    blockSize,
    ivLengths: [8],
    generatedIvLength: 8,
  })
}

const createChaCha20 = (): Cipher => ({ name: 'chacha20', blockSize: 0, ivLengths: [8, 12], generatedIvLength: 12 })
const createChaCha20Poly1305 = (): Cipher => ({
  name: 'chacha20-poly1305',
  blockSize: 0,
  ivLengths: [12],
  generatedIvLength: 12,
  tagLengths: poly1305Tags,
})

const opensslCiphers = new Set(getCiphers())

/**
 * SM4 has one key length, which OpenSSL's names omit. Some builds of OpenSSL lack GCM and CCM, such as that of Node.js
 * 24.
 */
const sm4 = Object.fromEntries(
  Object.entries({ ...createBlockModes('sm4'), GCM: createGcm('sm4'), CCM: createCcm('sm4') })
    .map(([mode, make]) => ({ mode, make, name: `sm4-${mode.toLowerCase()}` }))
    .filter(({ name }) => opensslCiphers.has(name))
    .map(({ mode, make, name }) => [mode, (keyBytes: number) => ({ ...make(keyBytes), name })]),
)

/** Algorithms and their modes. `''` stands for no mode. */
const ciphers: Readonly<Record<string, Sizes>> = {
  AES: {
    keyLengths: [16, 24, 32],
    modes: {
      ...createBlockModes('aes'),
      GCM: createGcm('aes'),
      CCM: createCcm('aes'),
      XTS: createXts,
      NISTKeyWrap: createKeyWrap,
      AESKeyWrapPadding: createKeyWrapPadding,
    },
    modeKeyLengths: { XTS: [32, 64] },
  },
  Camellia: { keyLengths: [16, 24, 32], modes: createBlockModes('camellia') },
  ARIA: {
    keyLengths: [16, 24, 32],
    modes: { ...createBlockModes('aria'), GCM: createGcm('aria'), CCM: createCcm('aria') },
  },
  SM4: { keyLengths: [16], modes: sm4 },
  DES3: {
    keyLengths: [16, 24],
    modes: {
      ECB: (key) => ({ name: key === 16 ? 'des-ede' : 'des-ede3', blockSize: 8, generatedIvLength: 0 }),
      CBC: createTripleDes('cbc', 8),
      CFB: createTripleDes('cfb', 0),
      OFB: createTripleDes('ofb', 0),
    },
  },
  ChaCha20: { keyLengths: [32], modes: { '': createChaCha20 } },
  ChaCha20Poly1305: { keyLengths: [32], modes: { '': createChaCha20Poly1305, AEAD: createChaCha20Poly1305 } },
}

/** Supported Block Cipher Modes by algorithm. */
export const supportedModes: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(ciphers).map(([algorithm, { modes }]) => [algorithm, Object.keys(modes).filter(Boolean)]),
)

/**
 * @throws {CryptoError} `UnsupportedCryptographicParameters`, `BadCryptographicParameters` for a missing mode (KMIP 1.4
 *   §4.29), `CryptographicFailure` for a key with a wrong length.
 */
export function requireCipher(
  algorithm: string,
  blockCipherMode: string | undefined,
  key: Uint8Array | KeyObject,
): Cipher {
  const sizes = Object.hasOwn(ciphers, algorithm) ? ciphers[algorithm] : undefined
  if (!sizes) throw createUnsupportedError(`The server does not encrypt or decrypt with ${algorithm}.`)
  const mode = blockCipherMode ?? ''
  const make = Object.hasOwn(sizes.modes, mode) ? sizes.modes[mode] : undefined
  if (!make && blockCipherMode === undefined) {
    throw new CryptoError('BadCryptographicParameters', `${algorithm} requires a Block Cipher Mode.`)
  }
  if (!make) {
    const modes = supportedModes[algorithm]?.join(', ')
    const instead = modes ? `; supported: ${modes}.` : ', which has no modes.'
    throw createUnsupportedError(
      `The Block Cipher Mode ${blockCipherMode} is not supported with ${algorithm}${instead}`,
    )
  }
  const bytes = key instanceof Uint8Array ? key.length : (key.symmetricKeySize ?? 0)
  const allowed = sizes.modeKeyLengths?.[mode] ?? sizes.keyLengths
  if (!isAllowedLength(allowed, bytes)) {
    const what = sizes.modeKeyLengths?.[mode] ? `${algorithm} in ${mode}` : algorithm
    const message = `The key does not fit ${what}, which takes ${describeLengths(allowed)} bytes.`
    throw new CryptoError('CryptographicFailure', message)
  }
  return make(bytes)
}

export const createUnsupportedError = (message: string): CryptoError =>
  new CryptoError('UnsupportedCryptographicParameters', message)
