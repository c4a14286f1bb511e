import { type KeyBlock, KmipError, keyBlockOf, type ManagedObject, withKeyBlock } from '../../codec/index.ts'
import { transparentKeys } from '../../codec/kmip/object/key-material.ts'
import type { Scope } from '../handler/scope.ts'
import type { StoredObject } from '../store/store.ts'
import { requireSplitKey } from './split-keys.ts'
import { getWrappedBytes, isEncrypting } from './wrapping/unwrap-object.ts'

type WrappingData = NonNullable<KeyBlock['keyWrappingData']>
type Information = NonNullable<WrappingData['encryptionKeyInformation']>

const informationFields = ['encryptionKeyInformation', 'macSignatureKeyInformation'] as const

/** The informations that each Wrapping Method needs (KMIP 1.4 §2.1.5). */
const requiredInformation: Readonly<Record<string, readonly (typeof informationFields)[number][]>> = {
  Encrypt: ['encryptionKeyInformation'],
  MACSign: ['macSignatureKeyInformation'],
  EncryptThenMACSign: informationFields,
  MACSignThenEncrypt: informationFields,
}

/** Bytes in the byte formats, a structure in the transparent ones. */
const requireForm = ({ keyFormatType, keyValue }: KeyBlock): void => {
  if (keyValue === undefined) return
  if (keyValue instanceof Uint8Array)
    throw new KmipError('InvalidField', 'The Key Value is a byte string, but there is no Key Wrapping Data.')
  const isStructure = !(keyValue.keyMaterial instanceof Uint8Array)
  if (isStructure !== Object.hasOwn(transparentKeys, keyFormatType) && !keyFormatType.startsWith('0x'))
    throw new KmipError(
      'InvalidField',
      `The Key Material of ${keyFormatType} is a ${isStructure ? 'byte string' : 'structure'}.`,
    )
}

const requireWrapped = (block: KeyBlock, wrapping: WrappingData): void => {
  if (isEncrypting(wrapping) && !getWrappedBytes(block))
    throw new KmipError('InvalidField', 'The Key Value of a wrapped key is a byte string.')
  if (!informationFields.some((each) => wrapping[each]))
    throw new KmipError('InvalidField', 'Key Wrapping Data names neither an encryption key nor a MAC/signature key.')
  const missing = requiredInformation[wrapping.wrappingMethod]?.find((each) => !wrapping[each])
  if (missing) throw new KmipError('InvalidField', `A key wrapped by ${wrapping.wrappingMethod} needs ${missing}.`)
}

/** With references to earlier items of the batch replaced by what they refer to: they mean nothing afterwards. */
const resolveReferences = async (information: Information, scope: Scope): Promise<Information> =>
  typeof information.uniqueIdentifier === 'string'
    ? information
    : { ...information, uniqueIdentifier: (await scope.load(information.uniqueIdentifier)).uniqueIdentifier }

/** What is to be stored, and the server's own key that it is wrapped with. */
export interface Storable {
  readonly object: ManagedObject
  readonly wrapping?: StoredObject | undefined
}

/** A key wrapped outside is kept as it is; its wrapping key need not be on this server. */
const prepareWrapped = async (
  object: ManagedObject,
  block: KeyBlock,
  wrapping: WrappingData,
  scope: Scope,
): Promise<Storable> => {
  requireWrapped(block, wrapping)
  const { encryptionKeyInformation: encryption, macSignatureKeyInformation: signature } = wrapping
  const keyWrappingData = {
    ...wrapping,
    ...(encryption && { encryptionKeyInformation: await resolveReferences(encryption, scope) }),
    ...(signature && { macSignatureKeyInformation: await resolveReferences(signature, scope) }),
  }
  const named = keyWrappingData.encryptionKeyInformation
  return {
    object: withKeyBlock(object, { ...block, keyWrappingData }),
    wrapping: named && (await findWrappingKey(named, scope)),
  }
}

/** The wrapping key, where it is here and the principal's own. */
const findWrappingKey = async ({ uniqueIdentifier }: Information, scope: Scope): Promise<StoredObject | undefined> => {
  try {
    return await scope.load(uniqueIdentifier)
  } catch (error) {
    if (error instanceof KmipError) return undefined
    throw error
  }
}

/**
 * The object without a Key Compression Type where it says nothing: it is about elliptic curve public keys (KMIP 1.4
 * §2.1.3), but libkmip sends it with AES keys.
 */
const removeUnusedCompression = (object: ManagedObject, block: KeyBlock): ManagedObject => {
  if (object.publicKey || block.keyCompressionType === undefined) return object
  const { keyCompressionType: _, ...kept } = block
  return withKeyBlock(object, kept)
}

/** What Register and Import store of a client's object. @throws {KmipError} `InvalidField` when its Key Block contradicts itself */
export const prepareForStorage = async (given: ManagedObject, scope: Scope): Promise<Storable> => {
  const block = keyBlockOf(given)
  if (given.splitKey) requireSplitKey(given.splitKey)
  if (!block) return { object: given }
  const object = removeUnusedCompression(given, block)
  const kept = keyBlockOf(object) as KeyBlock
  if (kept.keyWrappingData) return prepareWrapped(object, kept, kept.keyWrappingData, scope)
  requireForm(kept)
  return { object }
}
