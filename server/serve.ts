import type { X509Certificate } from 'node:crypto'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { product } from '../configuration/product.ts'
import { openAdministration } from './administration/open-administration.ts'
import { openAudit } from './audit/open-audit.ts'
import { keepCertificates, readTlsFiles } from './certificate-keeper.ts'
import { type Configuration, loadConfiguration } from './configuration/load-configuration.ts'
import { createServer, type KmipServer } from './create-server.ts'
import { createClientCredentials } from './identity/client-credentials.ts'
import { loadIdentityRules, recordAuthority } from './identity/load-identity-rules.ts'
import type { Principal } from './identity/principal.ts'
import { createRevocationCheck } from './identity/revocation-check.ts'
import { toPrincipalId } from './identity/to-principal-id.ts'
import { openUsers } from './identity/users.ts'
import type { Endpoint } from './notifications/outbox.ts'
import { openServerStore } from './open-server-store.ts'
import { openClientLimits } from './policy/client-limits.ts'
import { createDeclaredPolicy } from './policy/declared-policy.ts'
import { recordEvents } from './record-events.ts'
import { createServerLog } from './server-log.ts'
import { checkPermissions } from './setup/check-permissions.ts'
import { readCertifyAuthority } from './setup/read-certify-authority.ts'
import type { ServerKeys } from './setup/server-keys.ts'
import { renewServerCertificates, type SetUp, setUp } from './setup/set-up.ts'
import { connectEndpoint, type EndpointAddress } from './transport/connect-endpoint.ts'
import type { Transport } from './transport/listen.ts'

export interface ServeOptions {
  /** Path of a TOML file. */
  readonly configFile?: string
  /** Settings from the command line. They override the file. */
  readonly flags?: Record<string, unknown>
  readonly environment: NodeJS.ProcessEnv
}

/** A running server. */
export interface Serving {
  /** The address to connect to, such as `kmip://localhost:5696`. */
  readonly endpoint: string
  readonly host: string
  readonly port: number
  /** The address for HTTPS, such as `https://localhost:5697/kmip`. Present when HTTPS is enabled. */
  readonly httpsEndpoint?: string
  readonly setUp: SetUp
  readonly config: Configuration
  readonly server: KmipServer
  readonly storeKeys: ServerKeys
  /** Renews expiring certificates and reloads certificates, authorities and revocations. SIGHUP calls it. */
  reload(): Promise<void>
  /** Stops listening, then closes the store. */
  close(): Promise<void>
}

const getPort = ({ addresses }: Transport): number => addresses[0]?.port ?? 0

/** Reads the endpoints' files once. The server does not start when one cannot be read. */
const loadEndpoints = ({ endpoints, limits }: Configuration): Promise<Endpoint[]> =>
  Promise.all(
    endpoints.map(async ({ client, host, port, version = '1.4', put = false, ...paths }) => {
      await checkPermissions([{ path: paths.key, what: 'private key' }])
      const [ca, cert, key] = await Promise.all([paths.ca, paths.cert, paths.key].map((path) => readFile(path)))
      const timeout = limits.requestTimeout * 1000
      const address = { host, port, ca, cert, key, messageSize: limits.messageSize, timeout } as EndpointAddress
      return { owner: toPrincipalId(client), version, put, connect: () => connectEndpoint(address) }
    }),
  )

/**
 * Creates missing keys and certificates, opens the store and listens. `kmip serve` calls it.
 *
 * @throws ConfigurationError, SetUpError, StoreOpenError with a sentence that says what to do
 */
export const serve = async (options: ServeOptions): Promise<Serving> => {
  const { environment, configFile, flags } = options
  const config = await loadConfiguration({
    environment,
    ...(configFile !== undefined && { file: configFile }),
    ...(flags && { flags }),
  })
  const { tls, limits } = config
  const storePath = join(config.dataDirectory, 'store.db')
  const place = { directory: config.dataDirectory, hostName: hostname(), serverNames: config.serverNames }
  const ready = await setUp({
    ...place,
    now: new Date(),
    store: storePath,
    serverCertificates: !tls.certificates,
    clientCertificates: !tls.clientCa,
    certifyAuthority: !config.certify,
  })
  const pairs = tls.certificates ?? [ready.paths.serverEc, ready.paths.serverRsa]
  const certify = config.certify ?? ready.paths.certifyCa
  await checkPermissions([...pairs, certify].map(({ key }) => ({ path: key, what: 'private key' as const })))
  const paths = { pairs, clientCa: tls.clientCa ?? ready.paths.ca.cert }
  const files = await readTlsFiles(paths)
  const certifyAuthority = await readCertifyAuthority(certify, files.clientCa)
  const endpoints = await loadEndpoints(config)
  const log = createServerLog(config.log.level)
  let events = log
  await recordAuthority(ready.paths.identity, files.clientCa)
  const identity = await loadIdentityRules({
    clientCa: files.clientCa,
    record: ready.paths.identity,
    declared: config.identity,
  })
  const { store, keys: storeKeys } = await openServerStore({
    path: storePath,
    masterKey: ready.paths.masterKey,
    reportFault: (error) => events.onFault(error, {}),
    onKeyEvent: (event) => events.onKeyEvent(event),
  })
  const now = (): Date => new Date()
  const audit = await openAudit({
    ...{ directory: join(config.dataDirectory, 'audit'), node: hostname(), store },
    ...{ onFailure: config.audit.onFailure, isDurable: config.audit.durable },
    ...{ now, random: randomBytes },
    reportFault: (error) => log.onFault(error, {}),
  }).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  events = recordEvents(log, audit)
  const clientLimits = openClientLimits(ready.paths.limits)
  const revocations = createRevocationCheck(ready.paths.revoked, now)
  const server = createServer({
    store,
    ...(certifyAuthority && { certifyAuthority }),
    ...(config.identity.reProvision && {
      clientCredentials: createClientCredentials({
        ...(!tls.clientCa && { ca: ready.paths.ca }),
        clientCa: paths.clientCa,
        revoked: ready.paths.revoked,
        now,
      }),
    }),
    isClientAdmitted: revocations.isAdmitted,
    administrators: config.identity.administrators,
    limits: { messageSize: limits.messageSize },
    ...(limits.timeStampTolerance !== undefined && { timeStampTolerance: limits.timeStampTolerance }),
    asynchronous: config.asynchronous,
    policy: createDeclaredPolicy(config.policy, clientLimits.read),
    endpoints,
    identity: {
      users: openUsers(ready.paths.users),
      credentials: config.identity.credentials,
      shareUsers: config.identity.users === 'shared',
    },
    compatibility: config.compatibility,
    events,
    audit,
  })
  const { host, https } = config
  const shared = {
    host,
    ...files,
    identity: identity.rules,
    findRefusal: (certificate: X509Certificate, principal: Principal) => {
      clientLimits.refresh()
      return revocations.findRefusal(certificate, principal)
    },
    minimumVersion: tls.minimumVersion,
    connections: limits.connections,
    requestTimeout: limits.requestTimeout,
    idleTimeout: limits.idleTimeout,
  }
  try {
    const transports = [await server.listen({ ...shared, port: config.port })]
    if (https.port !== undefined) transports.push(await server.listenHttps({ ...shared, port: https.port }))
    const [port = 0, httpsPort] = transports.map(getPort)
    const keeper = keepCertificates({
      ...{ paths, files, transports, certify, revoked: ready.paths.revoked },
      renew: async () => (tls.certificates ? [] : renewServerCertificates({ ...place, now: now() })),
      now,
      noted: events.onNote,
      fault: (error) => events.onFault(error, {}),
      onRevocation: events.onRevocation,
    })
    const endpoint = `kmip://${host}:${port}`
    const httpsEndpoint = httpsPort ? `https://${host}:${httpsPort}/kmip` : undefined
    const { dataDirectory } = config
    const startedAt = new Date()
    const reload = async () => {
      const { changed, faults } = await keeper.reload()
      events.onProcess('reloaded', { files: 'certificates, authorities, revocations' })
      return { changed, problems: faults.map((fault) => (fault instanceof Error ? fault.message : String(fault))) }
    }
    const administration = await openAdministration({
      configuration: config.administration,
      directory: dataDirectory,
      readStatus: async () => ({
        ...{ endpoint, startedAt, dataDirectory },
        ...(httpsEndpoint !== undefined && { httpsEndpoint }),
        certificates: keeper.listCertificates(),
        connections: transports.reduce((sum, transport) => sum + transport.countConnections(), 0),
      }),
      reload,
      async applyChanges() {
        clientLimits.refresh()
        await keeper.recheck()
      },
      storeKeys,
      now: () => new Date(),
      events: { ...events, onFault: (error) => events.onFault(error, {}) },
    }).catch((error: unknown) => {
      keeper.close()
      throw error
    })
    const close = async (): Promise<void> => {
      events.onProcess('stopping')
      await administration.close()
      keeper.close()
      await server.close()
      events.onProcess('stopped')
    }
    events.onProcess('started', { version: product.version, endpoint, httpsEndpoint, dataDirectory })
    return {
      endpoint,
      host,
      port,
      ...(httpsEndpoint !== undefined && { httpsEndpoint }),
      setUp: { ...ready, notes: [...ready.notes, ...identity.notes] },
      config,
      // Whoever closes it closes its sockets too: they would keep the process.
      server: { ...server, close },
      storeKeys,
      async reload() {
        await reload()
      },
      close,
    }
  } catch (error) {
    await server.close()
    throw error
  }
}
