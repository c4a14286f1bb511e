import {
  defaultLimits,
  type KeyBlock,
  KmipError,
  type PlainKeyValue,
  Tag,
  TtlvReader,
  TtlvWriter,
  type Version,
} from '../../../codec/index.ts'
import { KeyValue } from '../../../codec/kmip/object/key-value.ts'
import { versionIndex } from '../../../codec/kmip/version.ts'

type EncodingOption = NonNullable<KeyBlock['keyWrappingData']>['encodingOption']

/**
 * The bytes to wrap: the key alone, or the Key Value in TTLV, which is the default Encoding Option (KMIP 1.4 §2.1.5).
 */
export const encodeKeyValue = (
  value: PlainKeyValue,
  block: KeyBlock,
  encodingOption: EncodingOption,
  version: Version,
): Uint8Array => {
  if (encodingOption === 'NoEncoding') {
    if (value.attributes?.length)
      throw new KmipError('EncodingOptionError', 'Wrapped attributes require the TTLV encoding.')
    if (value.keyMaterial instanceof Uint8Array) return value.keyMaterial
    throw new KmipError(
      'EncodingOptionError',
      `A key in the format ${block.keyFormatType} is a structure and requires the TTLV encoding.`,
    )
  }
  const writer = new TtlvWriter()
  KeyValue.type.write(writer, Tag.KeyValue, value, { version: versionIndex(version) }, { ...block })
  return Uint8Array.from(writer.finish())
}

/**
 * Decodes an unwrapped Key Value. @throws {KmipError} `CryptographicFailure` for any other bytes; the message reveals
 * nothing about them
 */
export const decodeKeyValue = (
  bytes: Uint8Array,
  block: KeyBlock,
  encodingOption: EncodingOption,
  version: Version,
): PlainKeyValue => {
  if (encodingOption === 'NoEncoding') return { keyMaterial: Uint8Array.from(bytes) }
  try {
    const reader = new TtlvReader(Uint8Array.from(bytes), defaultLimits)
    if (reader.is(Tag.KeyValue)) {
      const value = KeyValue.type.read(reader, { version: versionIndex(version) }, { ...block })
      if (!(value instanceof Uint8Array) && reader.is(0)) return value
    }
  } catch {
    // One error for all invalid bytes.
  }
  throw new KmipError('CryptographicFailure', 'The unwrapped bytes are not a Key Value in TTLV.')
}
