import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { ProtocolVersion } from '../structure/messages.ts'

const request = structure('RequestPayload', {
  protocolVersion: ProtocolVersion.optional().many(),
})
const response = structure('ResponsePayload', {
  protocolVersion: ProtocolVersion.optional().many(),
})

export interface DiscoverVersionsRequest extends ValueOf<typeof request> {}
export interface DiscoverVersionsResponse extends ValueOf<typeof response> {}

/** Asks which protocol versions the server speaks. KMIP 1.2 §4.26, 1.4 §4.26, 2.1 §6.1.16. */
export const DiscoverVersions: OperationDeclaration<
  'DiscoverVersions',
  DiscoverVersionsRequest,
  DiscoverVersionsResponse
> = operation('DiscoverVersions', {
  since: '1.1',
  direction: 'both',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: true,
  request,
  response,
})
