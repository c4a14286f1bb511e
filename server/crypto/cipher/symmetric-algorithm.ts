/** Key lengths in bits: a list, or every `step` from `min` to `max`. */
export type KeyLengths = readonly number[] | { readonly min: number; readonly max: number; readonly step: number }

const blockCipherKeyLengths = [128, 192, 256] as const
/** NIST SP 800-131A rev. 2 §10 requires 112 bits. 4096 bits exceed the block of every hash. */
const hmacKeyLengths = { min: 112, max: 4096, step: 8 } as const

/**
 * Key lengths of the symmetric algorithms that the server generates keys for. {@link encrypt} supports some of them;
 * the server only stores keys of the others. Lengths of DES and DES3 may include parity bits (KMIP 1.4 §2.1.3): the
 * SKFF cases of OASIS have 112 and 168.
 */
export const symmetricKeyLengths = {
  AES: blockCipherKeyLengths,
  ARIA: blockCipherKeyLengths,
  Blowfish: { min: 32, max: 448, step: 8 },
  CAST5: { min: 40, max: 128, step: 8 },
  Camellia: blockCipherKeyLengths,
  ChaCha20: [256],
  ChaCha20Poly1305: [256],
  DES: [56, 64],
  DES3: [112, 128, 168, 192],
  GOST28147_89: [256],
  GOSTR34_13_2015: [256],
  HMAC_MD5: hmacKeyLengths,
  HMAC_SHA1: hmacKeyLengths,
  HMAC_SHA224: hmacKeyLengths,
  HMAC_SHA256: hmacKeyLengths,
  HMAC_SHA384: hmacKeyLengths,
  HMAC_SHA512: hmacKeyLengths,
  HMAC_SHA3_224: hmacKeyLengths,
  HMAC_SHA3_256: hmacKeyLengths,
  HMAC_SHA3_384: hmacKeyLengths,
  HMAC_SHA3_512: hmacKeyLengths,
  IDEA: [128],
  MARS: { min: 128, max: 448, step: 32 },
  OneTimePad: { min: 8, max: 524288, step: 8 },
  Poly1305: [256],
  RC2: { min: 40, max: 1024, step: 8 },
  RC4: { min: 40, max: 2048, step: 8 },
  RC5: { min: 40, max: 2040, step: 8 },
  SEED: [128],
  SKIPJACK: [80],
  SM4: [128],
  Twofish: blockCipherKeyLengths,
} as const satisfies Record<string, KeyLengths>

export type SymmetricAlgorithm = keyof typeof symmetricKeyLengths

/** The key lengths of an algorithm, or `undefined` for an unsupported one. */
export const findKeyLengths = (algorithm: string): KeyLengths | undefined =>
  Object.hasOwn(symmetricKeyLengths, algorithm) ? symmetricKeyLengths[algorithm as SymmetricAlgorithm] : undefined

export const isAllowedLength = (lengths: KeyLengths, length: number): boolean =>
  'step' in lengths
    ? Number.isInteger(length) &&
      length >= lengths.min &&
      length <= lengths.max &&
      (length - lengths.min) % lengths.step === 0
    : lengths.includes(length)

/** `128, 192 or 256` · `32 to 448 in steps of 8`. */
export function describeLengths(lengths: KeyLengths): string {
  if ('step' in lengths) return `${lengths.min} to ${lengths.max} in steps of ${lengths.step}`
  return lengths.length === 1 ? `${lengths[0]}` : `${lengths.slice(0, -1).join(', ')} or ${lengths.at(-1)}`
}
