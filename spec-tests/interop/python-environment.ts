import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const root = join(import.meta.dirname, '../..')
const pykmip = join(import.meta.dirname, 'pykmip/requirements.txt')
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
 * The Python of a virtual environment with PyKMIP, or with what another file of requirements lists, in `.venv` of the
 * checkout, in a folder of its own for each list. It is made in a folder beside and renamed into place, so that it is there
 * whole or not at all, however many runs make it at once.
 *
 * @throws Error when there is no Python, or the packages cannot be installed
 */
export const createPythonEnvironment = async (requirements = pykmip): Promise<string> => {
  const folder = join(root, '.venv', hash('sha256', await readFile(requirements)).slice(0, 16))
  const python = join(folder, 'bin/python')
  if (existsSync(folder)) return python
  await mkdir(dirname(folder), { recursive: true })
  const making = await mkdtemp(`${folder}-`)
  try {
    await run(await findInterpreter(), ['-m', 'venv', making])
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', requirements]
    await run(join(making, 'bin/python'), pip)
    await rename(making, folder)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    // A folder that is not empty cannot be replaced: another run was faster.
    if (!existsSync(folder)) throw error
  }
  return python
}
