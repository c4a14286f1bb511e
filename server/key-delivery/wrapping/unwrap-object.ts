import { type KeyBlock, KmipError, keyBlockOf, type ManagedObject, withKeyBlock } from '../../../codec/index.ts'
import { unwrapKey } from '../../crypto/cipher/key-wrap.ts'
import { createRsaDecryptor } from '../../crypto/rsa/rsa-cipher.ts'
import type { Scope } from '../../handler/scope.ts'
import { importCipherKey } from '../import-keys.ts'
import { requireKeySignature } from './key-signature.ts'
import { decodeKeyValue, encodeKeyValue } from './key-value-bytes.ts'
import { chooseWrappingParameters, loadCounterpart, loadWrappingKey, requireUsableKey } from './wrapping-key.ts'

/** Whether the object holds a key that a client wrapped. */
export const isWrapped = (object: ManagedObject): boolean => keyBlockOf(object)?.keyWrappingData !== undefined

/** Whether the wrapping encrypts the key. A MAC or signature alone leaves it in plain text. */
export const isEncrypting = (wrapping: { readonly wrappingMethod: string } | undefined): boolean =>
  wrapping !== undefined && wrapping.wrappingMethod !== 'MACSign'

/** The wrapped bytes: the Key Value, or its Key Material (TC-WRAP-1). */
export const getWrappedBytes = ({ keyValue }: KeyBlock): Uint8Array | undefined => {
  if (keyValue === undefined || keyValue instanceof Uint8Array) return keyValue
  return keyValue.keyMaterial instanceof Uint8Array ? keyValue.keyMaterial : undefined
}

type WrappingData = NonNullable<KeyBlock['keyWrappingData']>

const decryptKey = async (
  { encryptionKeyInformation: information, ivCounterNonce }: WrappingData,
  data: Uint8Array,
  scope: Scope,
): Promise<Uint8Array> => {
  if (!information) throw new KmipError('InvalidField', 'Encryption Key Information is missing.')
  const named = await loadWrappingKey(information, scope)
  const key = named.objectType === 'PublicKey' ? await loadCounterpart(named, 'PrivateKey', scope) : named
  requireUsableKey(key, 'UnwrapKey', 'process', scope)
  const parameters = chooseWrappingParameters(key, information.cryptographicParameters)
  const { key: imported, algorithm } = importCipherKey(key, scope, 'privateKey')
  if (algorithm !== undefined) return unwrapKey({ ...parameters, key: imported, algorithm, data, ivCounterNonce })
  const work = createRsaDecryptor(imported, parameters, scope.thread)
  work.update(data)
  return work.final()
}

const requireSignature = async (wrapping: WrappingData, data: Uint8Array, scope: Scope): Promise<void> => {
  if (!wrapping.macSignatureKeyInformation)
    throw new KmipError('InvalidField', 'MAC/Signature Key Information is missing.')
  await requireKeySignature(wrapping.macSignatureKeyInformation, data, wrapping.macSignature, scope)
}

const unwrapBytes = async (wrapping: WrappingData, data: Uint8Array, scope: Scope): Promise<Uint8Array> => {
  const { wrappingMethod } = wrapping
  if (wrappingMethod === 'EncryptThenMACSign') await requireSignature(wrapping, data, scope)
  else if (wrappingMethod !== 'Encrypt' && wrappingMethod !== 'MACSignThenEncrypt')
    throw new KmipError(
      'KeyWrapTypeNotSupported',
      `The server cannot unwrap keys of the Wrapping Method ${wrappingMethod}.`,
    )
  const bytes = await decryptKey(wrapping, data, scope)
  if (wrappingMethod === 'MACSignThenEncrypt') await requireSignature(wrapping, bytes, scope)
  return bytes
}

/** Unwraps the object's key with the server's wrapping keys. KMIP 1.4 §2.1.5, 2.1 §3.3. */
export const unwrapObject = async (object: ManagedObject, scope: Scope): Promise<ManagedObject> => {
  const block = keyBlockOf(object)
  const wrapping = block?.keyWrappingData
  if (!block || !wrapping) return object
  const { keyWrappingData: _, ...plain } = block
  const { encodingOption } = wrapping
  if (wrapping.wrappingMethod === 'MACSign' && block.keyValue && !(block.keyValue instanceof Uint8Array)) {
    await requireSignature(wrapping, encodeKeyValue(block.keyValue, block, encodingOption, scope.version), scope)
    return withKeyBlock(object, plain)
  }
  const data = getWrappedBytes(block)
  if (!data) throw new KmipError('KeyValueNotPresent', 'The server holds no Key Value of this key.')
  const bytes = await unwrapBytes(wrapping, data, scope)
  return withKeyBlock(object, { ...plain, keyValue: decodeKeyValue(bytes, block, encodingOption, scope.version) })
}
