import { execFile, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)

const tools = join(import.meta.dirname, '../../../.tools')
const source = join(import.meta.dirname, 'ferretdb')
const files = ['go.mod', 'go.sum', 'main.go'] as const

const build = async (out: string, modules: string): Promise<void> => {
  // PostgreSQL is left out: SQLite does, and it builds faster.
  const flags = ['-trimpath', '-buildvcs=false', '-mod=readonly', '-modcacherw', '-tags=ferretdb_no_postgresql']
  await run('go', ['build', ...flags, '-o', out, '.'], {
    cwd: source,
    env: { ...process.env, GOMODCACHE: modules },
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: NodeJS.ErrnoException & { readonly stderr?: string }) => {
    if (error.code === 'ENOENT') throw new Error('no Go: install Go 1.24 or later')
    throw new Error(`FerretDB cannot be built: ${error.stderr?.slice(-2000)}`)
  })
}

/**
 * FerretDB, built with the Go of the machine into `.tools` of the checkout, once for each state of its sources; that takes
 * some minutes. Its modules come to 600 MB and are needed once: they lie beside the program until it is built.
 *
 * @throws Error when there is no Go, or a module cannot be had
 */
const buildProgram = async (): Promise<string> => {
  const sources = await Promise.all(files.map((name) => readFile(join(source, name))))
  const program = join(tools, `ferretdb-${hash('sha256', Buffer.concat(sources)).slice(0, 16)}`)
  if (existsSync(program)) return program
  await mkdir(tools, { recursive: true })
  const making = await mkdtemp(`${program}-`)
  try {
    await build(join(making, 'ferretdb'), join(making, 'modules'))
    await rename(join(making, 'ferretdb'), program)
  } finally {
    await rm(making, { recursive: true })
  }
  return program
}

/** A server that speaks MongoDB's protocol. */
export interface FerretDb {
  /** `v1.24.2`. */
  readonly version: string
  /** `mongodb://127.0.0.1:27017/`. */
  readonly uri: string
  close(): Promise<void>
}

/** FerretDB in a separate process, its data in an empty folder. */
export const startFerretDb = async (folder: string): Promise<FerretDb> => {
  const child = spawn(await buildProgram(), [folder], { stdio: ['pipe', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000)
  })
  const exited = once(child, 'exit')
  const ended = exited.then(([code]) => {
    throw new Error(`FerretDB ended with ${code}: ${errors}`)
  })
  ended.catch(() => undefined)
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  const [version, uri] = line.split(' ') as [string, string]
  return {
    version,
    uri,
    async close() {
      child.stdin.end()
      await exited
    },
  }
}
