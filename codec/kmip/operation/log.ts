import { text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'

const request = structure('RequestPayload', {
  logMessage: text(),
})
const response = structure('ResponsePayload', {})

export interface LogRequest extends ValueOf<typeof request> {}
export interface LogResponse extends ValueOf<typeof response> {}

/** Writes an entry into the server log. KMIP 2.1 §6.1.29. */
export const Log: OperationDeclaration<'Log', LogRequest, LogResponse> = operation('Log', {
  since: '2.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
