import { dateTime, interval } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
  leaseTime: interval(),
  lastChangeDate: dateTime(),
})

export interface ObtainLeaseRequest extends ValueOf<typeof request> {}
export interface ObtainLeaseResponse extends ValueOf<typeof response> {}

/** Obtains a new lease for an object. KMIP 1.0 §4.16, 1.2 §4.17, 1.4 §4.17, 2.1 §6.1.35. */
export const ObtainLease: OperationDeclaration<'ObtainLease', ObtainLeaseRequest, ObtainLeaseResponse> = operation(
  'ObtainLease',
  {
    since: '1.0',
    direction: 'client-to-server',
    objects: 'named',
    placeholderIn: 'uniqueIdentifier',
    placeholderOut: 'none',
    repeatable: false,
    request,
    response,
  },
)
