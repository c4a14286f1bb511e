import type {
  Item,
  OperationName,
  RequestBatchItem,
  RequestOf,
  ResponseBatchItem,
  ResponseOf,
  ResultReason,
  Version,
} from '../../codec/index.ts'

/** Answers one item of a request. */
export type Answer = (item: RequestBatchItem) => Promise<ResponseBatchItem>

/** The server underneath, as the client that asks; no behaviour applies. */
export interface Underneath {
  readonly answer: Answer
  /** The State of an object; `undefined` when there is none. */
  readState(uniqueIdentifier: string): Promise<string | undefined>
}

/** How it is known that a server does this. `possible`: the standard allows it, and no server that does it was met. */
export type Knowledge = 'seen' | 'read' | 'documented' | 'possible'

/** What the agent does, as the exercise names it. */
export type Step = 'create' | 'rekey' | 'retire' | 'recover' | 'kmsKeys'

export interface Behaviour {
  /** What the server does, in one sentence. */
  readonly does: string
  readonly known: Knowledge
  /** The server, and where it was seen or read. */
  readonly source: string
  /** Methods of wrapping that such a server cannot do. */
  readonly lacks?: readonly Method[]
  /** Methods with which it opens nothing once the key is Deactivated. */
  readonly closes?: readonly Method[]
  /** What no agent can do on such a server: it must refuse, and lose nothing. */
  readonly prevents?: readonly Step[]
  /** Answers an item with the help of the behaviours below this one. */
  readonly answer?: (item: RequestBatchItem, next: Answer, underneath: Underneath) => Promise<ResponseBatchItem>
  /** Changes the answer as it goes on the wire. */
  readonly rewrite?: (message: Item, version: Version) => Item
  /** The versions that it speaks. */
  readonly versions?: readonly Version[]
  /** Milliseconds before each answer. */
  readonly delay?: number
  /** Items in one message. */
  readonly batchSize?: number
  /** Ends a connection after so many answers: each step may be interrupted, and must succeed when it is repeated. */
  readonly answersPerConnection?: number
}

export const methods = ['encrypt', 'keyWrap', 'local'] as const
/** A method of wrapping of the agent. */
export type Method = (typeof methods)[number]

type ItemOf<N extends OperationName> = Extract<RequestBatchItem, { readonly operation: N }>

/** Whether an item asks for one of these operations. */
export const asksFor = <N extends OperationName>(
  item: RequestBatchItem,
  ...operations: readonly N[]
): item is ItemOf<N> => (operations as readonly string[]).includes(item.operation)

/** The same item with fields of its payload changed. */
export const withPayload = <N extends OperationName>(
  item: ItemOf<N>,
  changes: Partial<RequestOf<N>>,
): RequestBatchItem => ({ ...item, requestPayload: { ...item.requestPayload, ...changes } }) as RequestBatchItem

/** The same answer with another payload. */
export const withResponse = <N extends OperationName>(
  answer: ResponseBatchItem,
  responsePayload: ResponseOf<N>,
): ResponseBatchItem => ({ ...answer, responsePayload }) as ResponseBatchItem

/** An item that failed. */
export const refuse = (
  { operation, uniqueBatchItemID }: Pick<RequestBatchItem, 'operation' | 'uniqueBatchItemID'>,
  resultReason: ResultReason,
  resultMessage: string,
): ResponseBatchItem =>
  ({
    operation,
    ...(uniqueBatchItemID && { uniqueBatchItemID }),
    resultStatus: 'OperationFailed',
    resultReason,
    resultMessage,
  }) as ResponseBatchItem

/** A server that does not have some operations: it refuses them, and Query does not name them. */
export const createOperationRefusal =
  (...missing: readonly OperationName[]): NonNullable<Behaviour['answer']> =>
  async (item, next) => {
    if (missing.includes(item.operation)) return refuse(item, 'OperationNotSupported', 'the operation is not supported')
    const answer = await next(item)
    if (!asksFor(item, 'Query') || answer.operation !== 'Query' || !answer.responsePayload) return answer
    const { operation = [] } = answer.responsePayload
    return withResponse<'Query'>(answer, {
      ...answer.responsePayload,
      operation: operation.filter((each) => !missing.includes(each as OperationName)),
    })
  }

/** A server where this client has no permission for some operations. */
export const createPermissionRefusal =
  (...forbidden: readonly OperationName[]): NonNullable<Behaviour['answer']> =>
  async (item, next) =>
    forbidden.includes(item.operation)
      ? refuse(item, 'PermissionDenied', 'this client may not call the operation')
      : next(item)
