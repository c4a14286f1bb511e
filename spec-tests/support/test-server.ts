import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDefaultRules } from '../../server/identity/identify.ts'
import {
  type AuthenticateOptions,
  addClient,
  createMasterKey,
  createServer,
  createTtlvRecordCodec,
  type Endpoint,
  type KmipServer,
  type NotificationTrouble,
  type ObjectStore,
  openSqliteStore,
  type Policy,
  type Refusal,
  type ServerEvents,
  type ServerOptions,
  setUp,
  type Transport,
} from '../../server/index.ts'
import type { Access } from './wire-client.ts'

/** A server in this process, with what it reported. */
export interface TestServer extends Access {
  readonly server: KmipServer
  /** Of HTTPS, when it was asked for; else 0. */
  readonly httpsPort: number
  /** HTTP requests that were refused, and why. */
  readonly refusedRequests: string[]
  /** Why connections were closed or refused. */
  readonly closed: string[]
  /** Of the client of each of them: address and port. */
  readonly peers: string[]
  /** Faults inside the server. */
  readonly faults: unknown[]
  /** Operation and outcome of each item. */
  readonly done: Parameters<NonNullable<ServerEvents['onItem']>>[0][]
  /** Notifications that did not come through. */
  readonly troubles: NotificationTrouble[]
  /** Credentials that were refused. */
  readonly refusals: Refusal[]
  /** Trusts these authorities (PEM) for client certificates from now on. */
  renew(clientCa: Buffer): void
  /** As `kmip serve` does when the list of revoked clients has changed. */
  recheckClients(): void
  close(): Promise<void>
}

export interface TestServerOptions {
  readonly connections?: number
  /** Seconds. */
  readonly requestTimeout?: number
  /** Seconds. */
  readonly idleTimeout?: number
  readonly messageSize?: number
  /** Clients that listen. */
  readonly endpoints?: readonly Endpoint[]
  /** Who may do what. */
  readonly policy?: Policy
  /** Users, and how their credentials count. */
  readonly identity?: AuthenticateOptions
  /** Listens for HTTPS too. */
  readonly https?: boolean
  readonly now?: () => Date
  /** Decrypt takes the IV from the front of the data. */
  readonly ivInFront?: boolean
  /** Encrypt gives back the client's IV. */
  readonly ivInAnswer?: boolean
  /** PEM, beside the site's own: authorities whose client certificates are let in. */
  readonly furtherClientCa?: string
  /** Signs for Certify; the site's own when absent. */
  readonly certifyAuthority?: ServerOptions['certifyAuthority']
  /** Name the clients of these authorities (PEM), with these prefixes, besides the site's own. */
  readonly furtherAuthorities?: readonly { readonly certificate: X509Certificate; readonly prefix: string }[]
  /** Why a client is refused: `revoked.json` in a server that `kmip serve` started. */
  readonly findRefusal?: (certificate: X509Certificate) => string | undefined
  /** Puts something between server and store. */
  readonly store?: (store: ObjectStore) => ObjectStore
}

/** A folder with certificates that starts servers, each with its own store. */
export interface TestSite {
  start(options?: TestServerOptions): Promise<TestServer>
  /** The same server, as another client. */
  as(name: string, server: Access): Promise<Access>
  /** Of the authority that the servers trust. */
  readonly directory: string
  close(): Promise<void>
}

const portOf = ({ addresses }: Transport): number => addresses[0]?.port ?? 0

export const openTestSite = async (): Promise<TestSite> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-test-'))
  const directory = join(folder, 'data')
  const { paths } = await setUp({ directory, hostName: 'localhost', now: new Date() })
  const ca = await readFile(paths.ca.cert)
  const ownRules = createDefaultRules([new X509Certificate(ca)])
  const secret = createMasterKey(await readFile(paths.masterKey))
  const pem = async ({ cert, key }: { cert: string; key: string }) => ({
    cert: await readFile(cert),
    key: await readFile(key),
  })
  const certificates = [await pem(paths.serverEc), await pem(paths.serverRsa)]
  const admin = await pem(paths.admin)
  const own = await pem(paths.certifyCa)
  const certifyAuthority = { certificate: new X509Certificate(own.cert), privateKey: createPrivateKey(own.key) }
  const servers = new Set<TestServer>()
  return {
    directory,
    async start({ store: between = (store: ObjectStore) => store, ...options } = {}) {
      const place = await mkdtemp(join(folder, 'store-'))
      const faults: unknown[] = []
      const opened = await openSqliteStore({
        path: join(place, 'store.db'),
        masterKey: secret,
        codec: createTtlvRecordCodec(),
        reportFault: (error) => faults.push(error),
      })
      const closed: string[] = []
      const peers: string[] = []
      const refusedRequests: string[] = []
      const done: TestServer['done'] = []
      const refusals: Refusal[] = []
      const troubles: NotificationTrouble[] = []
      const server = createServer({
        store: between(opened),
        ...(options.identity && { identity: options.identity }),
        ...(options.policy && { policy: options.policy }),
        ...(options.endpoints && { endpoints: options.endpoints }),
        certifyAuthority: options.certifyAuthority ?? certifyAuthority,
        ...(options.now && { now: options.now }),
        compatibility: { ivInFront: options.ivInFront ?? false, ivInAnswer: options.ivInAnswer ?? false },
        ...(options.messageSize && { limits: { messageSize: options.messageSize } }),
        events: {
          onConnectionEnd(why, peer) {
            closed.push(why)
            peers.push(peer)
          },
          onRequestRefusal: (why) => refusedRequests.push(why),
          onFault: (error) => faults.push(error),
          onItem: (event) => done.push(event),
          onNotificationTrouble: (trouble) => troubles.push(trouble),
          onCredentialRefusal: (refusal) => refusals.push(refusal),
        },
      })
      const listening = {
        host: 'localhost',
        port: 0,
        certificates,
        clientCa: Buffer.concat([ca, Buffer.from(options.furtherClientCa ?? '')]),
        identity: {
          ...ownRules,
          authorities: [
            ...ownRules.authorities,
            ...(options.furtherAuthorities ?? []).map(({ certificate, prefix }) => ({
              certificates: [certificate],
              prefix,
            })),
          ],
        },
        findRefusal: options.findRefusal,
        minimumVersion: 'TLSv1.2',
        connections: options.connections ?? 100,
        requestTimeout: options.requestTimeout ?? 30,
        idleTimeout: options.idleTimeout ?? 60,
      } as const
      const transports = [await server.listen(listening)]
      if (options.https) transports.push(await server.listenHttps(listening))
      const [port = 0, httpsPort = 0] = transports.map(portOf)
      const running: TestServer = {
        ...{ server, closed, peers, refusedRequests, faults, done, refusals, troubles, port, httpsPort, ca, ...admin },
        renew(clientCa) {
          for (const transport of transports) transport.renew({ certificates, clientCa })
        },
        recheckClients() {
          for (const transport of transports) transport.recheckClients()
        },
        async close() {
          if (!servers.delete(running)) return
          await server.close()
          await rm(place, { recursive: true })
        },
      }
      servers.add(running)
      return running
    },
    async as(name, server) {
      const { cert, key } = await addClient({ directory, name, keyType: 'EC', days: 1, now: new Date() })
      return { port: server.port, ca, cert: await readFile(cert), key: await readFile(key) }
    },
    async close() {
      await Promise.all([...servers].map((server) => server.close()))
      await rm(folder, { recursive: true })
    },
  }
}
