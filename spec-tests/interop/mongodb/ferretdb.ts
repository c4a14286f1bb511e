import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildGoProgram } from '../go-program.ts'

const source = join(import.meta.dirname, 'ferretdb')

// PostgreSQL is left out: SQLite does, and it builds faster. It takes some minutes, and 600 MB of modules, all the same.
const buildProgram = (): Promise<string> => buildGoProgram(source, ['-tags=ferretdb_no_postgresql'])

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
