import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openAgentSite } from '../../spec-tests/agent/agent-site.ts'
import { ask } from '../../spec-tests/agent/ask.ts'
import { build } from '../process/build-package.ts'
import { timed } from '../process/time-command.ts'
import { type Measured, type Row, rowOf } from '../result/row.ts'
import type { Settings } from '../server/bench-server.ts'

/** Milliseconds beyond a Node that does nothing. */
const allowed = 60

/** Runs in one measurement: a clock of the system ticks in milliseconds. */
const runs = 10

/** Goal 15: processor time of commands that a database runs again and again, beyond that of Node itself. */
export const commandStart = async (settings: Settings): Promise<Row[]> => {
  const program = await build()
  await using site = await openAgentSite()
  const at = (name: string): string => join(site.folder, name)
  await writeFile(at('nothing.mjs'), '')
  await writeFile(at('empty'), '')
  await writeFile(at('segment'), Buffer.alloc(16 * 1024 * 1024, 'a segment of the write-ahead log'))
  await ask(site.socket, 'PUT', '/v1/secrets/passphrase', { key: 'orders', value: 'cGFzcw==' })
  const milliseconds = async (...words: string[]): Promise<number> => {
    let all = 0
    for (let run = 0; run < (settings.smoke ? 1 : runs); run++) {
      await rm(at('archive'), { recursive: true, force: true })
      await mkdir(at('archive'))
      const { processorTime } = await timed([process.execPath, ...words], { env: { KMIP_AGENT_SOCKET: site.socket } })
      all += processorTime / 1000
    }
    return all / (settings.smoke ? 1 : runs)
  }
  const archive = (segment: string) => [program, 'archive', '--key', 'orders', at(segment), at('archive')]
  const rows: Row[] = []
  for (const [what, words] of [
    ['secret get', [program, 'secret', 'get', 'passphrase']],
    ['archive of an empty segment', archive('empty')],
    ['archive of a segment of 16 MiB', archive('segment')],
  ] as const) {
    const pairs: { own: Measured; yardstick: Measured }[] = []
    for (let round = 0; round < settings.rounds; round++) {
      const bare = await milliseconds(at('nothing.mjs'))
      // A clock that ticks in milliseconds can make nothing of it in a single run.
      const value = Math.max((await milliseconds(...words)) - bare, 1)
      pairs.push({ own: { value }, yardstick: { value: allowed } })
    }
    const about = { goal: 15, what: `${what}, beyond node: CPU`, against: 'allowed', unit: ' ms', target: 1 }
    rows.push(rowOf(about, pairs, 'smaller'))
  }
  return rows
}
