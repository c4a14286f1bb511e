import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Key Value Location Type', {
  UninterpretedTextString: [0x01, '1.2'],
  URI: [0x02, '1.2'],
})

/** Key Value Location Type. KMIP 1.4 §9.1.3.2.35, 2.1 §11.27. */
export type KeyValueLocationType = NamesOf<typeof names>
export const KeyValueLocationType: Enumeration<Exclude<KeyValueLocationType, `0x${string}`>> = names
