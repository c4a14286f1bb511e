import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** What `npm pack` says of a package. */
export interface Packed {
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** Runs a command and returns its output; throws with the output when it fails. */
export const run = (cwd: string, command: string, ...args: string[]): string => {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`)
  return stdout
}

/** This Node, and those that KMIP_NODES names, separated by `:`. */
export const nodes = [process.execPath, ...(process.env.KMIP_NODES ?? '').split(':').filter(Boolean)]

/** What is published, installed from its tarball into an empty folder. Needs `dist/`. */
export const installPackage = (): { readonly folder: string; readonly packed: Packed } => {
  if (!existsSync(join(root, 'dist'))) throw new Error('there is no dist/: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'kmip-package-'))
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const [packed] = JSON.parse(run(root, 'npm', ...pack)) as [Packed]
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }))
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename))
  return { folder, packed }
}
