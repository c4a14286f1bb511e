import { type OperationName, operations } from '../../codec/index.ts'

/** Whether an operation is done on objects that there are. Locate names none, but finds them. */
export const isAboutObjects = (operation: OperationName): boolean =>
  operation === 'Locate' || 'uniqueIdentifier' in (operations[operation].request.type.fields ?? {})
