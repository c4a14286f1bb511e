import type { Field } from '../../schema/field.ts'
import { bigInteger, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { SplitKeyMethod } from '../enumeration/objects.ts'
import { KeyBlock } from './key-block.ts'

const fields = structure('SplitKey', {
  splitKeyParts: integer(),
  keyPartIdentifier: integer(),
  splitKeyThreshold: integer(),
  splitKeyMethod: SplitKeyMethod,
  /** Required for PolynomialSharingPrimeField. */
  primeFieldSize: bigInteger().optional(),
  keyBlock: KeyBlock,
})

/** Split Key. KMIP 1.0 §2.2.5, 1.2 §2.2.5, 1.4 §2.2.5, 2.1 §2.8. */
export interface SplitKey extends ValueOf<typeof fields> {}
export const SplitKey: Field<SplitKey> = fields
