import { bytes, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { type OperationDeclaration, operation, structure } from '../define.ts'
import { PKCS_11Function, PKCS_11ReturnCode } from '../enumeration/pkcs-11.ts'

const request = structure('RequestPayload', {
  pkcs_11Interface: text().optional(),
  pkcs_11Function: PKCS_11Function,
  correlationValue: bytes().optional(),
  pkcs_11InputParameters: bytes().optional(),
})
const response = structure('ResponsePayload', {
  pkcs_11Interface: text().optional(),
  pkcs_11Function: PKCS_11Function,
  correlationValue: bytes().optional(),
  pkcs_11OutputParameters: bytes().optional(),
  pkcs_11ReturnCode: PKCS_11ReturnCode,
})

export interface PKCS_11Request extends ValueOf<typeof request> {}
export interface PKCS_11Response extends ValueOf<typeof response> {}

/** Calls a PKCS#11 function. KMIP 2.1 §6.1.37. */
export const PKCS_11: OperationDeclaration<'PKCS_11', PKCS_11Request, PKCS_11Response> = operation('PKCS_11', {
  since: '2.0',
  direction: 'client-to-server',
  objects: 'none',
  placeholderIn: 'none',
  placeholderOut: 'none',
  repeatable: false,
  request,
  response,
})
