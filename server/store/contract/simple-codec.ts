import { deserialize, serialize } from 'node:v8'
import type { RecordCodec } from '../store.ts'

/** A record codec without KMIP, for tests. */
export const simpleCodec: RecordCodec = {
  encodeAttributes: (attributes) => serialize(attributes),
  decodeAttributes: (bytes) => deserialize(bytes),
  encodeObject: (object) => serialize(object),
  decodeObject: (bytes) => deserialize(bytes),
  // An array that was deserialized is serialized in another way than a literal one.
  toCanonicalBytes: ({ value }) => serialize(deserialize(serialize(value))),
}
