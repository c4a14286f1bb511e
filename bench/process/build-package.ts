import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')

/** What is installed, and not the sources: to strip types takes time and memory that no user pays. The main file. */
export const build = async (): Promise<string> => {
  await promisify(execFile)('npm', ['run', 'build'], { cwd: root })
  return join(root, 'dist/cli/main.js')
}
