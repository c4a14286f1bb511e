import { integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes, templateAttributes } from '../attribute/list.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ObjectGroupMember } from '../enumeration/attributes.ts'
import { StorageStatusMask } from '../mask.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  maximumItems: integer().optional(),
  offsetItems: integer().optional().since('1.3').tolerate('1.0', 'Percona Server for MySQL (kmippp)'),
  storageStatusMask: StorageStatusMask.optional(),
  objectGroupMember: ObjectGroupMember.optional().since('1.1'),
  attributes: attributes().optional(),
  /** Filters in a Template-Attribute: read only. */
  templateAttribute: templateAttributes('TemplateAttribute')
    .optional()
    .since('3.0')
    .tolerate('1.0', 'MySQL Enterprise')
    .until('1.4'),
})
const response = structure('ResponsePayload', {
  locatedItems: integer().optional().since('1.3'),
  uniqueIdentifier: UniqueIdentifier.optional().many(),
})

export interface LocateRequest extends ValueOf<typeof request> {}
export interface LocateResponse extends ValueOf<typeof response> {}

/** Searches for objects by attributes. KMIP 1.0 §4.8, 1.2 §4.9, 1.4 §4.9, 2.1 §6.1.28. */
export const Locate: OperationDeclaration<'Locate', LocateRequest, LocateResponse> = operation('Locate', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'found',
  placeholderIn: 'none',
  placeholderOut: 'uniqueIdentifier',
  repeatable: true,
  request,
  response,
})
