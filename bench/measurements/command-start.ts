import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openAgentSite } from '../../spec-tests/agent/agent-site.ts'
import { ask } from '../../spec-tests/agent/ask.ts'
import { buildPackage } from '../process/build-package.ts'
import { timeCommand } from '../process/time-command.ts'
import { measureRounds } from '../result/measure-rounds.ts'
import { createLimitRow, type Row } from '../result/row.ts'
import type { Settings } from '../settings.ts'

const limitMilliseconds = 60

/** Bash measures in milliseconds: the mean of several runs says more. */
const runsPerSample = 10

const segmentBytes = 16 * 1024 * 1024

/** Processor time of commands that a database runs again and again, beyond that of Node itself. */
export const measureCommandStart = async (settings: Settings): Promise<Row[]> => {
  const program = await buildPackage()
  await using site = await openAgentSite()
  const locate = (name: string): string => join(site.folder, name)
  await writeFile(locate('nothing.mjs'), '')
  await writeFile(locate('empty'), '')
  await writeFile(locate('segment'), Buffer.alloc(segmentBytes, 'a segment of the write-ahead log'))
  await ask(site.socket, 'PUT', '/v1/secrets/passphrase', { key: 'orders', value: 'cGFzcw==' })
  const measureMilliseconds = async (words: readonly string[]): Promise<number> => {
    const times = await measureRounds(settings.smoke ? 1 : runsPerSample, async () => {
      await rm(locate('archive'), { recursive: true, force: true })
      await mkdir(locate('archive'))
      const command = [process.execPath, ...words]
      return (await timeCommand(command, { env: { KMIP_AGENT_SOCKET: site.socket } })).processorTime / 1000
    })
    return times.reduce((sum, time) => sum + time, 0) / times.length
  }
  const archive = (segment: string) => [program, 'archive', '--key', 'orders', locate(segment), locate('archive')]
  const rows: Row[] = []
  for (const { what, words } of [
    { what: 'kmip secret get', words: [program, 'secret', 'get', 'passphrase'] },
    { what: 'kmip archive, empty segment', words: archive('empty') },
    { what: 'kmip archive, 16 MiB segment', words: archive('segment') },
  ]) {
    const values = await measureRounds(settings.rounds, async () => {
      const node = await measureMilliseconds([locate('nothing.mjs')])
      // A single run may be shorter than the clock can tell.
      return Math.max((await measureMilliseconds(words)) - node, 1)
    })
    rows.push(createLimitRow(`${what}: processor time beyond Node's`, ' ms', limitMilliseconds, values))
  }
  return rows
}
