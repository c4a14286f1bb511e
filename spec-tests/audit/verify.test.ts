import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect } from 'chai'
import { type VerificationOptions, verifyLog } from '../../transparency/verify.ts'
import type { Finding } from '../../transparency/verify-tree.ts'
import { fillLog, openSignedLog, origin, type SignedLog } from './signed-log.ts'

describe('verifyLog', () => {
  let directory: string
  let signed: SignedLog
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-verify-'))
    signed = await openSignedLog(directory)
  })
  afterEach(async () => {
    await signed.log.close()
    rmSync(directory, { recursive: true })
  })

  const verify = async (options: Partial<VerificationOptions> = {}) => {
    const findings: Finding[] = []
    const result = await verifyLog(directory, {
      origin,
      verifiers: [signed.verifier],
      onFinding: (finding) => findings.push(finding),
      ...options,
    })
    return { ...result, findings }
  }
  const change = (file: string, edit: (bytes: Buffer) => void): void => {
    const bytes = readFileSync(join(directory, file))
    edit(bytes)
    writeFileSync(join(directory, file), bytes)
  }

  it('finds nothing in a log as it was written, and counts what no checkpoint covers', async () => {
    await fillLog(signed.log, 600)
    await signed.publish()
    await fillLog(signed.log, 650)
    const progress: number[] = []
    const { findings, checkpoint, unsigned } = await verify({ onProgress: (entries) => progress.push(entries) })
    expect(findings).to.deep.equal([])
    expect(checkpoint).to.include({ size: 600 })
    expect(unsigned).to.equal(50)
    expect(progress).to.deep.equal([256, 512, 600])
  })

  it('verifies an empty log', async () => {
    await signed.publish()
    expect(await verify()).to.deep.include({ findings: [], unsigned: 0 })
  })

  it('needs a checkpoint of this log by a known key', async () => {
    const problemOf = async (options?: Partial<VerificationOptions>) => {
      const { findings, checkpoint } = await verify(options)
      expect(checkpoint).to.equal(undefined)
      expect(findings.map(({ file }) => file)).to.deep.equal(['checkpoint'])
      return findings[0]!.problem
    }
    await fillLog(signed.log, 3)
    expect(await problemOf()).to.equal('is missing')
    await signed.publish()
    expect(await problemOf({ origin: 'other' })).to.include('another log')
    expect(await problemOf({ verifiers: [] })).to.include('none of the keys')
    change('checkpoint', (bytes) => bytes.write('4', bytes.indexOf('\n3\n') + 1))
    expect(await problemOf()).to.include('does not belong to this text')
  })

  it('shows that a log continues an older checkpoint, and reads only what came later', async () => {
    await fillLog(signed.log, 700)
    const from = await signed.publish()
    await fillLog(signed.log, 900)
    await signed.publish()
    const progress: number[] = []
    const { findings } = await verify({ from, onProgress: (entries) => progress.push(entries) })
    expect(findings).to.deep.equal([])
    expect(progress).to.deep.equal([768, 900])
  })

  it('finds that a log was rolled back, or written anew with its own key', async () => {
    await fillLog(signed.log, 300)
    const early = await signed.publish()
    await fillLog(signed.log, 700)
    const from = await signed.publish()
    const other = { ...from, rootHash: Buffer.alloc(32) }
    expect((await verify({ from: other })).findings.map(({ problem }) => problem).join()).to.include('cannot be shown')
    writeFileSync(join(directory, 'checkpoint'), early.note)
    const { findings } = await verify({ from })
    expect(findings[0]?.problem).to.equal('covers 300 entries, fewer than the 700 of the older checkpoint')
  })

  it('lets bundles be pruned, and no others', async () => {
    await fillLog(signed.log, 600)
    await signed.publish()
    for (const index of ['000', '001']) rmSync(join(directory, `tile/entries/${index}`))
    expect((await verify({ minimumIndex: 512 })).findings).to.deep.equal([])
    const missing = { file: 'tile/entries/001', index: 256, problem: 'is missing' }
    expect((await verify({ minimumIndex: 511 })).findings).to.deep.equal([missing])
  })

  it('finds what was altered in the tail', async () => {
    await fillLog(signed.log, 20)
    await signed.publish()
    const file = 'tail/0000000000000000'
    const before = readFileSync(join(directory, file))
    change(file, (bytes) => {
      bytes.write('Put', bytes.indexOf('Get', bytes.indexOf('"index":7,')))
      bytes.writeUInt32BE(crc32(bytes.subarray(4)), 0)
    })
    const altered = { file: 'tail', index: 7, problem: 'the entry was altered' }
    expect((await verify()).findings).to.deep.equal([altered])
    writeFileSync(join(directory, file), before.subarray(0, -1))
    const short = { file: 'tail', index: 0, problem: 'ends at entry 0; the checkpoint covers 20' }
    expect((await verify()).findings).to.deep.equal([short])
  })

  it('names every altered file where several hide each other', async () => {
    await fillLog(signed.log, 3000)
    await signed.publish()
    await signed.log.close()
    rmSync(join(directory, 'tile/1/000.p/11'))
    change('tile/0/007', (bytes) => bytes.fill(0, 32, 64))
    change('tile/entries/003', (bytes) => bytes.write('Put', bytes.indexOf('Get')))
    const { findings } = await verify()
    expect(
      findings.filter(({ file }) => file !== 'checkpoint').map(({ file, index }) => `${file} ${index}`),
    ).to.deep.equal(['tile/1/000.p/11 0', 'tile/0/003 768', 'tile/0/007 1793'])
  })
})
