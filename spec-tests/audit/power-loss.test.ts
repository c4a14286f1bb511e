import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { formatCheckpoint } from '../../transparency/checkpoint.ts'
import { type LogFiles, openLogFiles } from '../../transparency/log-files.ts'
import { computeNaiveRoot } from '../../transparency/testing/naive-tree.ts'
import { createSeededRandom, type SeededRandom } from '../support/random.ts'

/** Few entries a file of the tail, so that tails are shortened often. */
const segmentEntries = 300

const open = (directory: string) =>
  openLogFiles(directory, {
    segmentEntries,
    onProblem(error) {
      throw error
    },
  })

const listFiles = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(directory, name)).isFile(),
  )

/** What a disk may have of a write that was not synced: nothing, a part, zeros for a part, or all. */
const loseWrites = (bytes: Buffer, synced: number, random: SeededRandom): Buffer => {
  const lost = synced + random.below(bytes.length - synced + 1)
  const end = lost + random.below(bytes.length - lost + 1)
  const zeros = Buffer.from(bytes).fill(0, lost, end)
  return random.pick([bytes.subarray(0, synced), bytes.subarray(0, lost), zeros, bytes])
}

/** The disk of a running log, as a power loss may leave it. */
interface Disk {
  /** Remembers what is durable now: what was in the tail when a sync began. */
  noteSync(): void
  /** Removes what was not synced from a copy, at random. */
  crash(copy: string, random: SeededRandom): void
}

const createDisk = (directory: string): Disk => {
  const tail = join(directory, 'tail')
  const synced = new Map<string, number>()
  const firstIndex = (): number => Number(readdirSync(tail).sort()[0])
  return {
    noteSync() {
      for (const name of readdirSync(tail)) synced.set(name, statSync(join(tail, name)).size)
    },
    crash(copy, random) {
      for (const name of readdirSync(join(copy, 'tail'))) {
        const path = join(copy, 'tail', name)
        const length = synced.get(name)
        const after = loseWrites(readFileSync(path), length ?? 0, random)
        if (length === undefined && random.below(2)) rmSync(path)
        else writeFileSync(path, after)
      }
      // Tiles and bundles are synced before the tail is shortened; those that have only entries of the tail may be lost.
      const begin = Math.ceil(firstIndex() / 256) * 256
      for (const name of listFiles(copy).filter((file) => file.startsWith('tile/'))) {
        const [, level, ...rest] = name.split('/')
        const span = level === 'entries' ? 256 : 256 ** (Number(level) + 1)
        const index = Number(/^[0-9]+/.exec(rest.at(-1) ?? '')?.[0])
        const isPartial = name.includes('.p/')
        if (!isPartial && (index + 1) * span <= begin) continue
        const path = join(copy, name)
        if (random.below(4) === 0) rmSync(path)
        else writeFileSync(path, loseWrites(readFileSync(path), 0, random))
      }
    },
  }
}

const signature = Buffer.alloc(68, 1).toString('base64')

const publish = async (log: LogFiles): Promise<void> => {
  const text = formatCheckpoint({ ...(await log.sync()), origin: 'test', extensions: [] })
  await log.publish(`${text}\n— test ${signature}\n`)
}

describe('power loss', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-power-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  const checkCrash = async (copy: string, appended: readonly Buffer[], synced: number): Promise<void> => {
    const { log } = await open(copy)
    const { size } = log
    expect(size, 'nothing synced is lost').to.be.within(synced, appended.length)
    const entries = await log.readEntries(0, size)
    expect(Buffer.concat(entries).equals(Buffer.concat(appended.slice(0, size))), 'a prefix').to.equal(true)
    expect(log.synced.rootHash).to.deep.equal(computeNaiveRoot(appended, 0, size))
    // It goes on as if nothing had been.
    log.append([Buffer.from('after the crash')])
    await publish(log)
    await log.close()
    const { log: again } = await open(copy)
    expect(again.synced.rootHash).to.deep.equal(
      computeNaiveRoot([...appended.slice(0, size), Buffer.from('after the crash')]),
    )
    await again.close()
  }

  for (const seed of [1, 2, 3])
    it(`keeps all that was synced, and a prefix of the rest (seed ${seed})`, async () => {
      const random = createSeededRandom(seed)
      const running = join(directory, 'running')
      const { log } = await open(running)
      const disk = createDisk(running)
      const appended: Buffer[] = []
      let synced = 0
      for (let step = 0; step < 50; step++) {
        const batch = Array.from({ length: 1 + random.below(120) }, () =>
          Buffer.alloc(random.below(80), random.below(256)),
        )
        const action = random.below(4)
        if (action < 2) {
          log.append(batch)
          appended.push(...batch)
        } else {
          await (action === 2 ? log.sync() : publish(log))
          disk.noteSync()
          synced = log.size
        }
        if (random.below(6)) continue
        const copy = join(directory, `crash-${step}`)
        cpSync(running, copy, { recursive: true })
        disk.crash(copy, random)
        await checkCrash(copy, appended, synced)
      }
      await log.close()
      expect(existsSync(join(running, 'tail', '0'.repeat(16))), 'the tail was shortened').to.equal(false)
    })
})
