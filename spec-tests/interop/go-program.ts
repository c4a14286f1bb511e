import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const tools = join(import.meta.dirname, '../../.tools')
const files = ['go.mod', 'go.sum', 'main.go'] as const

const build = async (source: string, flags: readonly string[], out: string, modules: string): Promise<void> => {
  await run('go', ['build', '-trimpath', '-buildvcs=false', '-mod=readonly', '-modcacherw', ...flags, '-o', out, '.'], {
    cwd: source,
    env: { ...process.env, GOMODCACHE: modules },
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: NodeJS.ErrnoException & { readonly stderr?: string }) => {
    if (error.code === 'ENOENT') throw new Error('no Go: install Go 1.24 or later')
    throw new Error(`${basename(source)} cannot be built: ${error.stderr?.slice(-2000)}`)
  })
}

/**
 * A program in Go, built with the Go of the machine into `.tools` of the checkout, once for each state of its sources. Its modules
 * are needed once: they lie beside the program until it is built.
 *
 * @param source the folder of its go.mod, go.sum and main.go
 * @throws Error when there is no Go, or a module cannot be had
 */
export const buildGoProgram = async (source: string, flags: readonly string[] = []): Promise<string> => {
  const sources = await Promise.all(files.map((name) => readFile(join(source, name))))
  const name = basename(source)
  const program = join(tools, `${name}-${hash('sha256', Buffer.concat(sources)).slice(0, 16)}`)
  if (existsSync(program)) return program
  await mkdir(tools, { recursive: true })
  const making = await mkdtemp(`${program}-`)
  try {
    await build(source, flags, join(making, name), join(making, 'modules'))
    await rename(join(making, name), program)
  } finally {
    await rm(making, { recursive: true })
  }
  return program
}
