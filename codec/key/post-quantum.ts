/** A post-quantum key type: how node:crypto calls it, and KMIP. */
export interface PostQuantumKey {
  /** `asymmetricKeyType` of node:crypto. */
  readonly type: string
  readonly cryptographicAlgorithm: string
  /** Bits of the public key: the Cryptographic Length, for the standard names no other yet. */
  readonly bits: number
}

const createPostQuantumKey = (
  type: string,
  cryptographicAlgorithm: string,
  publicKeyBytes: number,
): PostQuantumKey => ({
  type,
  cryptographicAlgorithm,
  bits: publicKeyBytes * 8,
})

/** Public key bytes of SLH-DSA by security level. FIPS 205 table 2. */
const slhDsaBytes = { 128: 32, 192: 48, 256: 64 } as const

/** FIPS 203 table 3, FIPS 204 table 2, FIPS 205 table 2; ids of KMIP 3.0, which older versions carry as numbers. */
export const postQuantumKeys: readonly PostQuantumKey[] = [
  createPostQuantumKey('ml-kem-512', 'ML_KEM_512', 800),
  createPostQuantumKey('ml-kem-768', 'ML_KEM_768', 1184),
  createPostQuantumKey('ml-kem-1024', 'ML_KEM_1024', 1568),
  createPostQuantumKey('ml-dsa-44', 'ML_DSA_44', 1312),
  createPostQuantumKey('ml-dsa-65', 'ML_DSA_65', 1952),
  createPostQuantumKey('ml-dsa-87', 'ML_DSA_87', 2592),
  ...(['SHA2', 'SHAKE'] as const).flatMap((hash) =>
    ([128, 192, 256] as const).flatMap((level) =>
      (['s', 'f'] as const).map((speed) =>
        createPostQuantumKey(
          `slh-dsa-${hash.toLowerCase()}-${level}${speed}`,
          `SLH_DSA_${hash}_${level}${speed}`,
          slhDsaBytes[level],
        ),
      ),
    ),
  ),
]

/** By Cryptographic Algorithm. */
export const postQuantumKeyOf = (cryptographicAlgorithm: string): PostQuantumKey | undefined =>
  postQuantumKeys.find((each) => each.cryptographicAlgorithm === cryptographicAlgorithm)

/** By `KeyObject.asymmetricKeyType`. */
export const postQuantumKeyOfType = (type: string | undefined): PostQuantumKey | undefined =>
  postQuantumKeys.find((each) => each.type === type)
