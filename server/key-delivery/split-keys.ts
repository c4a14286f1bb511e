import {
  type AttributeInstance,
  type KeyBlock,
  KmipError,
  type ManagedObject,
  type Version,
  valueIn,
} from '../../codec/index.ts'
import { hasFips197SplitKeys } from '../../codec/kmip/version.ts'
import type { Polynomial } from '../crypto/splitting/finite-field.ts'
import { requireConsistentSplitting, type Splitting } from '../crypto/splitting/splitting.ts'
import { getAttribute, setAttributes } from '../lifecycle/object-attributes.ts'
import type { StoredObject } from '../store/store.ts'

type SplitKey = Extract<ManagedObject, { splitKey: object }>['splitKey']

const names = { 283: 'Polynomial_283', 285: 'Polynomial_285' } as const

/** The polynomial of GF(2^8) within GF(2^16) that a version uses. KMIP 1.4 §2.2.5, 2.1 §13.1. */
export const choosePolynomial = (version: Version): Polynomial => (hasFips197SplitKeys(version) ? 283 : 285)

/**
 * Stores the polynomial of this version with a part, because clients may join the parts in another version. The
 * attribute becomes visible in 3.0.
 */
export const setPolynomial = (object: StoredObject, version: Version): StoredObject =>
  setAttributes(object, { SplitKeyPolynomial: names[choosePolynomial(version)] })

/** The splitting that a part belongs to. */
export const readSplitting = (
  object: StoredObject,
  { splitKeyMethod, splitKeyParts, splitKeyThreshold, primeFieldSize }: SplitKey,
): Splitting => ({
  splitKeyMethod,
  splitKeyParts,
  splitKeyThreshold,
  primeFieldSize,
  polynomial: getAttribute(object, 'SplitKeyPolynomial') === names[283] ? 283 : 285,
})

/** @throws {KmipError} `InvalidField` for a part with contradictory numbers (KMIP 1.4 §2.2.5) */
export const requireSplitKey = (splitKey: SplitKey): void => {
  const { keyPartIdentifier, splitKeyParts, splitKeyMethod, primeFieldSize } = splitKey
  requireConsistentSplitting({ ...splitKey, polynomial: 285 })
  if (keyPartIdentifier < 1 || keyPartIdentifier > splitKeyParts)
    throw new KmipError('InvalidField', 'Key Part Identifier must be between 1 and Split Key Parts.')
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize === undefined)
    throw new KmipError('InvalidField', 'Prime Field Size is required for a part in a prime field.')
}

/**
 * Passes Sensitive and Extractable on to the parts of a key and to the joined key. Otherwise splitting would expose it.
 */
export const inheritRestrictions = (
  given: readonly AttributeInstance[],
  sources: readonly StoredObject[],
): readonly AttributeInstance[] => {
  const sensitive = sources.some((each) => getAttribute(each, 'Sensitive'))
  const kept = sources.some((each) => getAttribute(each, 'Extractable') === false)
  const rest = given.filter(
    ({ attribute }) => !((sensitive && attribute === 'Sensitive') || (kept && attribute === 'Extractable')),
  )
  return [
    ...rest,
    ...(sensitive ? [{ attribute: 'Sensitive', value: true } as const] : []),
    ...(kept ? [{ attribute: 'Extractable', value: false } as const] : []),
  ]
}

/** Algorithm and length. Those of the key take precedence over the request's (KMIP 1.4 §4.38). */
export const describeSecret = (block: KeyBlock | undefined, given: readonly AttributeInstance[]) => {
  const cryptographicAlgorithm = block?.cryptographicAlgorithm ?? valueIn(given, 'CryptographicAlgorithm')
  const cryptographicLength = block?.cryptographicLength ?? valueIn(given, 'CryptographicLength')
  return {
    ...(cryptographicAlgorithm && { cryptographicAlgorithm }),
    ...(cryptographicLength !== undefined && { cryptographicLength }),
  }
}
