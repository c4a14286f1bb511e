import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { attributeReference } from '../attribute/reference.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier,
  attributes: attributes().optional(),
  attributeReference: attributeReference().optional().many().since('2.0'),
})
const response = structure('ResponsePayload', {})

export interface NotifyRequest extends ValueOf<typeof request> {}
export interface NotifyResponse extends ValueOf<typeof response> {}

/** Server to client: attributes have changed. KMIP 1.0 §5.1, 1.2 §5.1, 1.4 §5.1, 2.1 §6.2.2. */
export const Notify: OperationDeclaration<'Notify', NotifyRequest, NotifyResponse, 'server-to-client'> = operation(
  'Notify',
  {
    since: '1.0',
    direction: 'server-to-client',
    objects: 'named',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
