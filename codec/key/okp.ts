/** A key type of RFC 8410: a curve and a scheme in one, its key a plain string of bytes. */
export interface OctetKeyPair {
  readonly cryptographicAlgorithm: 'Ed25519' | 'Ed448' | 'ECDH'
  readonly recommendedCurve: 'CURVE25519' | 'CURVE448'
  /** Object identifier in dotted form. RFC 8410 §3. */
  readonly oid: string
  /** Length in bytes, private and public alike. */
  readonly bytes: number
  /** Cryptographic Length in bits. */
  readonly bits: number
}

/**
 * node's asymmetricKeyType → key type. KMIP names Ed25519 and Ed448 as algorithms from 2.0 on, and X25519 and X448 as
 * algorithms in 3.0 only: before, they are ECDH on CURVE25519 and CURVE448.
 */
export const octetKeyPairs = {
  ed25519: {
    cryptographicAlgorithm: 'Ed25519',
    recommendedCurve: 'CURVE25519',
    oid: '1.3.101.112',
    bytes: 32,
    bits: 256,
  },
  ed448: { cryptographicAlgorithm: 'Ed448', recommendedCurve: 'CURVE448', oid: '1.3.101.113', bytes: 57, bits: 448 },
  x25519: { cryptographicAlgorithm: 'ECDH', recommendedCurve: 'CURVE25519', oid: '1.3.101.110', bytes: 32, bits: 256 },
  x448: { cryptographicAlgorithm: 'ECDH', recommendedCurve: 'CURVE448', oid: '1.3.101.111', bytes: 56, bits: 448 },
} as const satisfies Record<string, OctetKeyPair>

/** The key type of a `KeyObject.asymmetricKeyType`; `undefined` when it is another kind of key. */
export const octetKeyPairOf = (asymmetricKeyType: string | undefined): OctetKeyPair | undefined =>
  asymmetricKeyType !== undefined && Object.hasOwn(octetKeyPairs, asymmetricKeyType)
    ? octetKeyPairs[asymmetricKeyType as keyof typeof octetKeyPairs]
    : undefined

/**
 * The key type that a Raw key of this algorithm and length is. `ECDH` and the 3.0 names X25519 and X448 are distinguished
 * by algorithm and by the number of bytes.
 */
export function findRawOctetKeyPair(cryptographicAlgorithm: string, bytes: number): OctetKeyPair | undefined {
  const algorithm =
    cryptographicAlgorithm === 'X25519' || cryptographicAlgorithm === 'X448' ? 'ECDH' : cryptographicAlgorithm
  return Object.values(octetKeyPairs).find((pair) => pair.cryptographicAlgorithm === algorithm && pair.bytes === bytes)
}
