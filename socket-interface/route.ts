import { z } from 'zod'
import type { ErrorTable } from './interface-error.ts'

/** What one request of an interface takes and gives. Its method and path are its key in the interface's {@link RouteTable}. */
export interface Route<Code extends string = string> {
  /** One line for the reference. */
  readonly description: string
  readonly request: z.ZodType
  /** A JSON object, or a stream of bytes. */
  readonly response: z.ZodType<unknown, object>
  /** The codes that this route answers with, besides those that every route may answer with. */
  readonly errors: readonly Code[]
  readonly example: {
    /** The name in the path. */
    readonly name?: string
    readonly request?: object
    /** Absent where the response is a stream. */
    readonly response?: object
  }
}

/** A path may have one `{name}`. */
export type RouteTable<R extends Route = Route> = Readonly<
  Record<`${'GET' | 'POST' | 'PUT' | 'DELETE'} /v1/${string}`, R>
>

/** The routes that a listener answers, and their errors. */
export interface InterfaceDeclaration<Routes extends RouteTable> {
  /** What listens, as messages name it: `agent`. */
  readonly listener: string
  readonly routes: Routes
  /** Has the codes `badRequest`, `notFound`, `tooLarge` and `internal`, which the listener itself uses. */
  readonly errors: ErrorTable
  /** The code for a path that does not take the method. */
  readonly wrongMethod: 'badRequest' | 'methodNotAllowed'
}

/** The body is ignored. */
export const noBody = z.undefined()

/** The body is bytes of any length, as they come. */
export const byteStream = z.custom<AsyncIterable<Uint8Array>>()

const base64Wording = 'must be bytes in base64'

/** Bytes: base64 (RFC 4648 §4) in JSON, a `Uint8Array` in memory. */
export const bytes = z.codec(
  z.string(base64Wording).meta({ format: 'base64' }),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  {
    decode(text, context) {
      const decoded = Buffer.from(text, 'base64')
      // Node skips what is not base64.
      if (decoded.toString('base64') === text) return decoded
      context.issues.push({ code: 'custom', message: base64Wording, input: text })
      return z.NEVER
    },
    encode: (value) => Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64'),
  },
)
