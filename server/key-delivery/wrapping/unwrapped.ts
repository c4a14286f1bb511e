import { type KeyBlock, KmipError, keyBlockOf, type ManagedObject, withKeyBlock } from '../../../codec/index.ts'
import { unwrapKey } from '../../crypto/cipher/key-wrap.ts'
import { createRsaDecryptor } from '../../crypto/rsa/rsa-cipher.ts'
import type { Scope } from '../../handler/scope.ts'
import { cipherKeyOf } from '../key-of.ts'
import { requireKeySignature } from './key-signature.ts'
import { keyValueBytes, keyValueOfBytes } from './key-value-bytes.ts'
import { counterpart, requireUsableKey, wrappingKey, wrappingParameters } from './wrapping-key.ts'

/** Whether a key stands in the store as it was wrapped outside. */
export const isWrapped = (object: ManagedObject): boolean => keyBlockOf(object)?.keyWrappingData !== undefined

/** A key with no more than a MAC or a signature is in the clear. */
export const encrypts = (wrapping: { readonly wrappingMethod: string } | undefined): boolean =>
  wrapping !== undefined && wrapping.wrappingMethod !== 'MACSign'

/** The wrapped bytes: the Key Value, or, as TC-WRAP-1 has it, its Key Material. */
export const wrappedBytes = ({ keyValue }: KeyBlock): Uint8Array | undefined => {
  if (keyValue === undefined || keyValue instanceof Uint8Array) return keyValue
  return keyValue.keyMaterial instanceof Uint8Array ? keyValue.keyMaterial : undefined
}

type WrappingData = NonNullable<KeyBlock['keyWrappingData']>

const opened = async (
  { encryptionKeyInformation: information, ivCounterNonce }: WrappingData,
  data: Uint8Array,
  scope: Scope,
): Promise<Uint8Array> => {
  if (!information) throw new KmipError('InvalidField', 'Encryption Key Information is missing.')
  const named = await wrappingKey(information, scope)
  const key = named.objectType === 'PublicKey' ? await counterpart(named, 'PrivateKey', scope) : named
  requireUsableKey(key, 'UnwrapKey', 'process', scope)
  const parameters = wrappingParameters(key, information.cryptographicParameters)
  const { key: imported, algorithm } = cipherKeyOf(key, scope, 'privateKey')
  if (algorithm !== undefined) return unwrapKey({ ...parameters, key: imported, algorithm, data, ivCounterNonce })
  const work = createRsaDecryptor(imported, parameters, scope.thread)
  work.update(data)
  return work.final()
}

const requireSigned = async (wrapping: WrappingData, data: Uint8Array, scope: Scope): Promise<void> => {
  if (!wrapping.macSignatureKeyInformation)
    throw new KmipError('InvalidField', 'MAC/Signature Key Information is missing.')
  await requireKeySignature(wrapping.macSignatureKeyInformation, data, wrapping.macSignature, scope)
}

const unwrappedBytes = async (wrapping: WrappingData, data: Uint8Array, scope: Scope): Promise<Uint8Array> => {
  const { wrappingMethod } = wrapping
  if (wrappingMethod === 'EncryptThenMACSign') await requireSigned(wrapping, data, scope)
  else if (wrappingMethod !== 'Encrypt' && wrappingMethod !== 'MACSignThenEncrypt')
    throw new KmipError('KeyWrapTypeNotSupported', `A key wrapped by ${wrappingMethod} cannot be unwrapped here.`)
  const bytes = await opened(wrapping, data, scope)
  if (wrappingMethod === 'MACSignThenEncrypt') await requireSigned(wrapping, bytes, scope)
  return bytes
}

/** The object with its key in the clear, where the server has the keys that open it. KMIP 1.4 §2.1.5, 2.1 §3.3. */
export const unwrapped = async (object: ManagedObject, scope: Scope): Promise<ManagedObject> => {
  const block = keyBlockOf(object)
  const wrapping = block?.keyWrappingData
  if (!block || !wrapping) return object
  const { keyWrappingData: _, ...plain } = block
  const { encodingOption } = wrapping
  if (wrapping.wrappingMethod === 'MACSign' && block.keyValue && !(block.keyValue instanceof Uint8Array)) {
    await requireSigned(wrapping, keyValueBytes(block.keyValue, block, encodingOption, scope.version), scope)
    return withKeyBlock(object, plain)
  }
  const data = wrappedBytes(block)
  if (!data) throw new KmipError('KeyValueNotPresent', 'The server does not hold the key itself.')
  const bytes = await unwrappedBytes(wrapping, data, scope)
  return withKeyBlock(object, { ...plain, keyValue: keyValueOfBytes(bytes, block, encodingOption, scope.version) })
}
