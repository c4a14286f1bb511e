import type { ReadableKeyFormatType } from './forms.ts'
import { postQuantumKeyOf } from './post-quantum.ts'

const byAlgorithm: Readonly<Record<string, { PrivateKey: ReadableKeyFormatType; PublicKey: ReadableKeyFormatType }>> = {
  RSA: { PrivateKey: 'PKCS_1', PublicKey: 'PKCS_1' },
  DSA: { PrivateKey: 'TransparentDSAPrivateKey', PublicKey: 'TransparentDSAPublicKey' },
  DH: { PrivateKey: 'TransparentDHPrivateKey', PublicKey: 'TransparentDHPublicKey' },
  EC: { PrivateKey: 'TransparentECPrivateKey', PublicKey: 'TransparentECPublicKey' },
  ECDSA: { PrivateKey: 'TransparentECPrivateKey', PublicKey: 'TransparentECPublicKey' },
  Ed25519: { PrivateKey: 'Raw', PublicKey: 'Raw' },
  Ed448: { PrivateKey: 'Raw', PublicKey: 'Raw' },
  ECDH: { PrivateKey: 'PKCS_8', PublicKey: 'X_509' },
}

/**
 * The format of a key that the server made, when the client asks for none. KMIP 2.1 §4.26, table 81; Ed25519, Ed448,
 * ECDH (keys of X25519 and X448 too) and the post-quantum algorithms are not in that table. `undefined` for object types that hold no key.
 */
export function defaultKeyFormatType(
  objectType: string,
  cryptographicAlgorithm?: string,
): ReadableKeyFormatType | undefined {
  if (objectType === 'PrivateKey' || objectType === 'PublicKey') {
    const algorithm = cryptographicAlgorithm ?? ''
    if (Object.hasOwn(byAlgorithm, algorithm)) return byAlgorithm[algorithm]?.[objectType]
    if (!postQuantumKeyOf(algorithm)) return undefined
    return objectType === 'PrivateKey' ? 'PKCS_8' : 'X_509'
  }
  if (objectType === 'Certificate') return 'X_509'
  if (objectType === 'OpaqueObject') return 'Opaque'
  return objectType === 'SymmetricKey' ||
    objectType === 'SecretData' ||
    objectType === 'SplitKey' ||
    objectType === 'PGPKey'
    ? 'Raw'
    : undefined
}
