import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')

/** Builds what users install: running the sources costs time and memory for stripping types. Returns the main file. */
export const buildPackage = async (): Promise<string> => {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: root })
  return join(root, 'dist/cli/main.js')
}
