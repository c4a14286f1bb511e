import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { openAgentSite } from '../../spec-tests/agent/agent-site.ts'
import { interleave } from '../load/measure-load.ts'
import { build } from '../process/build-package.ts'
import { reportsMemory, timed } from '../process/time-command.ts'
import { type Row, rowOf } from '../result/row.ts'
import type { Settings } from '../server/bench-server.ts'

const MiB = 1024 * 1024

/** MB that a command may have. */
const allowedMemory = 150

/** A file of random bytes. */
const fillFile = async (path: string, mebibytes: number): Promise<void> => {
  await using handle = await open(path, 'w')
  const piece = Buffer.alloc(MiB)
  for (let n = 0; n < mebibytes; n++) await handle.write(randomFillSync(piece))
}

/** Goal 14: data sealed and opened through pipes, against openssl, which only encrypts it; and the memory that this takes. */
export const sealAndOpen = async (settings: Settings): Promise<Row[]> => {
  const program = await build()
  await using site = await openAgentSite()
  const [data, sealed] = [join(site.folder, 'stream'), join(site.folder, 'sealed')]
  const mebibytes = settings.smoke ? 8 : 1024
  const env = { KMIP_AGENT_SOCKET: site.socket }
  const kmip = [process.execPath, ...reportsMemory, program]
  const direct = ['--direct', '--config', join(site.folder, 'agent.toml')]
  await fillFile(data, mebibytes)
  await timed([...kmip, 'seal', '--key', 'orders', '--in', data, '--out', sealed], { env })
  const openssl = ['openssl', 'enc', '-aes-256-ctr', '-K', '07'.repeat(32), '-iv', '09'.repeat(16)]
  const measured = async (command: readonly string[], input: string) => {
    const { seconds, processorTime, peakMemory = 0 } = await timed(command, { input, env })
    return { value: (mebibytes * MiB) / 1e6 / seconds, processorTime: processorTime / mebibytes, peakMemory }
  }
  const rows: Row[] = []
  for (const [what, words, input] of [
    ['seal', ['seal', '--key', 'orders'], data],
    ['open', ['open'], sealed],
    ['seal --direct', ['seal', '--key', 'orders', ...direct], data],
    ['open --direct', ['open', ...direct], sealed],
  ] as const) {
    const pairs = await interleave(
      settings.rounds,
      () => measured([...kmip, ...words], input),
      () => measured(openssl, data),
    )
    const size = `${mebibytes.toLocaleString('en')} MiB`
    rows.push(
      rowOf({ goal: 14, what: `${what}, ${size}, a MiB`, against: 'openssl enc', unit: ' MB/s', target: 0.5 }, pairs),
      rowOf(
        { goal: 14, what: `${what}, ${size}: peak memory`, against: 'allowed', unit: ' MB', target: 1 },
        pairs.map(({ own }) => ({ own: { value: own.peakMemory }, yardstick: { value: allowedMemory } })),
        'smaller',
      ),
    )
  }
  return rows
}
