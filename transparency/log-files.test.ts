import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { decodeEntries } from './bundle.ts'
import { formatCheckpoint, type TreeHead } from './checkpoint.ts'
import { hashLeaf } from './hash.ts'
import { LogDamageError } from './log-damage.ts'
import { type LogFiles, openLogFiles } from './log-files.ts'
import { isConsistent, isIncluded } from './proof.ts'
import { computeNaiveRoot } from './testing/naive-tree.ts'

const throwProblem = (error: Error): never => {
  throw error
}
const openLog = async (directory: string): Promise<LogFiles> =>
  (await openLogFiles(directory, { onProblem: throwProblem })).log

const toEntries = (begin: number, end: number): Buffer[] =>
  Array.from({ length: end - begin }, (_, i) => Buffer.from(`entry ${begin + i}`))

/** A checkpoint with a signature line of the right shape: the files do not verify it. */
const toNote = (head: TreeHead): string =>
  `${formatCheckpoint({ ...head, origin: 'test', extensions: [] })}\n— test ${Buffer.alloc(68, 1).toString('base64')}\n`

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('log files', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-log-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('keeps entries over many runs, with the root of the definition', async () => {
    const all: Buffer[] = []
    for (const count of [0, 1, 254, 1, 1, 300, 700, 3]) {
      const log = await openLog(directory)
      expect(log.size).to.equal(all.length)
      expect(log.synced.rootHash).to.deep.equal(computeNaiveRoot(all, 0, all.length))
      const added = toEntries(all.length, all.length + count)
      expect(log.append(added)).to.equal(all.length)
      all.push(...added)
      expect(await log.sync()).to.deep.equal({ size: all.length, rootHash: computeNaiveRoot(all, 0, all.length) })
      expect(await log.readEntries(0, all.length)).to.deep.equal(all)
      await log.close()
    }
  })

  it('publishes what any client of a tiled log reads', async () => {
    const log = await openLog(directory)
    log.append(toEntries(0, 600))
    const head = await log.sync()
    log.append(toEntries(600, 610))
    await log.publish(toNote(head))
    expect(readFileSync(join(directory, 'checkpoint'), 'utf8')).to.equal(toNote(head))
    expect((await readdir(join(directory, 'tile'), { recursive: true })).sort()).to.deep.equal(
      [
        ...['0', '0/000', '0/001', '0/002.p', '0/002.p/88', '1', '1/000.p', '1/000.p/2'],
        ...['entries', 'entries/000', 'entries/001', 'entries/002.p', 'entries/002.p/88'],
      ].sort(),
    )
    const bundle = decodeEntries(await readFile(join(directory, 'tile/entries/002.p/88')))
    expect(bundle).to.deep.equal(toEntries(512, 600))
    const tile = await readFile(join(directory, 'tile/0/001'))
    expect(tile).to.deep.equal(Buffer.concat(toEntries(256, 512).map(hashLeaf)))
    await log.close()
  })

  it('replaces partial tiles by full ones', async () => {
    const log = await openLog(directory)
    log.append(toEntries(0, 100))
    await log.publish(toNote(await log.sync()))
    log.append(toEntries(100, 300))
    await log.publish(toNote(await log.sync()))
    expect((await readdir(join(directory, 'tile/0'))).sort()).to.deep.equal(['000', '001.p'])
    await log.close()
  })

  it('signs only what is durable, and never a smaller tree', async () => {
    const log = await openLog(directory)
    log.append(toEntries(0, 5))
    const early = { size: 5, rootHash: await log.computeRoot(5) }
    expect(await rejection(log.publish(toNote(early))))
      .to.have.property('message')
      .that.includes('0 to 0 may')
    await log.publish(toNote(await log.sync()))
    expect(await rejection(log.publish(toNote({ ...early, rootHash: Buffer.alloc(32) }))))
      .to.have.property('message')
      .that.includes('another root hash')
    log.append(toEntries(5, 9))
    await log.publish(toNote(await log.sync()))
    expect(await rejection(log.publish(toNote(early))))
      .to.have.property('message')
      .that.includes('9 to 9 may')
    await log.close()
    const again = await openLog(directory)
    expect(await rejection(again.publish(toNote(early))))
      .to.have.property('message')
      .that.includes('9 to 9 may')
    await again.close()
  })

  it('proves inclusion and consistency from memory and files', async () => {
    const first = await openLog(directory)
    first.append(toEntries(0, 70_000))
    const old = await first.sync()
    await first.publish(toNote(old))
    await first.close()
    const log = await openLog(directory)
    log.append(toEntries(70_000, 71_000))
    const head = await log.sync()
    for (const index of [0, 255, 256, 65_535, 65_536, 69_999, 70_000, 70_999]) {
      const proof = await log.proveInclusion(index, head.size)
      expect(isIncluded({ ...head, index, proof, leafHash: hashLeaf(Buffer.from(`entry ${index}`)) })).to.equal(true)
    }
    const proof = await log.proveConsistency(old.size, head.size)
    expect(isConsistent({ ...head, oldSize: old.size, oldRoot: old.rootHash, proof })).to.equal(true)
    expect(await log.readEntries(65_530, 65_540)).to.deep.equal(toEntries(65_530, 65_540))
    await log.close()
  })

  it('shortens its tail, and still opens', async () => {
    const log = await openLog(directory)
    const entry = Buffer.alloc(1000, 1)
    const batch = Array.from({ length: 250 }, () => entry)
    for (let i = 0; i < 80; i++) {
      log.append(batch)
      await log.sync()
    }
    await log.close()
    const names = (await readdir(join(directory, 'tail'))).sort()
    expect(Number(names[0])).to.be.greaterThan(0)
    const again = await openLog(directory)
    expect(again.size).to.equal(20_000)
    expect(again.synced).to.deep.equal(log.synced)
    await again.close()
  })

  it('lets nobody append faster than tiles are written', async () => {
    const log = await openLog(directory)
    const entry = Buffer.alloc(60_000, 1)
    log.append(Array.from({ length: 512 }, () => entry))
    await log.sync()
    expect(existsSync(join(directory, 'tile/entries/001'))).to.equal(true)
    log.append(Array.from({ length: 1300 }, () => entry))
    expect(() => log.append([entry]), 'over 64 MiB').to.throw('are not synced')
    expect(log.size).to.equal(1812)
    await log.sync()
    expect(log.append([entry])).to.equal(1812)
    await log.close()
  })

  it('does not open without entries that its checkpoint covers', async () => {
    const log = await openLog(directory)
    log.append(toEntries(0, 10))
    await log.sync()
    log.append(toEntries(10, 20))
    await log.publish(toNote(await log.sync()))
    await log.close()
    const path = join(directory, 'tail/0000000000000000')
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, -1))
    const before = readFileSync(path)
    const error = await rejection(openLog(directory))
    expect(error).to.be.instanceOf(LogDamageError).with.property('message').that.includes('10 entries')
    expect(readFileSync(path), 'as it was found').to.deep.equal(before)
    rmSync(path)
    expect(await rejection(openLog(directory))).to.be.instanceOf(LogDamageError)
  })
})
