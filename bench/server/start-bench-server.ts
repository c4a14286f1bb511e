import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, connect } from '../../client/index.ts'
import {
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
} from '../../spec-tests/support/server-process.ts'
import { buildLoadGenerator, type LoadGenerator } from '../load/load-generator.ts'
import type { Settings } from '../settings.ts'

/** A server as it is shipped, in a process of its own, with all that measures it. */
export interface BenchServer extends AsyncDisposable {
  readonly settings: Settings
  readonly process: ServerProcess
  readonly directory: string
  readonly client: Client
  readonly loadGenerator: LoadGenerator
}

interface BenchServerOptions extends ServerProcessOptions {
  /** An existing data directory, which stays; by default a new one. */
  readonly directory?: string
}

export const startBenchServer = async (settings: Settings, options: BenchServerOptions = {}): Promise<BenchServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-bench-'))
  const directory = options.directory ?? join(folder, 'data')
  const loadGenerator = await buildLoadGenerator(folder)
  const server = await startServerProcess(['--data-directory', directory], options)
  const [ca, cert, key] = await Promise.all([readFile(server.ca), readFile(server.cert), readFile(server.key)])
  const client = await connect({ host: 'localhost', port: server.port, ca, cert, key })
  return {
    settings,
    process: server,
    directory,
    client,
    loadGenerator,
    async [Symbol.asyncDispose]() {
      await client.close()
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
