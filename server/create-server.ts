import { randomBytes } from 'node:crypto'
import {
  defaultLimits,
  type Limits,
  objectTypes,
  type RequestMessage,
  type ResponseMessage,
  spokenVersions,
} from '../codec/index.ts'
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts'
import { createSerialQueue } from '../concurrency/serial-queue.ts'
import { product } from '../configuration/product.ts'
import { createAsynchronousRequests } from './asynchronous/asynchronous-requests.ts'
import { type AsynchronousLimits, defaultAsynchronousLimits } from './asynchronous/limits.ts'
import { createDerive } from './crypto/derivation/derive.ts'
import { createKeyPairGenerator } from './crypto/generation/key-pair-generator.ts'
import { createKeyImport } from './crypto/key-import.ts'
import { createKeyThread } from './crypto/thread/key-thread.ts'
import { type Compatibility, noCompatibility } from './handler/compatibility.ts'
import type { Capabilities } from './handler/scope.ts'
import { type AuthenticateOptions, createAuthenticator, type Refusal } from './identity/authenticate.ts'
import { createCertifyCheck } from './identity/certify-check.ts'
import type { ClientCredentials } from './identity/client-credentials.ts'
import type { Principal } from './identity/principal.ts'
import { createReplacedCredentials } from './identity/replaced-credentials.ts'
import type { IsClientAdmitted } from './identity/revocation-check.ts'
import { createTickets } from './identity/tickets.ts'
import { createNotifications, type NotificationTrouble } from './notifications/notifications.ts'
import type { Endpoint } from './notifications/outbox.ts'
import { createHandlers } from './operations/create-handlers.ts'
import type { Dependencies } from './operations/dependencies.ts'
import { type Audit, noAudit } from './pipeline/audit.ts'
import type { ItemEvent } from './pipeline/item-event.ts'
import { createPipeline } from './pipeline/pipeline.ts'
import { startRotation } from './pipeline/rotation.ts'
import { runAsynchronousBatch } from './pipeline/run-asynchronous-batch.ts'
import type { MessageOrigin, ReportFault, Services } from './pipeline/services.ts'
import { createStreams } from './pipeline/streams.ts'
import type { Authority } from './pki/authority.ts'
import { createPkcs12Reader } from './pki/pkcs-12-reader.ts'
import { createAdministratorCheck } from './policy/administrator-check.ts'
import { createDeclaredPolicy } from './policy/declared-policy.ts'
import { guardNames } from './policy/guard-names.ts'
import type { Policy } from './policy/policy.ts'
import { attachCommitListeners } from './store/commit-listeners.ts'
import type { ObjectStore } from './store/store.ts'
import type { ListenOptions, Transport } from './transport/listen.ts'
import { listenHttps } from './transport/listen-https.ts'
import { listenTls } from './transport/listen-tls.ts'

/** Events of a server, for its log. */
export interface ServerEvents {
  /** The server answered a batch item. */
  readonly onItem?: (event: ItemEvent) => void
  /** A client wrote to the log (KMIP 2.1 §6.1.29). The text is the client's. */
  readonly onClientMessage?: (message: string, from: MessageOrigin) => void
  /** The server refused a credential. */
  readonly onCredentialRefusal?: (refusal: Refusal) => void
  /** A notification failed or is delayed. */
  readonly onNotificationTrouble?: (trouble: NotificationTrouble) => void
  /** The server refused or closed a connection. */
  readonly onConnectionEnd?: (why: string, peer: string) => void
  /** The server refused an HTTP request before it decoded a message. */
  readonly onRequestRefusal?: (why: string, peer: string) => void
  /** An internal error. The client sees only a General Failure. */
  readonly onFault?: ReportFault
}

export interface ServerOptions {
  readonly store: ObjectStore
  /** Access rules. By default, owners alone use their objects. */
  readonly policy?: Policy
  /** Whether a principal's client is admitted: see {@link IsClientAdmitted}. All are by default. */
  readonly isClientAdmitted?: IsClientAdmitted
  /** Ids of principals that may call Set Defaults and Set Constraints. None by default. */
  readonly administrators?: readonly string[]
  /** Clients that listen at an address and receive notifications of their objects. */
  readonly endpoints?: readonly Endpoint[]
  /** Users and their credentials. None by default. */
  readonly identity?: Omit<AuthenticateOptions, 'onRefused' | 'tickets'>
  readonly limits?: Partial<Limits>
  /** Allowed difference, in seconds, between a request's Time Stamp and `now`. Time Stamps are ignored by default. */
  readonly timeStampTolerance?: number
  /** Milliseconds between checks for objects to rotate. Default: 30,000. */
  readonly rotationInterval?: number
  /** Limits of asynchronous requests. */
  readonly asynchronous?: Partial<AsynchronousLimits>
  readonly compatibility?: Partial<Compatibility>
  readonly events?: ServerEvents
  /** Records every answer. Default: none is recorded. */
  readonly audit?: Audit | undefined
  /** Signs certificates. Required for Certify and Re-certify. It must differ from the authority of the clients. */
  readonly certifyAuthority?: Authority
  /** Manages the certificates that clients connect with. Required for Re-Provision. */
  readonly clientCredentials?: ClientCredentials | undefined
  readonly now?: () => Date
  readonly random?: (size: number) => Uint8Array
}

/** Where to listen, and which clients to accept. */
type Listening = Omit<ListenOptions, 'onClosed' | 'beforeAnswers' | 'messageSize'>

export interface KmipServer {
  /** Listens for mutual TLS. */
  listen(options: Listening): Promise<Transport>
  /** Listens for HTTPS with mutual TLS. Clients post messages in TTLV, XML or JSON to `/kmip`. */
  listenHttps(options: Listening): Promise<Transport>
  /** Answers a decoded request as if it came over this principal's connection. */
  inject(request: RequestMessage, principal: Principal): Promise<ResponseMessage>
  /** Closes the transports, then the store. */
  close(): Promise<void>
}

/** Counts the calls with each key. */
const createNextInRotation = (): ((key: string) => number) => {
  const taken = new Map<string, number>()
  return (key) => {
    const turn = taken.get(key) ?? 0
    taken.set(key, turn + 1)
    return turn
  }
}

/** A certificate of Certify lets no client in, so it cannot replace a client's certificate. */
const refuseCertified = (
  credentials: ClientCredentials,
  findCertifyRefusal: ReturnType<typeof createCertifyCheck>,
): ClientCredentials => ({
  readAuthority: () => credentials.readAuthority(),
  isTrusted: (certificate) => credentials.isTrusted(certificate),
  allow: (certificate) => credentials.allow(certificate),
  findRefusal: async (certificate) => findCertifyRefusal(certificate) ?? (await credentials.findRefusal(certificate)),
})

const ignore = (): void => undefined

/**
 * A KMIP server over a store.
 *
 * @example
 * ```ts
 * const server = createServer({ store })
 * const { addresses } = await server.listen({ host: 'localhost', port: 5696, certificates, clientCa, … })
 * ```
 */
export const createServer = (options: ServerOptions): KmipServer => {
  const { policy = createDeclaredPolicy(), events = {}, now = () => new Date(), random = randomBytes } = options
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const queue = createSerialQueue()
  const thread = createKeyThread()
  const { certifyAuthority, isClientAdmitted = () => true } = options
  const certified = createCertifyCheck(certifyAuthority)
  const tickets = createTickets(now, random, isClientAdmitted)
  const means: Dependencies = {
    generateKeyPair: createKeyPairGenerator(queue),
    derive: createDerive(queue),
    readPkcs12: createPkcs12Reader(createSerialQueue()),
    certifyAuthority,
    tickets,
    compatibility: { ...noCompatibility, ...options.compatibility },
    clientCredentials: options.clientCredentials && refuseCertified(options.clientCredentials, certified),
  }
  const list = createHandlers(means)
  const byName = new Map(list.map((handler) => [handler.operation.name, handler]))
  const capabilities: Capabilities = {
    operations: list.map(({ operation }) => operation),
    objectTypes,
    versions: spokenVersions,
    product,
  }
  const fault = events.onFault ?? ignore
  const replaced = createReplacedCredentials(options.store)
  replaced.known.catch((error: unknown) => fault(error, {}))
  const notifications = createNotifications({
    ...{ store: options.store, endpoints: options.endpoints ?? [], now, random, isAdmitted: isClientAdmitted },
    onTrouble: events.onNotificationTrouble ?? ignore,
    reportFault: (error) => fault(error, {}),
  })
  const heard = attachCommitListeners(options.store, [replaced.listener, notifications.listener], (error) =>
    fault(error, {}),
  )
  const store = guardNames(heard, policy)
  void notifications.start().catch((error: unknown) => fault(error, {}))
  const asynchronous = createAsynchronousRequests({
    ...{ store, now, random, limits: { ...defaultAsynchronousLimits, ...options.asynchronous } },
    run: (keys, done) => runAsynchronousBatch(keys, services, done),
    reportFault: (error) => fault(error, {}),
  })
  const inProgress = createStreams({
    // In all streams of a principal together, a few messages' worth.
    limits: { streams: 64, bytes: 4 * limits.messageSize, idle: 300 },
    now,
    random,
  })
  const services: Services = {
    store,
    policy,
    requireAdministrator: createAdministratorCheck(options.administrators ?? []),
    requireCurrent: replaced.requireCurrent,
    isClientAdmitted,
    authenticate: createAuthenticator({
      ...{ now, tickets, ...options.identity },
      isOpen: (operation) => byName.get(operation)?.access === 'anyone',
      onRefused: events.onCredentialRefusal ?? ignore,
    }),
    handlers: byName,
    capabilities,
    now,
    timeStampTolerance: options.timeStampTolerance,
    random,
    importKey: createKeyImport(),
    thread,
    asynchronous,
    streams: inProgress,
    nextInRotation: createNextInRotation(),
    mutex: createKeyedMutex(),
    reportItem: events.onItem ?? ignore,
    audit: options.audit ?? noAudit,
    writeLog: events.onClientMessage ?? ignore,
    reportFault: fault,
  }
  const { audit } = services
  const { answerBytes, answerMessage } = createPipeline(services, limits)
  const answerDurably: typeof answerBytes = async (...request) => {
    const answer = await answerBytes(...request)
    await audit.sync()
    return answer
  }
  const answer = audit.isDurable ? answerDurably : answerBytes
  const rotation = startRotation(services, options.rotationInterval ?? 30_000)
  const transports: Transport[] = []
  const shared = {
    messageSize: limits.messageSize,
    answer,
    onClosed: events.onConnectionEnd ?? ignore,
    beforeAnswers: () => audit.flush(),
    reportFault: (error: unknown) => services.reportFault(error, {}),
  }
  const trackTransport = async (transport: Promise<Transport>): Promise<Transport> => {
    transports.push(await transport)
    return transport
  }
  /** Refuses certificates of Certify besides those that the listener refuses. */
  const refuseCertifiedClients = (given: Listening): Listening => ({
    ...given,
    findRefusal: (certificate, principal) => certified(certificate) ?? given.findRefusal?.(certificate, principal),
  })
  return {
    inject: answerMessage,
    listen: async (given) => {
      await replaced.known
      return trackTransport(
        listenTls({
          ...refuseCertifiedClients(given),
          ...shared,
          answer: (bytes, certificate, peer) => answer(bytes, certificate, undefined, peer),
          onRoleReversed: (line, { id }, version) => notifications.subscribe(line, id, version),
        }),
      )
    },
    listenHttps: async (given) => {
      await replaced.known
      return trackTransport(
        listenHttps({ ...refuseCertifiedClients(given), ...shared, onRefused: events.onRequestRefusal ?? ignore }),
      )
    },
    async close() {
      await Promise.all(transports.map((transport) => transport.close()))
      await asynchronous.close()
      await notifications.close()
      inProgress.close()
      await rotation.close()
      await thread.close()
      await audit.close()
      await store.close()
    },
  }
}
