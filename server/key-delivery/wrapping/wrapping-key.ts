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
import { requireMaterial } from '../../lifecycle/archival.ts'
import { findLinkedIdentifier } from '../../lifecycle/link.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { type Purpose, requireUsable } from '../../lifecycle/usage.ts'
import type { StoredObject } from '../../store/store.ts'

type Information = NonNullable<KeyWrappingSpecification['encryptionKeyInformation']>

/** Result Reasons for wrapping keys (KMIP 2.1 §11.46). The codec maps them for older versions. */
const wrappingKeyReasons: Readonly<Partial<Record<ResultReason, ResultReason>>> = {
  ObjectNotFound: 'WrappingObjectNotFound',
  ObjectDestroyed: 'WrappingObjectDestroyed',
  ObjectArchived: 'WrappingObjectArchived',
}

const toWrappingKeyError = (error: unknown): unknown => {
  const reason = error instanceof KmipError ? wrappingKeyReasons[error.reason] : undefined
  return reason ? new KmipError(reason, `Wrapping key: ${(error as KmipError).message}`) : error
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

/** Loads the key that the client names. */
export const loadWrappingKey = ({ uniqueIdentifier }: Information, scope: Scope): Promise<StoredObject> =>
  loadMaterial(uniqueIdentifier, scope)

/** Returns the key itself, or the linked key of the requested type. */
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

/** Refuses a key that does not allow the use. */
export const requireUsableKey = (
  key: StoredObject,
  use: CryptographicUsageMask,
  purpose: Purpose,
  { now }: Scope,
): void => requireUsable(key, use, purpose, now)

/** Whether the fields that both have are equal. */
const isCompatible = (given: CryptographicParameters, keyParameters: CryptographicParameters): boolean =>
  Object.entries(given).every(([field, value]) => {
    const other = keyParameters[field as keyof CryptographicParameters]
    return value === undefined || other === undefined || isDeepStrictEqual(value, other)
  })

/**
 * The Cryptographic Parameters to wrap with: the request's, which must match an instance of the key's if it has any,
 * else the key's first (KMIP 1.4 §2.1.6, 2.1 §7.18).
 */
export const chooseWrappingParameters = (key: StoredObject, given: CryptographicParameters | undefined) => {
  if (!given) return getAttribute(key, 'CryptographicParameters') ?? {}
  const instances = valuesIn(key.attributes, 'CryptographicParameters')
  if (instances.length && !instances.some((each) => isCompatible(given, each)))
    throw new KmipError(
      'BadCryptographicParameters',
      'The Cryptographic Parameters match none of those of the wrapping key.',
    )
  return given
}
