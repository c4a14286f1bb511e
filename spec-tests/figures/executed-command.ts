import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import type { Profiler } from 'node:inspector'
import { join } from 'node:path'
import { openAgentSite } from '../agent/agent-site.ts'
import { runCommand } from '../agent/run-command.ts'
import { listExecuted } from './executed-files.ts'

/** The files that the process of `kmip archive` runs, module bodies included: it starts anew for every segment. */
export const listExecutedForArchive = async (root: string): Promise<readonly string[]> => {
  await using site = await openAgentSite()
  const segment = join(site.folder, 'segment')
  const archive = join(site.folder, 'archive')
  const coverage = join(site.folder, 'coverage')
  await writeFile(segment, Buffer.alloc(16 * 1024 * 1024, 'a segment of the write-ahead log'))
  await mkdir(archive)
  const { code, stderr } = await runCommand(['archive', '--key', 'orders', segment, archive], {
    PATH: process.env.PATH,
    KMIP_AGENT_SOCKET: site.socket,
    NODE_V8_COVERAGE: coverage,
  })
  if (code !== 0) throw new Error(`kmip archive: ${stderr}`)
  const reports = await Promise.all((await readdir(coverage)).map((name) => readFile(join(coverage, name), 'utf8')))
  const scripts = reports.flatMap((report) => (JSON.parse(report) as { result: Profiler.ScriptCoverage[] }).result)
  return [...new Set(listExecuted(scripts, root))]
}
