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

/** The bytes that are wrapped: the key alone, or the Key Value in TTLV (KMIP 1.4 §2.1.5: when no Encoding Option is given). */
export const encodeKeyValue = (
  value: PlainKeyValue,
  block: KeyBlock,
  encodingOption: EncodingOption,
  version: Version,
): Uint8Array => {
  if (encodingOption === 'NoEncoding') {
    if (value.attributes?.length)
      throw new KmipError('EncodingOptionError', 'Attributes go with the TTLV encoding only.')
    if (value.keyMaterial instanceof Uint8Array) return value.keyMaterial
    throw new KmipError(
      'EncodingOptionError',
      `A key in ${block.keyFormatType} is a structure: it needs the TTLV encoding.`,
    )
  }
  const writer = new TtlvWriter()
  KeyValue.type.write(writer, Tag.KeyValue, value, { version: versionIndex(version) }, { ...block })
  return Uint8Array.from(writer.finish())
}

/**
 * The Key Value that was wrapped. @throws {KmipError} `CryptographicFailure` when the bytes are none: what came out of the
 * unwrapping is not said
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
    // One answer for whatever the bytes are.
  }
  throw new KmipError('CryptographicFailure', 'What was unwrapped is not a Key Value in TTLV.')
}
