import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const root = join(import.meta.dirname, '../..')
const requirements = join(import.meta.dirname, 'pykmip/requirements.txt')
const oldest = [3, 9] as const

const interpreters = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9']

const isUsable = async (interpreter: string): Promise<boolean> => {
  const script = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${oldest.join(', ')}))`
  return run(interpreter, ['-c', script]).then(
    () => true,
    () => false,
  )
}

const findInterpreter = async (): Promise<string> => {
  for (const interpreter of interpreters) if (await isUsable(interpreter)) return interpreter
  throw new Error(`no Python ${oldest.join('.')} or later with venv: install python3 and python3-venv`)
}

/**
 * The Python of a virtual environment with PyKMIP, in `.venv` of the checkout. It is made when it is missing, incomplete or
 * of other requirements, and used again otherwise.
 *
 * @throws Error when there is no Python, or the packages cannot be installed
 */
export const pythonEnvironment = async (): Promise<string> => {
  const folder = join(root, '.venv')
  const python = join(folder, 'bin/python')
  const complete = join(folder, 'complete.txt')
  const wanted = await readFile(requirements, 'utf8')
  if ((await readFile(complete, 'utf8').catch(() => undefined)) === wanted) return python
  await rm(folder, { recursive: true, force: true })
  await run(await findInterpreter(), ['-m', 'venv', folder])
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', requirements])
  await writeFile(complete, wanted)
  return python
}
