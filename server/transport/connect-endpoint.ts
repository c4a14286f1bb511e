import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { ReverseChannel } from '../notifications/reverse-channel.ts'
import { createReverseRequester } from './reverse-requester.ts'

/** The address that a client listens at, and the server's credentials for it; PEM. */
export interface EndpointAddress {
  readonly host: string
  readonly port: number
  /** The authorities trusted for the listener's certificate. */
  readonly ca: string | Buffer
  readonly cert: string | Buffer
  readonly key: string | Buffer
  /** Bytes of one response. */
  readonly messageSize: number
  /** Milliseconds to connect, and to wait for a response. */
  readonly timeout: number
}

/** Connects to a listening client. @throws Error when it is unreachable or its certificate is not trusted */
export const connectEndpoint = (address: EndpointAddress): Promise<ReverseChannel> =>
  new Promise((resolve, reject) => {
    const { host, port, ca, cert, key, messageSize, timeout } = address
    const socket = connect({
      ...{ host, port, ca, cert, key },
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 && { servername: host }),
    })
    let reason: string | undefined
    const abort = (why: string): void => {
      reason ??= why
      socket.destroy()
    }
    const connectTimer = setTimeout(() => abort('timeout while connecting'), timeout)
    const requester = createReverseRequester({
      write: (bytes) => void socket.write(bytes),
      abort,
      messageSize,
      timeout,
    })
    socket.setNoDelay(true)
    socket.on('secureConnect', () => {
      clearTimeout(connectTimer)
      resolve(requester.channel)
    })
    socket.on('data', requester.receive)
    socket.on('error', ({ message }) => {
      reason ??= message
    })
    socket.on('close', () => {
      clearTimeout(connectTimer)
      requester.endConnection()
      reject(new Error(`${host}:${port}: ${reason ?? 'the connection was closed'}`))
    })
  })
