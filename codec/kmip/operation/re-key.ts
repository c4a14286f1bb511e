import { interval } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { templateAttribute, templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ProtectionStorageMasks } from '../structure/protection-storage-masks.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
  offset: interval().optional(),
  attributes: templateAttributes('TemplateAttribute').optional(),
  /** In place of Attributes: read only. */
  templateAttribute: templateAttribute().optional().since('3.0').tolerate('2.0', 'PyKMIP').until('2.1'),
  protectionStorageMasks: ProtectionStorageMasks.optional().since('2.0'),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: templateAttributes('TemplateAttribute').unasked().until('1.4'),
})

export interface ReKeyRequest extends ValueOf<typeof request> {}
export interface ReKeyResponse extends ValueOf<typeof response> {}

/** Makes a replacement for a symmetric key. KMIP 1.0 §4.4, 1.2 §4.4, 1.4 §4.4, 2.1 §6.1.46. */
export const ReKey: OperationDeclaration<'ReKey', ReKeyRequest, ReKeyResponse> = operation('ReKey', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'replaced',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'uniqueIdentifier',
  repeatable: false,
  request,
  response,
})
