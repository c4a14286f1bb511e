import { getCiphers, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import { describeLengths, isAllowedLength, type KeyLengths } from './symmetric-algorithm.ts'

/** How node:crypto does one mode of one algorithm. Sizes in bytes. */
export interface Cipher {
  readonly name: string
  /** Size of a block to pad to; 0 in modes that take any number of bytes. */
  readonly blockSize: number
  /** IV lengths that are taken; `undefined` when the mode has no IV. */
  readonly ivLengths?: KeyLengths
  /** Length of an IV that the server makes. */
  readonly generatedIvLength: number
  /** Tag lengths of an authenticated mode. */
  readonly tagLengths?: readonly number[]
  /** OpenSSL wants all of the data at once. */
  readonly oneShot?: true
  /** Fewest bytes of data; 0 when not given. */
  readonly minimumLength?: number
  /** The IV of a mode that is always begun with the same one. */
  readonly fixedIv?: Uint8Array
}

interface Sizes {
  readonly keyLengths: readonly number[]
  readonly modes: Readonly<Record<string, CreateCipher>>
  /** Key lengths of the modes that have others. */
  readonly modeKeyLengths?: Readonly<Record<string, readonly number[]>>
}

/** NIST SP 800-38D §5.2.1.2: 128 to 96 bits, and 64 and 32 for some uses. */
const gcmTags = [16, 15, 14, 13, 12, 8, 4] as const
/** Poly1305 is not made for less; the 12 of CS-BC-M-CHACHA20POLY1305-1 is the least that OASIS asks for. */
const poly1305Tags = [16, 15, 14, 13, 12] as const
/** OpenSSL's upper bound is 128; 96 bits is what the mode is made for, any other length is hashed. */
const gcmIv = { min: 1, max: 128, step: 1 } as const

type CreateCipher = (keyBytes: number) => Cipher

/** Modes of a block cipher of 16 bytes whose names in OpenSSL are `name-bits-mode`. CFB and OFB are those with whole blocks. */
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

/** NIST SP 800-38C, appendix A.1: tags and nonces. The longer the nonce, the shorter the data may be. */
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

/** IEEE 1619: two keys in one, and at least a block. The IV is the number of the data unit, little-endian. */
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

/** The same modes, but one key length only, which the names leave out. GCM and CCM are not in every build of OpenSSL: not in Node.js 24. */
const sm4 = Object.fromEntries(
  Object.entries({ ...createBlockModes('sm4'), GCM: createGcm('sm4'), CCM: createCcm('sm4') })
    .map(([mode, make]) => ({ mode, make, name: `sm4-${mode.toLowerCase()}` }))
    .filter(({ name }) => opensslCiphers.has(name))
    .map(({ mode, make, name }) => [mode, (keyBytes: number) => ({ ...make(keyBytes), name })]),
)

/** No mode: `''`. */
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

/** Algorithm → Block Cipher Modes that are done. */
export const supportedModes: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(ciphers).map(([algorithm, { modes }]) => [algorithm, Object.keys(modes).filter(Boolean)]),
)

/**
 * @throws {CryptoError} `UnsupportedCryptographicParameters`, `BadCryptographicParameters` when a mode has to be given
 *   (KMIP 1.4 §4.29: the operation fails then), `CryptographicFailure` for a key of a length that the algorithm lacks.
 */
export function requireCipher(
  algorithm: string,
  blockCipherMode: string | undefined,
  key: Uint8Array | KeyObject,
): Cipher {
  const sizes = Object.hasOwn(ciphers, algorithm) ? ciphers[algorithm] : undefined
  if (!sizes) throw createUnsupportedError(`Data cannot be encrypted or decrypted with ${algorithm} here.`)
  const mode = blockCipherMode ?? ''
  const make = Object.hasOwn(sizes.modes, mode) ? sizes.modes[mode] : undefined
  if (!make && blockCipherMode === undefined) {
    throw new CryptoError('BadCryptographicParameters', `${algorithm} needs a Block Cipher Mode.`)
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
    const message = `The key cannot be used with ${what}, which takes ${describeLengths(allowed)} bytes.`
    throw new CryptoError('CryptographicFailure', message)
  }
  return make(bytes)
}

export const createUnsupportedError = (message: string): CryptoError =>
  new CryptoError('UnsupportedCryptographicParameters', message)
