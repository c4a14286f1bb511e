import type { Profiler } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { listExecuted } from './executed-files.ts'

describe('listExecuted', () => {
  const toScript = (url: string, ...counts: number[]): Profiler.ScriptCoverage => ({
    scriptId: '1',
    url,
    functions: counts.map((count) => ({
      functionName: 'f',
      isBlockCoverage: false,
      ranges: [{ startOffset: 0, endOffset: 1, count }],
    })),
  })

  it('lists the files of which something ran', () => {
    const coverage = [
      toScript('node:fs', 1),
      toScript(pathToFileURL('/code/server/b.ts').href, 0, 2),
      toScript(pathToFileURL('/code/codec/a.ts').href, 1),
      toScript(pathToFileURL('/code/codec/idle.ts').href, 0),
    ]
    expect(listExecuted(coverage, '/code')).to.deep.equal(['codec/a.ts', 'server/b.ts'])
  })
})
