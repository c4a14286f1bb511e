import { isDeepStrictEqual } from 'node:util'
import {
  type CryptographicParameters,
  type KeyWrappingSpecification,
  KmipError,
  type ResultReason,
  valuesIn,
} from '../../codec/index.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import { type Purpose, requireUsable } from '../lifecycle/usage.ts'
import type { StoredObject } from '../store/store.ts'
import type { Scope } from './handler.ts'
import { requirePresent } from './require-present.ts'

type Information = NonNullable<KeyWrappingSpecification['encryptionKeyInformation']>

/** What is wrong with an object is said of the wrapping key. KMIP 2.1 §11.46; older versions have no such reasons. */
const ofWrappingKey: Readonly<Partial<Record<ResultReason, ResultReason>>> = {
  ObjectNotFound: 'WrappingObjectNotFound',
  ObjectDestroyed: 'WrappingObjectDestroyed',
  ObjectArchived: 'WrappingObjectArchived',
}

/** The wrapping key, in whose place the client has named one, allowed to be used so. */
export const wrappingKey = async (
  { uniqueIdentifier }: Information,
  use: Parameters<typeof requireUsable>[1],
  purpose: Purpose,
  scope: Scope,
): Promise<StoredObject> => {
  try {
    const key = await scope.load(uniqueIdentifier)
    requirePresent(key)
    requireUsable(key, use, purpose, scope.now)
    return key
  } catch (error) {
    const reason = error instanceof KmipError ? ofWrappingKey[error.reason] : undefined
    throw reason ? new KmipError(reason, `Of the wrapping key: ${(error as KmipError).message}`) : error
  }
}

/** Fields that both have are the same. */
const match = (given: CryptographicParameters, own: CryptographicParameters): boolean =>
  Object.entries(given).every(([field, value]) => {
    const other = own[field as keyof CryptographicParameters]
    return value === undefined || other === undefined || isDeepStrictEqual(value, other)
  })

/**
 * The Cryptographic Parameters to wrap with: those given, which have to match an instance of the key's where it has any,
 * else the key's first (KMIP 1.4 §2.1.6, 2.1 §7.18).
 */
export const wrappingParameters = (key: StoredObject, given: CryptographicParameters | undefined) => {
  if (!given) return attributeOf(key, 'CryptographicParameters') ?? {}
  const own = valuesIn(key.attributes, 'CryptographicParameters')
  if (own.length && !own.some((each) => match(given, each)))
    throw new KmipError(
      'BadCryptographicParameters',
      'The Cryptographic Parameters are none of those that the wrapping key has.',
    )
  return given
}
