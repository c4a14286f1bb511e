import { longInteger } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributeReference } from '../attribute/reference.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { AdjustmentType } from '../enumeration/operations.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  attributeReference: attributeReference(),
  adjustmentType: AdjustmentType,
  adjustmentValue: longInteger().optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface AdjustAttributeRequest extends ValueOf<typeof request> {}
export interface AdjustAttributeResponse extends ValueOf<typeof response> {}

/** Increments, decrements or negates an attribute. KMIP 2.1 §6.1.3. */
export const AdjustAttribute: OperationDeclaration<'AdjustAttribute', AdjustAttributeRequest, AdjustAttributeResponse> =
  operation('AdjustAttribute', {
    since: '2.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  })
