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

/** The polynomial of GF(2^8) within GF(2^16) in a version. KMIP 1.4 §2.2.5, 2.1 §13.1. */
export const choosePolynomial = (version: Version): Polynomial => (hasFips197SplitKeys(version) ? 283 : 285)

/**
 * A part with the polynomial that it is made with, which its version says: the parts may be joined in another version. No
 * version shows the attribute before 3.0, where it has its name.
 */
export const setPolynomial = (object: StoredObject, version: Version): StoredObject =>
  setAttributes(object, { SplitKeyPolynomial: names[choosePolynomial(version)] })

/** How a part was split off. */
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

/** @throws {KmipError} `InvalidField` for a part whose numbers contradict each other (KMIP 1.4 §2.2.5) */
export const requireSplitKey = (splitKey: SplitKey): void => {
  const { keyPartIdentifier, splitKeyParts, splitKeyMethod, primeFieldSize } = splitKey
  requireConsistentSplitting({ ...splitKey, polynomial: 285 })
  if (keyPartIdentifier < 1 || keyPartIdentifier > splitKeyParts)
    throw new KmipError('InvalidField', 'Key Part Identifier is at least 1, and at most Split Key Parts.')
  if (splitKeyMethod === 'PolynomialSharingPrimeField' && primeFieldSize === undefined)
    throw new KmipError('InvalidField', 'A part in a prime field has a Prime Field Size.')
}

/** What a key must not do, its parts must not do, nor what is joined of them: otherwise splitting would lay it open. */
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

/** Algorithm and length: those of the key win over those of the request (KMIP 1.4 §4.38). */
export const describeSecret = (block: KeyBlock | undefined, given: readonly AttributeInstance[]) => {
  const cryptographicAlgorithm = block?.cryptographicAlgorithm ?? valueIn(given, 'CryptographicAlgorithm')
  const cryptographicLength = block?.cryptographicLength ?? valueIn(given, 'CryptographicLength')
  return {
    ...(cryptographicAlgorithm && { cryptographicAlgorithm }),
    ...(cryptographicLength !== undefined && { cryptographicLength }),
  }
}
