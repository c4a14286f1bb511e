import {
  attributeOfName,
  type KeyBlock,
  type KeyWrappingSpecification,
  KmipError,
  type ManagedObject,
  type ManagedObjectKey,
  type PlainKeyValue,
  vendorOf,
} from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { selectedAttributes } from '../attributes/visible.ts'
import { wrapKey } from '../crypto/key-wrap.ts'
import { afterUse } from '../lifecycle/usage.ts'
import type { Change, StoredObject } from '../store/store.ts'
import { secretKeyOf } from './cryptographic-target.ts'
import { type Scope, updated } from './handler.ts'
import { keyValueBytes } from './key-value-bytes.ts'
import { wrappingKey, wrappingParameters } from './wrapping-key.ts'

/** The Key Value with the attributes asked for (KMIP 1.4 §2.1.6). */
const withAttributes = (
  value: PlainKeyValue,
  object: StoredObject,
  { attributeName }: KeyWrappingSpecification,
  { version }: Scope,
): PlainKeyValue => {
  if (!attributeName?.length) return { keyMaterial: value.keyMaterial }
  const references = attributeName.map((name) => attributeOfName(name)?.id ?? vendorOf(name))
  return { ...value, attributes: selectedAttributes(object, references, version) }
}

/** An object whose key is wrapped, and what that takes of the wrapping key. */
export interface WrappedObject {
  readonly object: ManagedObject
  readonly changes: readonly Change[]
}

/** The object with another Key Block. */
export const withKeyBlock = (object: ManagedObject, keyBlock: KeyBlock): ManagedObject => {
  const [own, holder] = Object.entries(object)[0] as [ManagedObjectKey, object]
  return { [own]: { ...holder, keyBlock } } as unknown as ManagedObject
}

/** The object with its key wrapped by another key of the server. KMIP 1.4 §2.1.5, §4.11; 2.1 §3.3, §6.1.19. */
export const wrapped = async (
  plain: ManagedObject,
  object: StoredObject,
  specification: KeyWrappingSpecification,
  scope: Scope,
): Promise<WrappedObject> => {
  const block = keyBlockOf(plain)
  if (!block?.keyValue || block.keyValue instanceof Uint8Array)
    throw new KmipError('KeyValueNotPresent', 'The object has no key in the clear that could be wrapped.')
  const { wrappingMethod, encodingOption, encryptionKeyInformation: information } = specification
  if (wrappingMethod !== 'Encrypt')
    throw new KmipError(
      'FeatureNotSupported',
      `The Wrapping Method ${wrappingMethod} is not supported here; Encrypt is.`,
    )
  if (!information) throw new KmipError('InvalidField', 'Encryption Key Information is missing.')
  const wrapping = await wrappingKey(information, 'WrapKey', 'protect', scope)
  if (wrapping.uniqueIdentifier === object.uniqueIdentifier)
    throw new KmipError('InvalidField', 'A key cannot be wrapped with itself.')
  const value = withAttributes(block.keyValue, object, specification, scope)
  const data = keyValueBytes(value, block, encodingOption, scope.version)
  const { data: keyValue, ivCounterNonce } = wrapKey({
    ...wrappingParameters(wrapping, information.cryptographicParameters),
    ...secretKeyOf(wrapping, scope),
    data,
    random: scope.random,
  })
  const keyWrappingData = {
    wrappingMethod,
    encryptionKeyInformation: { ...information, uniqueIdentifier: wrapping.uniqueIdentifier },
    ...(ivCounterNonce && { ivCounterNonce }),
    ...(encodingOption && { encodingOption }),
  }
  const used = afterUse(wrapping, data.length)
  return { object: withKeyBlock(plain, { ...block, keyValue, keyWrappingData }), changes: used ? [updated(used)] : [] }
}
