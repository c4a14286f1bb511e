import { constants, randomBytes, type X509Certificate } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createSecureContext, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import type { IdentityRules } from '../identity/identify.ts'
import type { Principal } from '../identity/principal.ts'
import { createAdmission, describePeer } from './admission.ts'
import { type AdmittedClient, createClientCheck, type FindRefusal } from './client-check.ts'
import { describeHandshakeFailure } from './describe-handshake-failure.ts'
import type { Connection } from './serve-connection.ts'

/** Options of every transport: address, credentials and limits. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** PEM: one for each type of key, for clients with either kind of cipher suites. */
  readonly certificates: readonly { readonly cert: string | Buffer; readonly key: string | Buffer }[]
  /** PEM: the authorities trusted for client certificates. */
  readonly clientCa: string | Buffer
  readonly minimumVersion: 'TLSv1.2' | 'TLSv1.3'
  /** Name the clients. By default, those of the first authority of `clientCa` have their subjects as names; others are refused. */
  readonly identity?: IdentityRules | undefined
  /** Why a client with a trusted certificate is refused; `undefined` admits it. */
  readonly findRefusal?: FindRefusal | undefined
  readonly messageSize: number
  /** Connections at once, unfinished handshakes included. */
  readonly connections: number
  /** Seconds for a handshake, to receive a request, and to send a response. */
  readonly requestTimeout: number
  /** Seconds without a request until a connection is closed. */
  readonly idleTimeout: number
  /** Why a connection was refused or closed. */
  readonly onClosed: (why: string, peer: string) => void
  /** Is called before answers are sent, once for all answers of a turn of the event loop. Where it throws, none is sent. */
  readonly beforeAnswers: () => void
}

export interface Transport {
  /** The addresses it listens on, with the actual port. */
  readonly addresses: readonly AddressInfo[]
  /** Connections of admitted clients. */
  countConnections(): number
  /** Uses other certificates and authorities for new connections. @throws Error when they are invalid, and changes nothing */
  renew(given: Pick<ListenOptions, 'certificates' | 'clientCa'>): void
  /** Closes the connections of clients that would be refused now. Happens by itself when a certificate expires, and on `renew`. */
  recheckClients(): void
  /** Stops listening, finishes requests in flight, and closes the remaining connections after `grace` milliseconds. */
  close(grace?: number): Promise<void>
}

/** The protocol over the TLS connections. */
export interface Protocol {
  /** Creates a server that does not listen yet. */
  createServer(options: TlsOptions): Server
  /** Serves an admitted client. */
  serve(socket: TLSSocket, principal: Principal, peer: string, certificate: X509Certificate): Connection
}

/** ECDHE with AES-GCM or ChaCha20-Poly1305 only, which all clients in the field support (RFC 9325 §4.2). */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

const createTlsOptions = (options: ListenOptions): TlsOptions => ({
  key: options.certificates.map(({ key }) => key),
  cert: options.certificates.map(({ cert }) => cert),
  ca: options.clientCa,
  ciphers,
  honorCipherOrder: true,
  minVersion: options.minimumVersion,
  requestCert: true,
  rejectUnauthorized: true,
  handshakeTimeout: options.requestTimeout * 1000,
  // A client cannot become another one on the same connection.
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  // Resumption with client certificates needs a session id context (OpenSSL refuses the session otherwise).
  sessionIdContext: 'kmip',
})

/** `localhost` is both loopback addresses, whatever the resolver says. */
const resolveHosts = (host: string): string[] => (host === 'localhost' ? ['127.0.0.1', '::1'] : [host])

/** Connections waiting to be accepted: a large site may reconnect all at once. The system may allow fewer. */
const backlog = 4096

const startListening = (server: Server, host: string, port: number): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog }, () => {
      server.off('error', reject)
      resolve(server.address() as AddressInfo)
    })
  })

const isUnavailable = (error: unknown): boolean =>
  ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '')

interface ConnectedClient {
  readonly client: AdmittedClient
  readonly connection: Connection
}

/** Bytes of the keys that session tickets are sealed with (Node.js: `setTicketKeys`). */
const ticketKeysSize = 48

/** Milliseconds. A timer of Node.js waits for at most 24.8 days, and clocks are adjusted. */
const longestWait = 60 * 60 * 1000

/** Listens for mutual TLS: requires a client certificate of the authority and limits connections. */
export const listen = async (options: ListenOptions, protocol: Protocol): Promise<Transport> => {
  const connected = new Map<TLSSocket, ConnectedClient>()
  const check = createClientCheck({
    clientCa: Buffer.from(options.clientCa),
    identity: options.identity,
    findRefusal: options.findRefusal,
    now: () => new Date(),
  })
  const admission = createAdmission(options.connections, options.onClosed)
  const servers: Server[] = []
  const addresses: AddressInfo[] = []

  const recheckClients = (): void => {
    for (const [socket, { client }] of connected) {
      const why = check.findEnd(client)
      if (why !== undefined) admission.refuse(socket, why)
    }
    waitForExpiry()
  }

  let expiry: NodeJS.Timeout | undefined
  let earliest = Number.POSITIVE_INFINITY
  const waitForExpiry = (): void => {
    const ends = [...connected.values()].map(({ client }) => client.certificate.validToDate.getTime())
    earliest = ends.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
    clearTimeout(expiry)
    expiry = setTimeout(recheckClients, Math.min(Math.max(earliest - Date.now(), 0), longestWait)).unref()
  }

  const admitClient = (socket: TLSSocket): void => {
    admission.endHandshake(socket)
    const certificate = socket.getPeerX509Certificate()
    const client = certificate ? check.admit(certificate) : { refusal: 'no client certificate' }
    if ('refusal' in client) {
      admission.refuse(socket, client.refusal)
      return
    }
    const connection = protocol.serve(socket, client.principal, describePeer(socket), client.certificate)
    connected.set(socket, { client, connection })
    socket.on('close', () => connected.delete(socket))
    if (client.certificate.validToDate.getTime() < earliest) waitForExpiry()
  }

  for (const host of resolveHosts(options.host)) {
    const server = protocol.createServer(createTlsOptions(options))
    server.on('connection', admission.trackHandshake)
    // Before HTTP's own listener, so that no request of a refused client is read.
    server.prependListener('secureConnection', admitClient)
    server.on('tlsClientError', (error, socket) =>
      admission.refuse(socket, describeHandshakeFailure(error, socket.authorizationError)),
    )
    try {
      addresses.push(await startListening(server, host, addresses[0]?.port ?? options.port))
      servers.push(server)
      // A failed accept does not stop the server.
      server.on('error', (error) => options.onClosed(`not accepted: ${error.message}`, 'a client'))
    } catch (error) {
      // A machine without IPv6 has no ::1.
      if (servers.length === 0 || !isUnavailable(error)) throw error
    }
  }
  const [first, ...others] = servers as [Server, ...Server[]]
  // Each server has its own ticket keys by default; shared keys let a session resume on either address.
  for (const other of others) other.setTicketKeys(first.getTicketKeys())

  return {
    addresses,
    countConnections: () => connected.size,
    renew(given) {
      const renewed = createTlsOptions({ ...options, ...given })
      // Throws for invalid credentials before any server uses them.
      createSecureContext(renewed)
      check.trust(Buffer.from(given.clientCa))
      // New keys: a session that began under other authorities does not resume.
      const ticketKeys = randomBytes(ticketKeysSize)
      for (const server of servers) {
        server.setSecureContext(renewed)
        server.setTicketKeys(ticketKeys)
      }
      recheckClients()
    },
    recheckClients,
    async close(grace = 5000) {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      admission.refuseHandshakes('the server is stopping')
      clearTimeout(expiry)
      for (const { connection } of connected.values()) connection.drain()
      const timer = setTimeout(admission.closeAll, grace)
      await Promise.all(closed)
      clearTimeout(timer)
    },
  }
}
