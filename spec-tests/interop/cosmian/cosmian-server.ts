import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addClient, setUp } from '../../../server/index.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { findFreePort } from '../free-port.ts'
import { buildCosmian, cosmianVersion } from './cosmian-program.ts'

/** Cosmian's server in a separate process, with certificates of our authority. */
export interface CosmianServer extends AsyncDisposable {
  /** `5.26.0`. */
  readonly version: string
  /** Where it speaks TTLV over mutual TLS. */
  readonly port: number
  readonly ca: Uint8Array
  /** A client of that name. */
  client(name: string): Promise<{ readonly cert: Uint8Array; readonly key: Uint8Array }>
}

const isListening = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** @throws Error when the server cannot be built or started */
export const startCosmianServer = async (): Promise<CosmianServer> => {
  const program = await buildCosmian()
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'kmip-interop-cosmian-'))
  opened.defer(() => rm(folder, { recursive: true }))
  const directory = join(folder, 'setup')
  const { paths } = await setUp({ directory, hostName: 'localhost', now: new Date() })
  const { cert, key } = paths.serverRsa
  const [port, httpsPort] = [await findFreePort(), await findFreePort()]
  const settings = {
    'database-type': 'sqlite',
    'sqlite-path': join(folder, 'sqlite'),
    'root-data-path': folder,
    'tmp-path': folder,
    'tls-cert-file': cert,
    'tls-key-file': key,
    'clients-ca-cert-file': paths.ca.cert,
    'socket-server-hostname': '127.0.0.1',
    'socket-server-port': String(port),
    hostname: '127.0.0.1',
    port: String(httpsPort),
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn(program, ['--socket-server-start', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder, RUST_LOG: 'warn' },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4000)
    })
  const exited = once(child, 'exit')
  opened.defer(async () => {
    child.kill()
    await exited
  })
  await waitUntil("Cosmian's server listens", () => {
    if (child.exitCode !== null) throw new Error(`Cosmian's server ended with ${child.exitCode}: ${log}`)
    return isListening(port)
  })
  const closing = opened.move()
  return {
    version: cosmianVersion,
    port,
    ca: await readFile(paths.ca.cert),
    async client(name) {
      const added = await addClient({ directory, name, keyType: 'EC', days: 1, now: new Date() })
      return { cert: await readFile(added.cert), key: await readFile(added.key) }
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
