import type { ClientOperation, operations } from '../../codec/index.ts'
import type { KeyOf } from '../../codec/kmip/tag.ts'
import type { AnyHandler, Handler } from '../handler/handler.ts'
import type { Dependencies } from './dependencies.ts'
import * as declared from './index.ts'

/** A handler, or how to make it; `undefined` where the server is not configured for the operation. */
type Source<D> = Handler<D> | ((dependencies: Dependencies) => Handler<D> | undefined)

/** An operation that clients ask for and no file exports a handler of does not compile here. */
const sources: { readonly [N in ClientOperation as KeyOf<N>]: Source<(typeof operations)[N]> } = declared

/** Every operation that the server supports, in the order of their numbers. */
export const createHandlers = (dependencies: Dependencies): readonly AnyHandler[] =>
  Object.values(sources)
    .flatMap((source): AnyHandler[] => {
      const handler = typeof source === 'function' ? source(dependencies) : source
      return handler ? [handler] : []
    })
    .sort((one, other) => one.operation.code - other.operation.code)
