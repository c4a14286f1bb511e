import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'

const request = structure('RequestPayload', {
  uniqueIdentifier: UniqueIdentifier.optional(),
})
const response = structure('ResponsePayload', {
  uniqueIdentifier: UniqueIdentifier,
})

export interface ArchiveRequest extends ValueOf<typeof request> {}
export interface ArchiveResponse extends ValueOf<typeof response> {}

/** Moves an object to the archive. KMIP 1.0 §4.21, 1.2 §4.22, 1.4 §4.22, 2.1 §6.1.4. */
export const Archive: OperationDeclaration<'Archive', ArchiveRequest, ArchiveResponse> = operation('Archive', {
  since: '1.0',
  direction: 'client-to-server',
  objects: 'named',
  placeholderIn: 'uniqueIdentifier',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
