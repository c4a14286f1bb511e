import { execFile } from 'node:child_process'
import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/**
 * Installs the packed package with the runtime that it is tested on, where every user can read it.
 * @returns the path of the program `kmip`
 */
export const installKmip = async (folder: string): Promise<string> => {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root })
  const packed = JSON.parse(stdout) as unknown
  const [{ filename }] = (Array.isArray(packed) ? packed : Object.values(packed as object)) as [{ filename: string }]
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await run('npm', ['install', '--no-audit', '--no-fund', '--omit=dev', join(folder, filename)], { cwd: folder })
  await copyFile(process.execPath, join(folder, 'node'))
  const kmip = join(folder, 'kmip')
  await writeFile(kmip, `#!/bin/sh\nexec ${folder}/node ${folder}/node_modules/kmip/dist/cli/main.js "$@"\n`)
  for (const program of [kmip, join(folder, 'node')]) await chmod(program, 0o755)
  return kmip
}
