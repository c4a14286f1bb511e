import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Principal } from '../identity/principal.ts'
import type { ClientConnection } from '../identity/replaced-credentials.ts'
import type { TextEncoding } from '../pipeline/text-encoding.ts'
import type { Awaitable } from '../store/store.ts'
import { readContentType } from './http-content-type.ts'
import { answerRefusal, HttpRefusal, refuseUnparsed } from './http-refusal.ts'
import { type ListenOptions, listen, type Transport } from './listen.ts'
import { createPeer } from './peer.ts'
import { readBody } from './read-body.ts'

export interface HttpsTransportOptions extends ListenOptions {
  readonly answer: (
    message: Uint8Array,
    principal: Principal,
    encoding: TextEncoding | undefined,
    peer: ClientConnection,
  ) => Awaitable<Uint8Array>
  /** An HTTP request was refused before the pipeline, and why. */
  readonly onRefused: (why: string, peer: string) => void
}

/** The path of KMIP messages. KMIP Profiles 2.1 §5.3.2. */
const target = '/kmip'

/** Bytes of a request's header lines. */
const headerSize = 16 * 1024

/** Queued requests of one connection. */
const maximumQueued = 16

/** Milliseconds between checks for timed out requests. */
const checkInterval = 1000

interface Peer {
  readonly principal: Principal
  readonly connection: ClientConnection
  readonly name: string
  /** Unanswered requests. */
  queued: number
  /** Resolves when the last request is answered. */
  last: Promise<unknown>
}

const requirePost = ({ method, url = '' }: IncomingMessage): void => {
  const [path] = url.split('?', 1)
  if (path !== target) throw new HttpRefusal(404, `Not found: KMIP messages are posted to ${target}.`)
  if (method !== 'POST')
    throw new HttpRefusal(405, `KMIP messages are sent with POST, not with ${method}.`, { Allow: 'POST' })
}

/**
 * Listens for KMIP over HTTPS: a client posts a message in TTLV, XML or JSON to `/kmip`; the response has the same encoding.
 * KMIP Profiles 2.1 §5.3.2. Requests of one connection run in order, one at a time.
 */
export const listenHttps = (options: HttpsTransportOptions): Promise<Transport> => {
  const peers = new WeakMap<TLSSocket, Peer>()
  let draining = false

  /** Resolves when a response is sent or its connection has ended, at the latest after the timeout. */
  const waitUntilSent = (response: ServerResponse, peer: Peer): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        options.onClosed('timeout while sending a response', peer.name)
        response.destroy()
      }, options.requestTimeout * 1000)
      response.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
    })

  const answer = async (request: IncomingMessage, response: ServerResponse, peer: Peer): Promise<void> => {
    requirePost(request)
    const { type, encoding } = readContentType(request)
    const bytes = await readBody(request, response, options.messageSize)
    if (!bytes) return
    const body = await options.answer(bytes, peer.principal, encoding, peer.connection)
    options.beforeAnswers()
    response.writeHead(200, {
      'Content-Type': type,
      'Content-Length': body.length,
      'Cache-Control': 'no-cache',
      ...(draining && { Connection: 'close' }),
    })
    await waitUntilSent(response.end(body), peer)
  }

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const peer = peers.get(request.socket as TLSSocket)
    if (!peer || ++peer.queued > maximumQueued) {
      if (peer) options.onClosed(`more than ${maximumQueued} requests at once`, peer.name)
      request.socket.destroy()
      return
    }
    peer.last = peer.last
      .then(() => answer(request, response, peer))
      .catch((error: unknown) => {
        if (error instanceof HttpRefusal) {
          options.onRefused(`HTTP ${error.status}: ${error.message}`, peer.name)
          answerRefusal(request, response, error)
        } else {
          options.onClosed(String(error), peer.name)
          request.socket.destroy()
        }
      })
      .finally(() => {
        peer.queued--
      })
  }

  return listen(options, {
    createServer(tls) {
      const server = createServer({
        ...tls,
        maxHeaderSize: headerSize,
        headersTimeout: options.requestTimeout * 1000,
        requestTimeout: options.requestTimeout * 1000,
        keepAliveTimeout: options.idleTimeout * 1000,
        connectionsCheckingInterval: checkInterval,
        noDelay: true,
      })
      // Also ends connections whose client does not read.
      server.setTimeout(options.idleTimeout * 1000, (socket) => {
        const peer = peers.get(socket as TLSSocket)
        if (peer) options.onClosed(`idle for ${options.idleTimeout} s`, peer.name)
        socket.destroy()
      })
      server.on('request', serve)
      server.on('checkContinue', serve)
      server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
        const why = refuseUnparsed(error, socket as TLSSocket)
        const peer = peers.get(socket as TLSSocket)
        if (peer) options.onClosed(why, peer.name)
      })
      return server
    },
    serve(socket, principal, name, certificate) {
      const connection = createPeer(certificate, name, socket.getProtocol() ?? '')
      peers.set(socket, { principal, connection, name, queued: 0, last: Promise.resolve() })
      return {
        // Closing the server ends idle connections; the others get `Connection: close` with their response.
        drain() {
          draining = true
        },
      }
    },
  })
}
