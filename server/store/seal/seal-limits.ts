/** How often a data key seals. */
export interface SealLimits {
  /** Seals that the store counts in advance, at once. */
  readonly block: number
  /** A key that has sealed so often is replaced. */
  readonly replaceAt: number
  /** A key never seals more often. */
  readonly most: number
}

/**
 * NIST SP 800-38D §8.3 allows 2^32 seals under one key with random IVs of 96 bits: two IVs are then equal with a probability of
 * 2^-33. A key is replaced after a quarter of them (2^-37). Should that fail again and again, it stops at half of them (2^-35).
 */
export const sealLimits: SealLimits = { block: 65_536, replaceAt: 2 ** 30, most: 2 ** 31 }
