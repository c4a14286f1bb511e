import * as declarations from './index.ts'

type Operations = typeof declarations

/** Every declared operation by name, in the order of the Operation enumeration (KMIP 1.4 §9.1.3.2.27, 2.1 §11.36). */
export const operations = Object.fromEntries(
  Object.entries(declarations).sort(([, one], [, other]) => one.code - other.code),
  // `fromEntries` forgets which name has which declaration.
) as Operations

export type OperationName = keyof Operations

/** The operations that a client asks of a server; the others go the other way only. */
export type ClientOperation = {
  [N in OperationName]: Operations[N]['direction'] extends 'server-to-client' ? never : N
}[OperationName]

const isAskedByClients = (name: OperationName): name is ClientOperation =>
  operations[name].direction !== 'server-to-client'

export const clientOperations: readonly ClientOperation[] = (Object.keys(operations) as OperationName[]).filter(
  isAskedByClients,
)

export type RequestOf<N extends OperationName> = Operations[N] extends { request: { value: infer V } } ? V : never
export type ResponseOf<N extends OperationName> = Operations[N] extends { response: { value: infer V } } ? V : never
