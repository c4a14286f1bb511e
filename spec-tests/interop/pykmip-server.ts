import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { addClient, setUp } from '../../server/index.ts'

const script = join(import.meta.dirname, 'pykmip/server.py')

/** The certificate and key of a client (PEM). */
export interface Identity {
  readonly cert: Uint8Array
  readonly key: Uint8Array
}

/** PyKMIP's server in a separate process, with certificates of our authority. */
export interface PykmipServer {
  readonly port: number
  readonly ca: Uint8Array
  /** Its own certificate (DER). */
  readonly certificate: Uint8Array
  /** The path of its SQLite file. */
  readonly database: string
  /** A client of that name. */
  client(name: string): Promise<Identity>
  /** What it has logged. */
  log(): Promise<string>
  close(): Promise<void>
}

export const startPykmipServer = async (python: string): Promise<PykmipServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-interop-pykmip-'))
  const directory = join(folder, 'setup')
  const { paths } = await setUp({ directory, hostName: 'localhost', now: new Date() })
  const [log, policies] = [join(folder, 'server.log'), join(folder, 'policies')]
  await mkdir(policies)
  const { cert, key } = paths.serverRsa
  const database = join(folder, 'pykmip.db')
  const settings = { cert, key, ca: paths.ca.cert, log, policies, database }
  const child = spawn(python, ['-B', script, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000)
  })
  const exited = once(child, 'exit')
  const ended = exited.then(([code]) => {
    throw new Error(`PyKMIP's server ended with ${code}: ${errors}`)
  })
  ended.catch(() => undefined)
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  const { port } = JSON.parse(line) as { port: number }
  return {
    port,
    database,
    ca: await readFile(paths.ca.cert),
    certificate: new X509Certificate(await readFile(cert)).raw,
    async client(name) {
      const added = await addClient({ directory, name, keyType: 'EC', days: 1, now: new Date() })
      return { cert: await readFile(added.cert), key: await readFile(added.key) }
    },
    log: () => readFile(log, 'utf8'),
    async close() {
      child.stdin.end()
      await exited
      await rm(folder, { recursive: true })
    },
  }
}
