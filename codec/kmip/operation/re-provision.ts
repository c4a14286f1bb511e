import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { Certificate, CertificateRequest } from '../object/managed-object.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  certificateRequest: CertificateRequest.optional(),
  certificate: Certificate.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})

export interface ReProvisionRequest extends ValueOf<typeof request> {}
export interface ReProvisionResponse extends ValueOf<typeof response> {}

/** Asks for new client credentials. KMIP 2.1 §6.1.48. */
export const ReProvision: OperationDeclaration<'ReProvision', ReProvisionRequest, ReProvisionResponse> = operation(
  'ReProvision',
  {
    since: '2.0',
    direction: 'client-to-server',
    objects: 'none',
    placeholderIn: 'none',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
