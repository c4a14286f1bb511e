import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { openLogFiles } from '../../transparency/log-files.ts'

const run = promisify(execFile)

/** Appends ten entries of 1,000 bytes at a time until that fails, then one by one; the limit of the shell stands for a full disk. */
const script = `
import { openLogFiles } from ${JSON.stringify(join(import.meta.dirname, '../../transparency/log-files.ts'))}
const { log } = await openLogFiles(process.argv[1], { onProblem(error) { throw error } })
const codes = []
for (const count of [10, 1]) {
  try {
    for (;;) log.append(Array.from({ length: count }, (_, i) => Buffer.alloc(1000, log.size + i)))
  } catch (error) {
    codes.push(error.code)
  }
}
await log.sync()
console.log(JSON.stringify({ size: log.size, codes }))
await log.close()
`

const rethrow = (error: Error): never => {
  throw error
}

describe('a log on a full disk', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-full-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('refuses what it cannot write, takes what it can, and goes on when there is room', async () => {
    const command = 'ulimit -f 64 && exec "$0" --input-type=module -e "$1" "$2"'
    const { stdout } = await run('bash', ['-c', command, process.execPath, script, directory])
    const { size, codes } = JSON.parse(stdout)
    // The first refused batch was written in part: 65,536 bytes have room for 6 of 10,036 bytes, and then for 5 of 1,018.
    expect(codes).to.have.length(2)
    expect(size).to.equal(65)
    const { log, cutBytes } = await openLogFiles(directory, {
      onProblem: rethrow,
    })
    expect(cutBytes, 'what was written in part was cut at once').to.equal(0)
    expect(log.append([Buffer.alloc(1000, 65)])).to.equal(65)
    const entries = await log.readEntries(0, 66)
    expect(entries).to.deep.equal(Array.from({ length: 66 }, (_, i) => Buffer.alloc(1000, i)))
    await log.close()
  })

  it('opens, and reports that its tiles cannot be written', async () => {
    const { log } = await openLogFiles(directory, { onProblem: rethrow })
    log.append(Array.from({ length: 300 }, (_, i) => Buffer.alloc(1000, i)))
    await log.sync()
    await log.close()
    // A file where the directory of the tiles should be stands for a disk that takes no new file.
    writeFileSync(join(directory, 'tile'), '')
    const problems: Error[] = []
    const { log: again } = await openLogFiles(directory, { onProblem: (error) => problems.push(error) })
    expect(problems).to.have.length(1)
    expect(again.append([Buffer.from('more')])).to.equal(300)
    rmSync(join(directory, 'tile'))
    await again.sync()
    expect(await again.readEntries(299, 301)).to.deep.equal([Buffer.alloc(1000, 299), Buffer.from('more')])
    await again.close()
  })
})
