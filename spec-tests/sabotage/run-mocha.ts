import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Report, readReport } from './verdict.ts'

/** Milliseconds until a run is killed. */
const longestRun = 180_000

/** Coverage counts this process, not what it starts. */
const { NODE_V8_COVERAGE: _, ...env } = process.env

/** Kills mocha, and the servers that a failed test left running: they are all of its process group. */
const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of the group is left.
  }
}

/**
 * Runs the tests of a file with these titles in a copy of the repository. A run that is aborted or takes too long reports no test.
 */
export const runMocha = async (
  root: string,
  file: string,
  titles: readonly string[],
  signal: AbortSignal,
): Promise<Report> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-sabotage-report-'))
  const report = join(folder, 'report.json')
  const grep = ['--grep', titles.map(RegExp.escape).join('|')]
  const options = ['--exit', '--reporter', 'json', '--reporter-option', `output=${report}`]
  const mocha = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...options, ...grep, file], {
    ...{ cwd: root, env, detached: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => killGroup(mocha)
  const timer = setTimeout(kill, longestRun)
  signal.addEventListener('abort', kill)
  try {
    const output = Promise.all([text(mocha.stdout), text(mocha.stderr)])
    await once(mocha, 'exit')
    // What a test left running has the ends of the pipes too.
    kill()
    return readReport(await readFile(report, 'utf8').catch(() => undefined), (await output).join(''))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
    await rm(folder, { recursive: true })
  }
}
