import type { Field } from '../../schema/field.ts'
import { boolean } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { DestroyAction, ShreddingAlgorithm, UnwrapMode } from '../enumeration/query.ts'
import { RNGMode } from '../enumeration/random.ts'

const fields = structure('CapabilityInformation', {
  streamingCapability: boolean().optional(),
  asynchronousCapability: boolean().optional(),
  attestationCapability: boolean().optional(),
  batchUndoCapability: boolean().optional().since('1.4'),
  batchContinueCapability: boolean().optional().since('1.4'),
  unwrapMode: UnwrapMode.optional(),
  destroyAction: DestroyAction.optional(),
  shreddingAlgorithm: ShreddingAlgorithm.optional(),
  rngMode: RNGMode.optional(),
  quantumSafeCapability: boolean().optional().since('2.0'),
})

/** Capability Information. KMIP 1.4 §2.1.21, 2.1 §7.5. */
export interface CapabilityInformation extends ValueOf<typeof fields> {}
export const CapabilityInformation: Field<CapabilityInformation> = fields
