import { request } from 'node:http'

export interface HttpAnswer {
  readonly status: number
  readonly body: Buffer
  /** The body as JSON. */
  readonly json: Readonly<Record<string, unknown>>
}

/** One request over a Unix socket, with a JSON body or with bytes. */
export const ask = (socketPath: string, method: string, path: string, body?: object | Buffer): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const whole = Buffer.concat(parts)
        const isJson = response.headers['content-type'] === 'application/json'
        resolve({ status: response.statusCode ?? 0, body: whole, json: isJson ? JSON.parse(whole.toString()) : {} })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body))
  })
