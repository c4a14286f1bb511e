import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { openAgentSite } from '../../spec-tests/agent/agent-site.ts'
import { buildPackage } from '../process/build-package.ts'
import { reportMemoryFlags, timeCommand } from '../process/time-command.ts'
import { measurePairs } from '../result/measure-rounds.ts'
import { createLimitRow, createRow, type Row } from '../result/row.ts'
import type { Settings } from '../settings.ts'

const mebibyte = 1024 * 1024

const limitMegabytes = 150

const openssl = ['openssl', 'enc', '-aes-256-ctr', '-K', '07'.repeat(32), '-iv', '09'.repeat(16)]

const writeRandomFile = async (path: string, mebibytes: number): Promise<void> => {
  await using file = await open(path, 'w')
  const piece = Buffer.alloc(mebibyte)
  for (let i = 0; i < mebibytes; i++) await file.write(randomFillSync(piece))
}

/** Streams sealed and opened through pipes, compared with openssl, which encrypts only; and the memory that this takes. */
export const measureSeal = async (settings: Settings): Promise<Row[]> => {
  const program = await buildPackage()
  await using site = await openAgentSite()
  const data = join(site.folder, 'stream')
  const sealed = join(site.folder, 'sealed')
  const mebibytes = settings.smoke ? 8 : 1024
  const env = { KMIP_AGENT_SOCKET: site.socket }
  const kmip = [process.execPath, ...reportMemoryFlags, program]
  const direct = ['--direct', '--config', join(site.folder, 'agent.toml')]
  await writeRandomFile(data, mebibytes)
  await timeCommand([...kmip, 'seal', '--key', 'orders', '--in', data, '--out', sealed], { env })
  const measure = async (command: readonly string[], input: string) => {
    const { seconds, processorTime, peakMemory = 0 } = await timeCommand(command, { input, env })
    return { value: (mebibytes * mebibyte) / 1e6 / seconds, processorTime: processorTime / mebibytes, peakMemory }
  }
  const rows: Row[] = []
  for (const { what, words, input } of [
    { what: 'kmip seal', words: ['seal', '--key', 'orders'], input: data },
    { what: 'kmip open', words: ['open'], input: sealed },
    { what: 'kmip seal --direct', words: ['seal', '--key', 'orders', ...direct], input: data },
    { what: 'kmip open --direct', words: ['open', ...direct], input: sealed },
  ]) {
    const pairs = await measurePairs(
      settings.rounds,
      () => measure([...kmip, ...words], input),
      () => measure(openssl, data),
    )
    const memory = pairs.map(({ measured }) => measured.peakMemory)
    const size = `${mebibytes.toLocaleString('en')} MiB`
    rows.push(
      createRow(
        { what: `${what}, ${size} (processor time per MiB)`, yardstick: 'openssl enc', unit: ' MB/s', goal: 0.5 },
        pairs,
      ),
      createLimitRow(`${what}, ${size}: peak memory`, ' MB', limitMegabytes, memory),
    )
  }
  return rows
}
