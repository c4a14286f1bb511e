import { type AttributeList, KmipError, valueIn } from '../../codec/index.ts'

/** Symmetric algorithms that are quantum safe from 256 bits (KMIP 2.1 §4.48). */
const safe = new Set<string>(['AES', 'ChaCha20', 'ChaCha20Poly1305', 'Camellia', 'ARIA', 'Twofish'])

const isQuantumSafe = (attributes: AttributeList): boolean => {
  const algorithm = valueIn(attributes, 'CryptographicAlgorithm') ?? ''
  return (
    (safe.has(algorithm) || algorithm.startsWith('HMAC_')) && (valueIn(attributes, 'CryptographicLength') ?? 0) >= 256
  )
}

/** Refuses Quantum Safe for other keys, with General Failure (QS-M-2). */
export const requireQuantumSafe = (attributes: AttributeList): void => {
  if (valueIn(attributes, 'QuantumSafe') && !isQuantumSafe(attributes))
    throw new KmipError(
      'GeneralFailure',
      'A key of this algorithm and length is not quantum safe: use AES with 256 bits, for example.',
    )
}
