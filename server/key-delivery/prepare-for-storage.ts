import { type KeyBlock, KmipError, keyBlockOf, type ManagedObject, withKeyBlock } from '../../codec/index.ts'
import { transparentKeys } from '../../codec/kmip/object/key-material.ts'
import type { Scope } from '../handler/scope.ts'
import type { StoredObject } from '../store/store.ts'
import { requireSplitKey } from './split-keys.ts'
import { getWrappedBytes, isEncrypting } from './wrapping/unwrap-object.ts'

type WrappingData = NonNullable<KeyBlock['keyWrappingData']>
type Information = NonNullable<WrappingData['encryptionKeyInformation']>

const informationFields = ['encryptionKeyInformation', 'macSignatureKeyInformation'] as const

/** The fields that each Wrapping Method requires (KMIP 1.4 §2.1.5). */
const requiredInformation: Readonly<Record<string, readonly (typeof informationFields)[number][]>> = {
  Encrypt: ['encryptionKeyInformation'],
  MACSign: ['macSignatureKeyInformation'],
  EncryptThenMACSign: informationFields,
  MACSignThenEncrypt: informationFields,
}

/** Requires a byte string in byte formats and a structure in transparent formats. */
const requireForm = ({ keyFormatType, keyValue }: KeyBlock): void => {
  if (keyValue === undefined) return
  if (keyValue instanceof Uint8Array)
    throw new KmipError('InvalidField', 'A Key Value without Key Wrapping Data must be a structure.')
  const isStructure = !(keyValue.keyMaterial instanceof Uint8Array)
  if (isStructure !== Object.hasOwn(transparentKeys, keyFormatType) && !keyFormatType.startsWith('0x'))
    throw new KmipError(
      'InvalidField',
      `The Key Material of ${keyFormatType} is a ${isStructure ? 'byte string' : 'structure'}.`,
    )
}

const requireWrapped = (block: KeyBlock, wrapping: WrappingData): void => {
  if (isEncrypting(wrapping) && !getWrappedBytes(block))
    throw new KmipError('InvalidField', 'The Key Value of a wrapped key must be a byte string.')
  if (!informationFields.some((each) => wrapping[each]))
    throw new KmipError('InvalidField', 'Key Wrapping Data must name an encryption key or a MAC/signature key.')
  const missing = requiredInformation[wrapping.wrappingMethod]?.find((each) => !wrapping[each])
  if (missing)
    throw new KmipError('InvalidField', `The Wrapping Method ${wrapping.wrappingMethod} requires ${missing}.`)
}

/** Replaces references to earlier items of the batch by identifiers, which stay valid after the batch. */
const resolveReferences = async (information: Information, scope: Scope): Promise<Information> =>
  typeof information.uniqueIdentifier === 'string'
    ? information
    : { ...information, uniqueIdentifier: (await scope.load(information.uniqueIdentifier)).uniqueIdentifier }

/** The object to store, and its wrapping key if the server holds it. */
export interface Storable {
  readonly object: ManagedObject
  readonly wrapping?: StoredObject | undefined
}

/** Keeps a key that the client wrapped as it is. The wrapping key may be elsewhere. */
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

/** The wrapping key, if the principal may load it here. */
const findWrappingKey = async ({ uniqueIdentifier }: Information, scope: Scope): Promise<StoredObject | undefined> => {
  try {
    return await scope.load(uniqueIdentifier)
  } catch (error) {
    if (error instanceof KmipError) return undefined
    throw error
  }
}

/**
 * Removes a Key Compression Type that does not apply. It applies to elliptic curve public keys (KMIP 1.4 §2.1.3), but
 * libkmip sends it with AES keys.
 */
const removeUnusedCompression = (object: ManagedObject, block: KeyBlock): ManagedObject => {
  if (object.publicKey || block.keyCompressionType === undefined) return object
  const { keyCompressionType: _, ...kept } = block
  return withKeyBlock(object, kept)
}

/**
 * Prepares a client's object for Register and Import. @throws {KmipError} `InvalidField` when its Key Block contradicts
 * itself
 */
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
