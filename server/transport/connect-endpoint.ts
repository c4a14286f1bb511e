import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { ReverseChannel } from '../notifications/reverse-channel.ts'
import { createReverseRequester } from './reverse-requester.ts'

/** Where a client listens, and how the server shows who it is; PEM. */
export interface EndpointAddress {
  readonly host: string
  readonly port: number
  /** The authorities that the listener's certificate may come from. */
  readonly ca: string | Buffer
  readonly cert: string | Buffer
  readonly key: string | Buffer
  /** Bytes of one answer. */
  readonly messageSize: number
  /** Milliseconds to connect, and for an answer. */
  readonly timeout: number
}

/** Connects to a client that listens. @throws Error when it cannot be reached, or is not who it should be */
export const connectEndpoint = (address: EndpointAddress): Promise<ReverseChannel> =>
  new Promise((resolve, reject) => {
    const { host, port, ca, cert, key, messageSize, timeout } = address
    const socket = connect({
      ...{ host, port, ca, cert, key },
      minVersion: 'TLSv1.2',
      ...(isIP(host) === 0 && { servername: host }),
    })
    let why: string | undefined
    const abort = (given: string): void => {
      why ??= given
      socket.destroy()
    }
    const opening = setTimeout(() => abort('it did not take the connection in time'), timeout)
    const requester = createReverseRequester({
      write: (bytes) => void socket.write(bytes),
      abort: abort,
      messageSize,
      timeout,
    })
    socket.setNoDelay(true)
    socket.on('secureConnect', () => {
      clearTimeout(opening)
      resolve(requester.channel)
    })
    socket.on('data', requester.receive)
    socket.on('error', ({ message }) => {
      why ??= message
    })
    socket.on('close', () => {
      clearTimeout(opening)
      requester.endConnection()
      reject(new Error(`${host}:${port}: ${why ?? 'the connection was closed'}`))
    })
  })
