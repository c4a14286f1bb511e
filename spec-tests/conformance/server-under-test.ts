import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, masterKey, openSqliteStore, setUp, ttlvRecordCodec } from '../../server/index.ts'

/** A server with an empty store, and what a client needs to talk to it (PEM). */
export interface ServerUnderTest {
  readonly port: number
  readonly ca: Uint8Array
  readonly cert: Uint8Array
  readonly key: Uint8Array
  /** The server's clock, in seconds since 1970. */
  now(): number
  /** Sets the server's clock forward. */
  advance(seconds: number): void
  close(): Promise<void>
}

/** Where servers are set up; all of one laboratory share its certificates, none shares a store. */
export interface Laboratory {
  startServer(): Promise<ServerUnderTest>
  close(): Promise<void>
}

const patience = 60

/** Makes certificates in a folder of its own below the system's temporary folder. */
export const openLaboratory = async (): Promise<Laboratory> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-conformance-'))
  const { paths } = await setUp({ directory: join(folder, 'setup'), hostName: 'localhost', now: new Date() })
  const [ca, cert, key, secret] = await Promise.all(
    [paths.ca.cert, paths.admin.cert, paths.admin.key, paths.masterKey].map((path) => readFile(path)),
  )
  const certificates = await Promise.all(
    [paths.serverEc, paths.serverRsa].map(async (pair) => ({
      cert: await readFile(pair.cert),
      key: await readFile(pair.key),
    })),
  )
  if (!ca || !cert || !key || !secret) throw new Error('the set-up is incomplete')
  return {
    async startServer() {
      const directory = await mkdtemp(join(folder, 'store-'))
      const store = await openSqliteStore({
        path: join(directory, 'store.db'),
        masterKey: masterKey(secret),
        codec: ttlvRecordCodec,
      })
      let ahead = 0
      const server = createServer({ store, now: () => new Date(Date.now() + ahead * 1000) })
      const transport = await server.listen({
        host: 'localhost',
        port: 0,
        certificates,
        clientCa: ca,
        minimumVersion: 'TLSv1.2',
        connections: 10,
        requestTimeout: patience,
        idleTimeout: patience,
      })
      return {
        port: transport.addresses[0]?.port ?? 0,
        ca,
        cert,
        key,
        now: () => Math.floor(Date.now() / 1000) + ahead,
        advance(seconds) {
          ahead += seconds
        },
        async close() {
          await server.close()
          await rm(directory, { recursive: true })
        },
      }
    },
    close: () => rm(folder, { recursive: true }),
  }
}
