import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { InterfaceError } from './interface-error.ts'
import { byteStream, noBody } from './route.ts'

/** Bytes of a JSON body. Longer data is a stream. */
const largestBody = 2 * 1024 * 1024

const readJson = async (request: IncomingMessage): Promise<object> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > largestBody) throw new InterfaceError('tooLarge', `A body has at most ${largestBody} bytes.`)
    parts.push(part)
  }
  if (size === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.concat(parts).toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // The message of JSON.parse quotes the body, which may hold a secret.
  }
  throw new InterfaceError('badRequest', 'The body is not a JSON object.')
}

/** The wording of an issue whose schema has none: it continues the name of the field. */
const describeIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'is missing'
  if (issue.code === 'invalid_type') return `must be of the type ${issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  return undefined
}

const describeFault = ({ path: [field], code, message, ...issue }: z.core.$ZodIssue): string => {
  if (code === 'unrecognized_keys' && 'keys' in issue) return `The request takes no field ${issue.keys.join(', ')}.`
  return field === undefined ? `The body ${message}.` : `The field ${String(field)} ${message}.`
}

const readRaw = async (schema: z.ZodType, request: IncomingMessage): Promise<unknown> => {
  if (schema === noBody) return undefined
  return schema === byteStream ? request : readJson(request)
}

/**
 * The body of a request, as the schema decodes it.
 * @throws InterfaceError naming the field that is wrong; its value may be secret and is not quoted
 */
export const readBody = async (schema: z.ZodType, request: IncomingMessage): Promise<unknown> => {
  const { success, data, error } = schema.safeParse(await readRaw(schema, request), { error: describeIssue })
  if (success) return data
  const [issue] = error.issues
  throw new InterfaceError('badRequest', issue ? describeFault(issue) : 'The body is malformed.')
}
