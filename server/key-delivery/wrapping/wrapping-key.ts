import { isDeepStrictEqual } from 'node:util'
import {
  type CryptographicParameters,
  type CryptographicUsageMask,
  type KeyWrappingSpecification,
  KmipError,
  type ResultReason,
  type UniqueIdentifier,
  valuesIn,
} from '../../../codec/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { findLinkedIdentifier } from '../../lifecycle/link.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { requireMaterial } from '../../lifecycle/require-material.ts'
import { type Purpose, requireUsable } from '../../lifecycle/usage.ts'
import type { StoredObject } from '../../store/store.ts'

type Information = NonNullable<KeyWrappingSpecification['encryptionKeyInformation']>

/** What is wrong with an object is said of the wrapping key. KMIP 2.1 §11.46; older versions have no such reasons. */
const wrappingKeyReasons: Readonly<Partial<Record<ResultReason, ResultReason>>> = {
  ObjectNotFound: 'WrappingObjectNotFound',
  ObjectDestroyed: 'WrappingObjectDestroyed',
  ObjectArchived: 'WrappingObjectArchived',
}

const toWrappingKeyError = (error: unknown): unknown => {
  const reason = error instanceof KmipError ? wrappingKeyReasons[error.reason] : undefined
  return reason ? new KmipError(reason, `Of the wrapping key: ${(error as KmipError).message}`) : error
}

const loadMaterial = async (uniqueIdentifier: UniqueIdentifier, scope: Scope): Promise<StoredObject> => {
  try {
    const key = await scope.load(uniqueIdentifier)
    requireMaterial(key)
    return key
  } catch (error) {
    throw toWrappingKeyError(error)
  }
}

/** The key that the client has named. */
export const loadWrappingKey = ({ uniqueIdentifier }: Information, scope: Scope): Promise<StoredObject> =>
  loadMaterial(uniqueIdentifier, scope)

/** A key of a pair, or the one that it is linked to, whichever is of the type asked for. */
export const loadCounterpart = async (
  key: StoredObject,
  objectType: 'PrivateKey' | 'PublicKey',
  scope: Scope,
): Promise<StoredObject> => {
  if (key.objectType === objectType) return key
  const linked = findLinkedIdentifier(key, `${objectType}Link`)
  if (linked === undefined)
    throw new KmipError('WrappingObjectNotFound', `The ${key.objectType} has no Link to its ${objectType}.`)
  return loadMaterial(linked, scope)
}

/** Refuses a key that may not be used so. */
export const requireUsableKey = (
  key: StoredObject,
  use: CryptographicUsageMask,
  purpose: Purpose,
  { now }: Scope,
): void => requireUsable(key, use, purpose, now)

/** Fields that both have are the same. */
const isCompatible = (given: CryptographicParameters, own: CryptographicParameters): boolean =>
  Object.entries(given).every(([field, value]) => {
    const other = own[field as keyof CryptographicParameters]
    return value === undefined || other === undefined || isDeepStrictEqual(value, other)
  })

/**
 * The Cryptographic Parameters to wrap with: those given, which have to match an instance of the key's where it has any,
 * else the key's first (KMIP 1.4 §2.1.6, 2.1 §7.18).
 */
export const chooseWrappingParameters = (key: StoredObject, given: CryptographicParameters | undefined) => {
  if (!given) return getAttribute(key, 'CryptographicParameters') ?? {}
  const own = valuesIn(key.attributes, 'CryptographicParameters')
  if (own.length && !own.some((each) => isCompatible(given, each)))
    throw new KmipError(
      'BadCryptographicParameters',
      'The Cryptographic Parameters are none of those that the wrapping key has.',
    )
  return given
}
