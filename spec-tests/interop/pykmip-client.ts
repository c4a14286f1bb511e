import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { addClient, addUser, serve } from '../../server/index.ts'
import { interopVersions } from './interop-versions.ts'
import type { Tally } from './tally.ts'

const script = join(import.meta.dirname, 'pykmip/run.py')

/** A line of the script: a check that was done, or how many there were. */
type Line = { readonly check: string; readonly problem?: string } | { readonly checks: number }

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && ('check' in value || 'checks' in value)

const runScript = async (python: string, settings: object, version: string, tally: Tally): Promise<void> => {
  const child = spawn(python, ['-B', script, JSON.stringify({ ...settings, version })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000)
  })
  const exited = once(child, 'close')
  let done = 0
  let announced: number | undefined
  for await (const text of createInterface({ input: child.stdout })) {
    const line: unknown = JSON.parse(text)
    if (!isLine(line)) throw new Error(`PyKMIP's script printed ${text}`)
    if ('checks' in line) announced = line.checks
    else {
      done++
      tally.report(`PyKMIP client ${version}: ${line.check}`, line.problem)
    }
  }
  const [code] = (await exited) as [number | null]
  if (code !== 0 || announced !== done || done === 0)
    tally.report(
      `PyKMIP client ${version}`,
      `the script ended with ${code} after ${done} checks of ${announced}: ${errors}`,
    )
}

/** PyKMIP's clients against our server. Each version has its own clients, and so sees its own objects only. */
export const runPykmipClient = async (python: string, tally: Tally): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'kmip-interop-'))
  const { port, setUp, server } = await serve({
    environment: {},
    flags: { dataDirectory: directory, host: '127.0.0.1', port: 0, log: { level: 'error' } },
  })
  const client = async (name: string) => {
    const { cert, key } = await addClient({ directory, name, keyType: 'EC', days: 1, now: new Date() })
    return { cert, key }
  }
  // Whose name and password a check sends beside the certificate.
  await addUser({ directory: setUp.paths.users, name: 'someone', password: 'secret', now: new Date() })
  try {
    for (const version of interopVersions) {
      const settings = {
        port,
        ca: setUp.paths.ca.cert,
        owner: await client(`owner-${version}`),
        finder: await client(`finder-${version}`),
        stranger: await client(`stranger-${version}`),
      }
      await runScript(python, settings, version, tally)
    }
  } finally {
    await server.close()
    await rm(directory, { recursive: true })
  }
}
