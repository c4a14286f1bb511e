import { type AttributeList, KmipError, valueIn } from '../../codec/index.ts'

/** Symmetric algorithms that are quantum safe with 256 bits and more (KMIP 2.1 §4.48). */
const safe = new Set<string>(['AES', 'ChaCha20', 'ChaCha20Poly1305', 'Camellia', 'ARIA', 'Twofish'])

const isQuantumSafe = (attributes: AttributeList): boolean => {
  const algorithm = valueIn(attributes, 'CryptographicAlgorithm') ?? ''
  return (
    (safe.has(algorithm) || algorithm.startsWith('HMAC_')) && (valueIn(attributes, 'CryptographicLength') ?? 0) >= 256
  )
}

/** Refuses to make a key that is asked to be quantum safe and cannot be: General Failure (QS-M-2). */
export const requireQuantumSafe = (attributes: AttributeList): void => {
  if (valueIn(attributes, 'QuantumSafe') && !isQuantumSafe(attributes))
    throw new KmipError(
      'GeneralFailure',
      'A key of this algorithm and length is not quantum safe; AES with 256 bits is.',
    )
}
