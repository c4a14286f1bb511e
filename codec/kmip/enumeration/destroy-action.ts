import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration('Destroy Action', {
  Unspecified: [0x01, '1.3'],
  KeyMaterialDeleted: [0x02, '1.3'],
  KeyMaterialShredded: [0x03, '1.3'],
  MetaDataDeleted: [0x04, '1.3'],
  MetaDataShredded: [0x05, '1.3'],
  Deleted: [0x06, '1.3'],
  Shredded: [0x07, '1.3'],
})

/** Destroy Action. KMIP 1.4 §9.1.3.2.44, 2.1 §11.15. */
export type DestroyAction = NamesOf<typeof names>
export const DestroyAction: Enumeration<Exclude<DestroyAction, `0x${string}`>> = names
