import { z } from 'zod'
import type { AgentErrorCode } from './agent-error.ts'

/** What one request of the interface takes and gives. Its method and path are its key in `routes`. */
export interface Route {
  /** One line for the reference. */
  readonly description: string
  /** The operation that the socket's configuration must list. Absent: every socket may send the request. */
  readonly permission?: string
  /** The list of the socket's configuration that must hold the name in the path. */
  readonly nameIn?: 'keys' | 'secrets' | 'kmsKeys'
  /** The query takes `context`: what the data is for. */
  readonly takesContext?: true
  readonly request: z.ZodType
  /** A JSON object, or a stream of bytes. */
  readonly response: z.ZodType<unknown, object>
  /** The codes that this route answers with, besides {@link commonErrors}. */
  readonly errors: readonly AgentErrorCode[]
  readonly example: {
    /** The name in the path. */
    readonly name?: string
    readonly request?: object
    /** Absent where the response is a stream. */
    readonly response?: object
  }
}

/** Every route may answer with these. */
export const commonErrors = ['badRequest', 'notPermitted', 'internal'] as const satisfies readonly AgentErrorCode[]

/** Whatever needs the KMS may answer with these. */
export const kmsErrors = ['notFound', 'kmsRefused', 'kmsUnavailable'] as const satisfies readonly AgentErrorCode[]

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
