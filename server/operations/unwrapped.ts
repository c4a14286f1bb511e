import { type KeyBlock, KmipError, type ManagedObject } from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { unwrapKey } from '../crypto/key-wrap.ts'
import { secretKeyOf } from './cryptographic-target.ts'
import type { Scope } from './handler.ts'
import { keyValueOfBytes } from './key-value-bytes.ts'
import { withKeyBlock } from './wrapped.ts'
import { wrappingKey, wrappingParameters } from './wrapping-key.ts'

/** Whether a key stands in the store as it was wrapped outside. */
export const isWrapped = (object: ManagedObject): boolean => keyBlockOf(object)?.keyWrappingData !== undefined

/** The wrapped bytes: the Key Value, or, as TC-WRAP-1 has it, its Key Material. */
export const wrappedBytes = ({ keyValue }: KeyBlock): Uint8Array | undefined => {
  if (keyValue === undefined || keyValue instanceof Uint8Array) return keyValue
  return keyValue.keyMaterial instanceof Uint8Array ? keyValue.keyMaterial : undefined
}

/** The object with its key in the clear, where the server has the key that opens it. KMIP 1.4 §2.1.5, 2.1 §3.3. */
export const unwrapped = async (object: ManagedObject, scope: Scope): Promise<ManagedObject> => {
  const block = keyBlockOf(object)
  const wrapping = block?.keyWrappingData
  if (!block || !wrapping) return object
  const data = wrappedBytes(block)
  if (!data) throw new KmipError('KeyValueNotPresent', 'The server does not hold the key itself.')
  const { wrappingMethod, encryptionKeyInformation: information, ivCounterNonce, encodingOption } = wrapping
  if (wrappingMethod !== 'Encrypt' || !information)
    throw new KmipError('KeyWrapTypeNotSupported', `A key wrapped by ${wrappingMethod} cannot be unwrapped here.`)
  const key = await wrappingKey(information, 'UnwrapKey', 'process', scope)
  const bytes = unwrapKey({
    ...wrappingParameters(key, information.cryptographicParameters),
    ...secretKeyOf(key, scope),
    data,
    ivCounterNonce,
  })
  const keyValue = keyValueOfBytes(bytes, block, encodingOption, scope.version)
  const { keyWrappingData: _, ...plain } = block
  return withKeyBlock(object, { ...plain, keyValue })
}
