import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { roles } from '../../../server/administration/role.ts'
import { toSocketDirectory, toSocketPath } from '../../../server/administration/socket-places.ts'
import { startServerProcess } from '../../support/server-process.ts'
import { createPythonEnvironment } from '../python-environment.ts'
import type { Tally } from '../tally.ts'
import { forwardToSocket } from './forward-to-socket.ts'

/** Random requests of each kind for each route, besides those that cover the document. */
const examples = '10'

/** Milliseconds for the tests of one socket. */
const patience = 120_000

/** The part of schemathesis's JSON report that counts here. */
interface Report {
  readonly exit_code: number
  readonly operations: { readonly selected: number; readonly tested: number }
  readonly test_cases: { readonly generated: number; readonly with_failures: number; readonly errored: number }
}

const isReport = (value: unknown): value is Report =>
  typeof value === 'object' && value !== null && 'exit_code' in value && 'test_cases' in value && 'operations' in value

/** @returns the report, and what the program printed */
const runSchemathesis = async (python: string, url: string, folder: string) => {
  const report = join(folder, 'report.json')
  const options = [
    // The program that pip installs has the path in it that the environment was made in.
    ...['-m', 'schemathesis.cli'],
    ...['--config-file', join(import.meta.dirname, 'schemathesis.toml'), 'run', `${url}/v1/open-api`, '--url', url],
    ...[
      '--phases',
      'examples,coverage,fuzzing',
      '--max-examples',
      examples,
      '--seed',
      '1',
      '--report',
      'json',
      '--report-json-path',
      report,
    ],
    // The server closes a connection that is idle for five seconds, and schemathesis may use it just then.
    ...['--request-retries', '3'],
  ]
  const child = spawn(python, options, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], timeout: patience })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-8000)
    })
  await once(child, 'close')
  const text = await readFile(report, 'utf8').catch(() => '{}')
  return { report: JSON.parse(text) as unknown, printed }
}

/** The sockets of a running server against the OpenAPI document that they serve, with requests that schemathesis makes. */
export const schemathesis = async (tally: Tally): Promise<void> => {
  const python = await createPythonEnvironment(join(import.meta.dirname, 'requirements.txt'))
  const folder = await mkdtemp(join(tmpdir(), 'kmip-interop-'))
  const directory = join(folder, 'data')
  const server = await startServerProcess(['--data-directory', directory])
  try {
    for (const role of roles)
      await tally.check(`schemathesis on the socket of the ${role}`, async () => {
        await using forwarder = await forwardToSocket(toSocketPath(toSocketDirectory(directory), role))
        const { report, printed } = await runSchemathesis(python, `http://127.0.0.1:${forwarder.port}`, folder)
        if (!isReport(report)) throw new Error(`schemathesis made no report: ${printed}`)
        const { operations, test_cases: cases } = report
        const isComplete = operations.tested === operations.selected && cases.generated > operations.selected
        if (report.exit_code !== 0 || cases.with_failures + cases.errored > 0 || !isComplete) throw new Error(printed)
      })
    await tally.check('schemathesis met no internal error', () => {
      const faults = server
        .log()
        .split('\n')
        .filter((line) => line.includes('"msg":"fault"'))
      if (faults.length > 0) throw new Error(faults.join('\n'))
    })
  } finally {
    await server.stop()
    await rm(folder, { recursive: true })
  }
}
