import * as declarations from './index.ts'

type Operations = typeof declarations

/** Every declared operation by name, in the order of the Operation enumeration (KMIP 1.4 §9.1.3.2.27, 2.1 §11.36). */
export const operations = Object.fromEntries(
  Object.entries(declarations).sort(([, one], [, other]) => one.code - other.code),
  // `fromEntries` forgets which name has which declaration.
) as Operations

export type OperationName = keyof Operations
export type RequestOf<N extends OperationName> = Operations[N] extends { request: { value: infer V } } ? V : never
export type ResponseOf<N extends OperationName> = Operations[N] extends { response: { value: infer V } } ? V : never
