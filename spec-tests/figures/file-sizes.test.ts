import { expect } from 'chai'
import { measureSizes } from './file-sizes.ts'

describe('measureSizes', () => {
  it('counts lines, without the last line break', () => {
    const sources = [1, 14, 15, 150, 151].map((count) => ({ file: `${count}.ts`, text: 'x\n'.repeat(count) }))
    expect(measureSizes(sources)).to.deep.equal({ files: 5, median: 15, under15: 40, over150: 1 })
  })

  it('of nothing', () => {
    expect(measureSizes([])).to.deep.equal({ files: 0, median: 0, under15: 0, over150: 0 })
  })
})
