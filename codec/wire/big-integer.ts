/**
 * A big integer as the encodings spell it: big-endian two's complement in hexadecimal, sign-extended to the fewest
 * multiple of 8 bytes (KMIP 1.4 §9.1.1.4).
 */
export const bigIntegerToHex = (value: bigint): string => {
  const magnitude = (value < 0n ? ~value : value).toString(16)
  const significant = magnitude.length * 4 - Math.clz32(Number.parseInt(magnitude.charAt(0), 16)) + 28
  const bytes = Math.ceil((significant + 1) / 64) * 8
  return BigInt.asUintN(bytes * 8, value)
    .toString(16)
    .padStart(bytes * 2, '0')
}

/** The value of two's complement hexadecimal digits; there must be at least one, and only such digits. */
export const hexToBigInteger = (hex: string): bigint => BigInt.asIntN(hex.length * 4, BigInt(`0x${hex}`))
