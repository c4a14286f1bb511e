import type { ClientOperation, operations } from '../../codec/index.ts'
import type { KeyOf } from '../../codec/kmip/tag.ts'
import type { AnyHandler, Handler } from '../handler/handler.ts'
import type { Dependencies } from './dependencies.ts'
import * as declared from './index.ts'

/** A handler, or a factory that returns `undefined` when the server is not configured for the operation. */
type Source<D> = Handler<D> | ((dependencies: Dependencies) => Handler<D> | undefined)

/** Fails to compile when a client operation has no handler. */
const sources: { readonly [N in ClientOperation as KeyOf<N>]: Source<(typeof operations)[N]> } = declared

/** The handlers of all supported operations, by operation code. */
export const createHandlers = (dependencies: Dependencies): readonly AnyHandler[] =>
  Object.values(sources)
    .flatMap((source): AnyHandler[] => {
      const handler = typeof source === 'function' ? source(dependencies) : source
      return handler ? [handler] : []
    })
    .sort((one, other) => one.operation.code - other.operation.code)
