import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { cipherOf } from './cipher.ts'
import type { CipherParameters } from './cipher-parameters.ts'
import { CryptoError } from './crypto-error.ts'
import { decrypt } from './decrypt.ts'
import { encrypt } from './encrypt.ts'
import type { Random } from './generate-symmetric-key.ts'

export interface WrapRequest extends CipherParameters {
  readonly key: KeyObject
  /** Cryptographic Algorithm of the key. */
  readonly algorithm: string
  readonly data: Uint8Array
}

export interface Wrapped {
  readonly data: Uint8Array
  /** Only in modes that have one. */
  readonly ivCounterNonce?: Uint8Array | undefined
}

/** Modes made for keys: OpenSSL's name, and the initial value. RFC 3394 §2.2.3.1, RFC 5649 §3. */
const keyModes = {
  NISTKeyWrap: { name: 'wrap', initial: Buffer.alloc(8, 0xa6) },
  AESKeyWrapPadding: { name: 'wrap-pad', initial: Buffer.from('a65959a6', 'hex') },
} as const

const keyModeOf = (mode: string) =>
  Object.hasOwn(keyModes, mode) ? keyModes[mode as keyof typeof keyModes] : undefined

/** AES wraps with NIST key wrap unless told otherwise. */
const modeOf = ({ algorithm, blockCipherMode }: WrapRequest): string | undefined =>
  blockCipherMode ?? (algorithm === 'AES' ? 'NISTKeyWrap' : undefined)

const aesName = ({ key, algorithm }: WrapRequest, name: string): string => {
  if (algorithm !== 'AES')
    throw new CryptoError('UnsupportedCryptographicParameters', `Key wrap is done with AES, not with ${algorithm}.`)
  return `id-aes${(key.symmetricKeySize ?? 0) * 8}-${name}`
}

/**
 * Wraps a key with a symmetric key: NIST AES key wrap without and with padding (RFC 3394, RFC 5649; SP 800-38F KW, KWP), or
 * a mode of {@link encrypt}. What an authenticated mode adds to the data stands behind them, as in RFC 5116: a Key Wrapping
 * Data has no field for it.
 *
 * @throws {CryptoError} `InvalidField` for data that the mode does not take
 */
export const wrapKey = (request: WrapRequest & { readonly random: Random }): Wrapped => {
  const mode = keyModeOf(modeOf(request) ?? '')
  const { data, key } = request
  if (!mode) {
    const { data: encrypted, ivCounterNonce, authenticatedEncryptionTag: tag } = encrypt(request)
    return { data: tag ? Buffer.concat([encrypted, tag]) : encrypted, ivCounterNonce }
  }
  const cipher = createCipheriv(aesName(request, mode.name), key, mode.initial)
  if (data.length === 0 || (mode === keyModes.NISTKeyWrap && (data.length < 16 || data.length % 8 !== 0)))
    throw new CryptoError(
      'InvalidField',
      'NIST key wrap takes a multiple of 8 bytes, and at least 16; AES key wrap with padding takes the others.',
    )
  return { data: Uint8Array.from(Buffer.concat([cipher.update(data), cipher.final()])) }
}

const failed = (): CryptoError =>
  new CryptoError('CryptographicFailure', 'The wrapped key does not open with this key.')

/** @throws {CryptoError} `CryptographicFailure` when the data was not wrapped with this key */
export const unwrapKey = (request: WrapRequest & { readonly ivCounterNonce?: Uint8Array | undefined }): Uint8Array => {
  const mode = keyModeOf(modeOf(request) ?? '')
  const { data, key, tagLength = 16 } = request
  if (!mode) {
    const tagged = isTagged(request)
    if (tagged && data.length < tagLength) throw failed()
    const end = tagged ? data.length - tagLength : data.length
    return decrypt({
      ...request,
      data: data.subarray(0, end),
      ...(tagged && { authenticatedEncryptionTag: data.subarray(end) }),
    })
  }
  const name = aesName(request, mode.name)
  try {
    const decipher = createDecipheriv(name, key, mode.initial)
    return Uint8Array.from(Buffer.concat([decipher.update(data), decipher.final()]))
  } catch {
    throw failed()
  }
}

const isTagged = ({ key, algorithm, blockCipherMode }: WrapRequest): boolean =>
  cipherOf(algorithm, blockCipherMode, key).tags !== undefined
