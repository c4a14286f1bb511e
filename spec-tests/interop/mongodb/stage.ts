import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, connect } from '../../../client/index.ts'
import { type LimitTerms, limitClient } from '../../../server/index.ts'
import { runCommand } from '../../agent/run-command.ts'
import { startServerProcess } from '../../support/server-process.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { type Driver, startDriver } from './driver.ts'
import { startFerretDb } from './ferretdb.ts'

/** What `kmip connect mongodb-driver --json` prints. */
interface Printed {
  readonly files: Omit<Connection, 'configuration' | 'limits'>
  readonly limits: LimitTerms
  readonly steps: readonly { readonly lines: readonly string[] }[]
}

/** Lines of Python, the files that they name, and the limits of the client. */
interface Connection {
  readonly limits: LimitTerms
  readonly configuration: string
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** A KMS, MongoDB's driver, and FerretDB with its key vault. */
export interface Stage extends AsyncDisposable {
  readonly driver: Driver
  /** Version of FerretDB. */
  readonly ferretdb: string
  /** Lines of Python by which the driver reaches the KMS. */
  readonly configuration: string
  /** The KMS is another process after it was started again. */
  readonly pid: number
  /** What the KMS has logged since it was last started. */
  log(): string
  /** `kmip …` on the machine of the KMS; its standard output. */
  kmip(...args: string[]): Promise<string>
  /** Another driver with its own certificate and configuration. */
  connection(name: string): Promise<Connection>
  /** Works with a driver that is configured otherwise. */
  otherwise<T>(configuration: string, work: (driver: Driver) => Promise<T>): Promise<T>
  /** Works with our client, under the certificate of the driver. */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** What the driver asks the KMS for meanwhile: version, operation and result of each, in their order. */
  asked(work: () => Promise<unknown>): Promise<string[]>
  kill(): Promise<void>
  start(): Promise<void>
  /** Whether this text, these bytes, or the base64 of them lie in what FerretDB has on its disk. */
  isStored(what: string | Uint8Array): Promise<boolean>
}

interface Done {
  readonly principal?: string
  readonly version?: string
  readonly operation?: string
  readonly resultStatus?: string
}

const driverName = 'mongodb-driver'

const use = async <T>(
  port: number,
  { ca, cert, key }: Pick<Connection, 'ca' | 'cert' | 'key'>,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const files = { ca: await readFile(ca), cert: await readFile(cert), key: await readFile(key) }
  await using client = await connect({ host: 'localhost', port, ...files })
  return await work(client)
}

const containsAny = async (folder: string, needles: readonly Buffer[]): Promise<boolean> => {
  for (const each of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!each.isFile()) continue
    const bytes = await readFile(join(each.parentPath, each.name))
    if (needles.some((needle) => bytes.includes(needle))) return true
  }
  return false
}

/** @throws Error when one of the programs cannot be had or started */
export const openStage = async (): Promise<Stage> => {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'kmip-mongodb-'))
  opened.defer(() => rm(folder, { recursive: true }))
  const [directory, vault] = [join(folder, 'kms'), join(folder, 'ferretdb')]
  await mkdir(vault)
  const ferretdb = await startFerretDb(vault)
  opened.defer(() => ferretdb.close())
  const serve = ['--data-directory', directory, '--log-level', 'debug']
  let kms = await startServerProcess(serve)
  const { port } = kms
  opened.defer(async () => {
    await kms.stop()
  })

  const kmip = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCommand([...args, '--data-directory', directory], {
      PATH: process.env.PATH,
    })
    if (code !== 0) throw new Error(`kmip ${args.join(' ')} ended with ${code}: ${stderr}`)
    return stdout.toString()
  }
  const readConnection = async (name: string): Promise<Connection> => {
    const args = ['--server', `localhost:${port}`, '--name', name, '--json']
    const { files, steps, limits } = JSON.parse(await kmip('connect', 'mongodb-driver', ...args)) as Printed
    return { ...files, limits, configuration: steps.flatMap(({ lines }) => lines).join('\n') }
  }
  const own = await readConnection(driverName)
  const settings = { mongodb: ferretdb.uri, configuration: own.configuration }
  const driver = await startDriver(settings)
  opened.defer(() => driver.close())

  /** Whole lines of the log behind the first `count`. */
  const readLogLines = (count: number): Done[] =>
    kms
      .log()
      .split('\n')
      .slice(count, -1)
      .map((line) => JSON.parse(line) as Done)
  /** Waits until the log holds all operations so far, by sending one from another client; returns its number of lines. */
  const waitForLog = async (): Promise<number> => {
    const before = readLogLines(0).length
    await use(port, kms, (admin) => admin.query({ queryFunction: ['QueryServerInformation'] }))
    const isLast = ({ principal, operation }: Done) => principal === 'CN=admin' && operation === 'Query'
    await waitUntil('the log', async () => readLogLines(before).some(isLast))
    return readLogLines(0).length
  }
  const all = opened.move()
  return {
    driver,
    ferretdb: ferretdb.version,
    configuration: own.configuration,
    get pid() {
      return kms.pid
    },
    log: () => kms.log(),
    kmip,
    connection: readConnection,
    async otherwise(configuration, work) {
      const other = await startDriver({ ...settings, configuration })
      try {
        return await work(other)
      } finally {
        await other.close()
      }
    },
    /** The driver is limited to what it sends; the administrator does more in its place. */
    async use(work) {
      const { limits } = own
      await limitClient({ directory, name: driverName, terms: {} })
      try {
        return await use(port, own, work)
      } finally {
        await limitClient({ directory, name: driverName, terms: limits })
      }
    },
    async asked(work) {
      const before = await waitForLog()
      await work()
      await waitForLog()
      return readLogLines(before).flatMap(({ principal, version, operation, resultStatus }) =>
        principal === `CN=${driverName}` ? [`${version} ${operation} ${resultStatus}`] : [],
      )
    },
    kill: () => kms.kill(),
    async start() {
      kms = await startServerProcess([...serve, '--port', String(port)])
    },
    isStored: (what) => {
      const bytes = Buffer.from(what)
      return containsAny(vault, [bytes, Buffer.from(bytes.toString('base64'))])
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Ends a key of the KMS for good. */
export const destroyKey = (stage: Stage, uniqueIdentifier: string): Promise<unknown> =>
  stage.use(async (client) => {
    await client.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
    return client.destroy({ uniqueIdentifier })
  })
