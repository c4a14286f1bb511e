import type { IncomingMessage, ServerResponse } from 'node:http'
import { HttpRefusal } from './http-refusal.ts'

const createTooLargeRefusal = (maximum: number): HttpRefusal =>
  new HttpRefusal(413, `A message of more than ${maximum} bytes is not accepted.`)

/**
 * Reads the whole body of a request; `undefined` when the client disconnects first. Answers `Expect: 100-continue`.
 *
 * @throws HttpRefusal 411, or 413 as soon as the body exceeds `maximum`
 */
export const readBody = (
  request: IncomingMessage,
  response: ServerResponse,
  maximum: number,
): Promise<Uint8Array | undefined> => {
  const { 'content-length': length, 'transfer-encoding': coding, expect } = request.headers
  if (length === undefined && coding === undefined)
    throw new HttpRefusal(411, 'The Content-Length of the message is missing.')
  if (Number(length) > maximum) throw createTooLargeRefusal(maximum)
  if (expect !== undefined) response.writeContinue()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maximum) chunks.push(chunk)
      else {
        chunks.length = 0
        request.removeAllListeners('data').pause()
        reject(createTooLargeRefusal(maximum))
      }
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('close', () => resolve(undefined))
    // `close` handles an aborted request.
    request.on('error', () => undefined)
  })
}
