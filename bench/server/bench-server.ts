import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, connect } from '../../client/index.ts'
import {
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
} from '../../spec-tests/support/server-process.ts'
import { buildLoadClient, type LoadClient } from '../load/load-generator.ts'

export interface Settings {
  readonly rounds: number
  /** Of one measurement. */
  readonly seconds: number
  /** Only show that everything runs: small amounts, figures that mean nothing. */
  readonly smoke: boolean
  /** In a large store. */
  readonly objects: number
}

interface Placing extends ServerProcessOptions {
  /** A data directory that there is already; it stays. */
  readonly directory?: string
}

/** What every goal is measured on: a server as it is shipped, in a process and a folder of its own. */
export interface Bed extends Settings, AsyncDisposable {
  readonly load: LoadClient
  readonly server: ServerProcess
  readonly directory: string
  readonly client: Client
}

export const makeBed = async (settings: Settings, placing: Placing = {}): Promise<Bed> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-bench-'))
  const directory = placing.directory ?? join(folder, 'data')
  const load = await buildLoadClient(folder)
  const server = await startServerProcess(['--data-directory', directory], placing)
  const [ca, cert, key] = await Promise.all([server.ca, server.cert, server.key].map((path) => readFile(path)))
  const client = await connect({ host: 'localhost', port: server.port, ca, cert, key })
  return {
    ...settings,
    load,
    server,
    directory,
    client,
    async [Symbol.asyncDispose]() {
      await client.close()
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
