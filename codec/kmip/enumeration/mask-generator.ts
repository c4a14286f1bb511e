import { type Enumeration, enumeration, type NamesOf } from '../../schema/enumeration.ts'

const names = enumeration(
  'Mask Generator',
  {
    MGF1: [0x01, '1.4'],
  },
  { MFG1: 'MGF1' },
)

/** Mask Generator. KMIP 1.4 §9.1.3.2.49, 2.1 §11.30. */
export type MaskGenerator = NamesOf<typeof names>
export const MaskGenerator: Enumeration<Exclude<MaskGenerator, `0x${string}`>> = names
