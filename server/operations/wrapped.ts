import {
  attributeOfName,
  type KeyBlock,
  type KeyWrappingSpecification,
  KmipError,
  type ManagedObject,
  type ManagedObjectKey,
  type PlainKeyValue,
  Tag,
  TtlvWriter,
  vendorOf,
} from '../../codec/index.ts'
import { KeyValue } from '../../codec/kmip/object/key-value.ts'
import { versionIndex } from '../../codec/kmip/version.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { selectedAttributes } from '../attributes/visible.ts'
import { wrapKey } from '../crypto/key-wrap.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import { requireUsable } from '../lifecycle/usage.ts'
import type { StoredObject } from '../store/store.ts'
import { secretKeyOf } from './cryptographic-target.ts'
import type { Scope } from './handler.ts'

const supported = (specification: KeyWrappingSpecification, wrapping: StoredObject): void => {
  const { wrappingMethod, encryptionKeyInformation } = specification
  if (wrappingMethod !== 'Encrypt')
    throw new KmipError(
      'FeatureNotSupported',
      `The Wrapping Method ${wrappingMethod} is not supported here; Encrypt is.`,
    )
  const parameters =
    encryptionKeyInformation?.cryptographicParameters ?? attributeOf(wrapping, 'CryptographicParameters')
  if (parameters?.blockCipherMode !== undefined && parameters.blockCipherMode !== 'NISTKeyWrap')
    throw new KmipError(
      'UnsupportedCryptographicParameters',
      `Keys cannot be wrapped with ${parameters.blockCipherMode} here; use NISTKeyWrap.`,
    )
}

/** The bytes to wrap: the key alone, or the Key Value in TTLV with the attributes asked for (KMIP 1.4 §2.1.6). */
const encoded = (
  value: PlainKeyValue,
  block: KeyBlock,
  object: StoredObject,
  { encodingOption, attributeName }: KeyWrappingSpecification,
  { version }: Scope,
): Uint8Array => {
  if (encodingOption === 'NoEncoding') {
    if (attributeName?.length) throw new KmipError('EncodingOptionError', 'Attributes go with the TTLV encoding only.')
    if (value.keyMaterial instanceof Uint8Array) return value.keyMaterial
    throw new KmipError(
      'EncodingOptionError',
      `A key in ${block.keyFormatType} is a structure: it needs the TTLV encoding.`,
    )
  }
  const references = attributeName?.map((name) => attributeOfName(name)?.id ?? vendorOf(name))
  const attributes = references ? selectedAttributes(object, references, version) : undefined
  const writer = new TtlvWriter()
  const withAttributes = attributes?.length ? { ...value, attributes } : value
  KeyValue.type.write(writer, Tag.KeyValue, withAttributes, { version: versionIndex(version) }, { ...block })
  return Uint8Array.from(writer.finish())
}

/** The object with its key wrapped by another key of the server. KMIP 1.4 §2.1.5, §4.11; 2.1 §3.3, §6.1.19. */
export const wrapped = async (
  plain: ManagedObject,
  object: StoredObject,
  specification: KeyWrappingSpecification,
  scope: Scope,
): Promise<ManagedObject> => {
  const block = keyBlockOf(plain)
  const value = block?.keyValue
  if (!block || !value || value instanceof Uint8Array)
    throw new KmipError('KeyValueNotPresent', 'The object has no key in the clear that could be wrapped.')
  const information = specification.encryptionKeyInformation
  if (!information) throw new KmipError('InvalidField', 'Encryption Key Information is missing.')
  const wrapping = await scope.load(information.uniqueIdentifier)
  supported(specification, wrapping)
  requireUsable(wrapping, 'WrapKey', 'protect', scope.now)
  const { key, algorithm } = secretKeyOf(wrapping, scope)
  const keyValue = wrapKey(encoded(value, block, object, specification, scope), key, algorithm)
  const { wrappingMethod, encodingOption } = specification
  const keyWrappingData = {
    wrappingMethod,
    encryptionKeyInformation: { ...information, uniqueIdentifier: wrapping.uniqueIdentifier },
    ...(encodingOption && { encodingOption }),
  }
  const [own, holder] = Object.entries(plain)[0] as [ManagedObjectKey, object]
  return { [own]: { ...holder, keyBlock: { ...block, keyValue, keyWrappingData } } } as unknown as ManagedObject
}
