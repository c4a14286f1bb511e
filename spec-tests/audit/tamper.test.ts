import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { fillLog, openSignedLog } from './signed-log.ts'
import { runTamper } from './tamper.ts'

describe('a log that was tampered with', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-tamper-'))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  for (const size of [1, 300, 3000])
    it(`of ${size} entries: every change is found and named, and nothing else`, async () => {
      const { log, verifier, publish } = await openSignedLog(directory)
      await fillLog(log, size)
      await publish()
      await log.close()
      const options = { directory, size, verifier, edits: 150, atOnce: size === 3000 ? 4 : 1, seed: size }
      expect(await runTamper(options, () => undefined)).to.deep.equal([])
    })
})
