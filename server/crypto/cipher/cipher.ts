import { getCiphers, type KeyObject } from 'node:crypto'
import { CryptoError } from '../crypto-error.ts'
import { allows, inWords, type KeyLengths } from './symmetric-algorithm.ts'

/** How node:crypto does one mode of one algorithm. Sizes in bytes. */
export interface Cipher {
  readonly name: string
  /** Size of a block to pad to; 0 in modes that take any number of bytes. */
  readonly block: number
  /** IV lengths that are taken; `undefined` when the mode has no IV. */
  readonly iv?: KeyLengths
  /** Length of an IV that the server makes. */
  readonly madeIv: number
  /** Tag lengths of an authenticated mode. */
  readonly tags?: readonly number[]
  /** OpenSSL wants all of the data at once. */
  readonly whole?: true
  /** Fewest bytes of data; 0 when not given. */
  readonly least?: number
  /** The IV of a mode that is always begun with the same one. */
  readonly fixedIv?: Uint8Array
}

interface Sizes {
  readonly key: readonly number[]
  readonly modes: Readonly<Record<string, Make>>
  /** Key lengths of the modes that have others. */
  readonly modeKeys?: Readonly<Record<string, readonly number[]>>
}

/** NIST SP 800-38D §5.2.1.2: 128 to 96 bits, and 64 and 32 for some uses. */
const gcmTags = [16, 15, 14, 13, 12, 8, 4] as const
/** Poly1305 is not made for less; the 12 of CS-BC-M-CHACHA20POLY1305-1 is the least that OASIS asks for. */
const poly1305Tags = [16, 15, 14, 13, 12] as const
/** OpenSSL's upper bound is 128; 96 bits is what the mode is made for, any other length is hashed. */
const gcmIv = { min: 1, max: 128, step: 1 } as const

type Make = (keyBytes: number) => Cipher

/** Modes of a block cipher of 16 bytes whose names in OpenSSL are `name-bits-mode`. CFB and OFB are those with whole blocks. */
const blockModes = (name: string): Readonly<Record<'ECB' | 'CBC' | 'CFB' | 'OFB' | 'CTR', Make>> => {
  const mode = (id: string, block: number) => (keyBytes: number) => ({
    name: `${name}-${keyBytes * 8}-${id}`,
    block,
    iv: [16],
    madeIv: 16,
  })
  return {
    ECB: (keyBytes) => ({ name: `${name}-${keyBytes * 8}-ecb`, block: 16, madeIv: 0 }),
    CBC: mode('cbc', 16),
    CFB: mode('cfb', 0),
    OFB: mode('ofb', 0),
    CTR: mode('ctr', 0),
  }
}

const gcm =
  (name: string): Make =>
  (keyBytes) => ({ name: `${name}-${keyBytes * 8}-gcm`, block: 0, iv: gcmIv, madeIv: 12, tags: gcmTags })

/** NIST SP 800-38C, appendix A.1: tags and nonces. The longer the nonce, the shorter the data may be. */
const ccm =
  (name: string): Make =>
  (keyBytes) => ({
    name: `${name}-${keyBytes * 8}-ccm`,
    block: 0,
    iv: { min: 7, max: 13, step: 1 },
    madeIv: 12,
    tags: [16, 14, 12, 10, 8, 6, 4],
    whole: true,
  })

/** IEEE 1619: two keys in one, and at least a block. The IV is the number of the data unit, little-endian. */
const xts: Make = (keyBytes) => ({
  name: `aes-${keyBytes * 4}-xts`,
  block: 0,
  iv: [16],
  madeIv: 16,
  whole: true,
  least: 16,
})

/** NIST SP 800-38F KW and KWP: initial values of RFC 3394 §2.2.3.1 and RFC 5649 §3. */
const keyWrap: Make = (keyBytes) => ({
  name: `id-aes${keyBytes * 8}-wrap`,
  block: 8,
  madeIv: 0,
  whole: true,
  least: 16,
  fixedIv: Buffer.alloc(8, 0xa6),
})
const keyWrapPadding: Make = (keyBytes) => ({
  name: `id-aes${keyBytes * 8}-wrap-pad`,
  block: 0,
  madeIv: 0,
  whole: true,
  least: 1,
  fixedIv: Buffer.from('a65959a6', 'hex'),
})

const tripleDes = (mode: string, block: number): Make => {
  return (keyBytes) => ({ name: `des-ede${keyBytes === 16 ? '' : '3'}-${mode}`, block, iv: [8], madeIv: 8 })
}

const chaCha20 = (): Cipher => ({ name: 'chacha20', block: 0, iv: [8, 12], madeIv: 12 })
const chaCha20Poly1305 = (): Cipher => ({
  name: 'chacha20-poly1305',
  block: 0,
  iv: [12],
  madeIv: 12,
  tags: poly1305Tags,
})

const ofOpenSsl = new Set(getCiphers())

/** The same modes, but one key length only, which the names leave out. GCM and CCM are not in every build of OpenSSL: not in Node.js 24. */
const sm4 = Object.fromEntries(
  Object.entries({ ...blockModes('sm4'), GCM: gcm('sm4'), CCM: ccm('sm4') })
    .map(([mode, make]) => ({ mode, make, name: `sm4-${mode.toLowerCase()}` }))
    .filter(({ name }) => ofOpenSsl.has(name))
    .map(({ mode, make, name }) => [mode, (keyBytes: number) => ({ ...make(keyBytes), name })]),
)

/** No mode: `''`. */
const ciphers: Readonly<Record<string, Sizes>> = {
  AES: {
    key: [16, 24, 32],
    modes: {
      ...blockModes('aes'),
      GCM: gcm('aes'),
      CCM: ccm('aes'),
      XTS: xts,
      NISTKeyWrap: keyWrap,
      AESKeyWrapPadding: keyWrapPadding,
    },
    modeKeys: { XTS: [32, 64] },
  },
  Camellia: { key: [16, 24, 32], modes: blockModes('camellia') },
  ARIA: { key: [16, 24, 32], modes: { ...blockModes('aria'), GCM: gcm('aria'), CCM: ccm('aria') } },
  SM4: { key: [16], modes: sm4 },
  DES3: {
    key: [16, 24],
    modes: {
      ECB: (key) => ({ name: key === 16 ? 'des-ede' : 'des-ede3', block: 8, madeIv: 0 }),
      CBC: tripleDes('cbc', 8),
      CFB: tripleDes('cfb', 0),
      OFB: tripleDes('ofb', 0),
    },
  },
  ChaCha20: { key: [32], modes: { '': chaCha20 } },
  ChaCha20Poly1305: { key: [32], modes: { '': chaCha20Poly1305, AEAD: chaCha20Poly1305 } },
}

/** Algorithm → Block Cipher Modes that are done. */
export const supportedModes: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(ciphers).map(([algorithm, { modes }]) => [algorithm, Object.keys(modes).filter(Boolean)]),
)

/**
 * @throws {CryptoError} `UnsupportedCryptographicParameters`, `BadCryptographicParameters` when a mode has to be given
 *   (KMIP 1.4 §4.29: the operation fails then), `CryptographicFailure` for a key of a length that the algorithm lacks.
 */
export function cipherOf(algorithm: string, blockCipherMode: string | undefined, key: Uint8Array | KeyObject): Cipher {
  const sizes = Object.hasOwn(ciphers, algorithm) ? ciphers[algorithm] : undefined
  if (!sizes) throw unsupported(`Data cannot be encrypted or decrypted with ${algorithm} here.`)
  const mode = blockCipherMode ?? ''
  const make = Object.hasOwn(sizes.modes, mode) ? sizes.modes[mode] : undefined
  if (!make && blockCipherMode === undefined) {
    throw new CryptoError('BadCryptographicParameters', `${algorithm} needs a Block Cipher Mode.`)
  }
  if (!make) {
    const modes = supportedModes[algorithm]?.join(', ')
    const instead = modes ? `; supported: ${modes}.` : ', which has no modes.'
    throw unsupported(`The Block Cipher Mode ${blockCipherMode} is not supported with ${algorithm}${instead}`)
  }
  const bytes = key instanceof Uint8Array ? key.length : (key.symmetricKeySize ?? 0)
  const allowed = sizes.modeKeys?.[mode] ?? sizes.key
  if (!allows(allowed, bytes)) {
    const what = sizes.modeKeys?.[mode] ? `${algorithm} in ${mode}` : algorithm
    const message = `The key cannot be used with ${what}, which takes ${inWords(allowed)} bytes.`
    throw new CryptoError('CryptographicFailure', message)
  }
  return make(bytes)
}

export const unsupported = (message: string): CryptoError =>
  new CryptoError('UnsupportedCryptographicParameters', message)
