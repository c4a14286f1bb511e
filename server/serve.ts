import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Config, loadConfig } from './config.ts'
import { createServer, type KmipServer } from './create-server.ts'
import { usersIn } from './identity/users.ts'
import { serverLog } from './server-log.ts'
import { checkPermissions } from './setup/check-permissions.ts'
import { type SetUp, setUp } from './setup/set-up.ts'
import { masterKey } from './store/master-key.ts'
import { openSqliteStore } from './store/sqlite.ts'
import { ttlvRecordCodec } from './store/ttlv-record-codec.ts'

export interface ServeOptions {
  /** A TOML file. */
  readonly configFile?: string
  /** What the command line says: any part of the configuration. */
  readonly flags?: Record<string, unknown>
  readonly environment: NodeJS.ProcessEnv
}

/** A server that is up. */
export interface Serving {
  /** `kmip://localhost:5696`: host and port to connect to. */
  readonly endpoint: string
  readonly host: string
  readonly port: number
  readonly setUp: SetUp
  readonly config: Config
  readonly server: KmipServer
}

const pemPairs = (pairs: readonly { readonly cert: string; readonly key: string }[]) =>
  Promise.all(pairs.map(async ({ cert, key }) => ({ cert: await readFile(cert), key: await readFile(key) })))

/**
 * Sets up what is missing, opens the store and listens: `kmip serve`.
 *
 * @throws ConfigError, SetUpError, StoreOpenError with a sentence that says what to do
 */
export const serve = async (options: ServeOptions): Promise<Serving> => {
  const { environment, configFile, flags } = options
  const config = await loadConfig({
    environment,
    ...(configFile !== undefined && { file: configFile }),
    ...(flags && { flags }),
  })
  const { tls, limits } = config
  const storePath = join(config.dataDirectory, 'store.db')
  const ready = await setUp({
    directory: config.dataDirectory,
    hostName: hostname(),
    serverNames: config.serverNames,
    now: new Date(),
    store: storePath,
    serverCertificates: !tls.certificates,
    clientCertificates: !tls.clientCa,
  })
  const pairs = tls.certificates ?? [ready.paths.serverEc, ready.paths.serverRsa]
  await checkPermissions(pairs.map(({ key }) => ({ path: key, what: 'private key' as const })))
  const certificates = await pemPairs(pairs)
  const clientCa = await readFile(tls.clientCa ?? ready.paths.ca.cert)
  const store = await openSqliteStore({
    path: storePath,
    masterKey: masterKey(await readFile(ready.paths.masterKey)),
    codec: ttlvRecordCodec,
  })
  const server = createServer({
    store,
    limits: { messageSize: limits.messageSize },
    identity: {
      users: usersIn(ready.paths.users),
      credentials: config.identity.credentials,
      shareUsers: config.identity.users === 'shared',
    },
    events: serverLog(config.log.level),
  })
  const transport = await server
    .listen({
      host: config.host,
      port: config.port,
      certificates,
      clientCa,
      minimumVersion: tls.minimumVersion,
      connections: limits.connections,
      requestTimeout: limits.requestTimeout,
      idleTimeout: limits.idleTimeout,
    })
    .catch(async (error: unknown) => {
      await store.close()
      throw error
    })
  const port = transport.addresses[0]?.port ?? config.port
  return { endpoint: `kmip://${config.host}:${port}`, host: config.host, port, setUp: ready, config, server }
}
