import { createHmac } from 'node:crypto'
import { request } from 'node:https'
import { buffer } from 'node:stream/consumers'

export interface S3Answer {
  readonly status: number
  readonly body: string
}

/** A request of S3, signed in version 2, by the user that the cluster has. @throws Error when there is no answer */
export const askS3 = async (
  { port, certificate }: { readonly port: number; readonly certificate: string },
  method: 'GET' | 'PUT',
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<S3Answer> => {
  const date = new Date().toUTCString()
  const signed = Object.entries(headers)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('')
  const signature = createHmac('sha1', 'secret').update(`${method}\n\n\n${date}\n${signed}${path}`).digest('base64')
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ host: 'localhost', port, method, path, ca: certificate },
        headers: {
          ...headers,
          date,
          authorization: `AWS access:${signature}`,
          'content-length': Buffer.byteLength(body),
        },
      },
      (answer) => {
        buffer(answer).then((bytes) => resolve({ status: answer.statusCode ?? 0, body: bytes.toString() }), reject)
      },
    )
    sent.on('error', reject).end(body)
  })
}
