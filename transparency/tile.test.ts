import { expect } from 'chai'
import { decodeEntries, encodeEntries } from './bundle.ts'
import { partialTilesOf, tileOf, toTilePath } from './tile.ts'

describe('tiles', () => {
  it('have the paths of the text', () => {
    expect(toTilePath({ level: 0, index: 1_234_067, width: 256 })).to.equal('tile/0/x001/x234/067')
    expect(toTilePath({ level: 63, index: 0, width: 256 })).to.equal('tile/63/000')
    expect(toTilePath({ level: 1, index: 999, width: 1 })).to.equal('tile/1/999.p/1')
    expect(toTilePath({ level: 'entries', index: 1000, width: 255 })).to.equal('tile/entries/x001/000.p/255')
  })

  it('are as many and as wide as the text gives for 70,000 and 256 entries', () => {
    const paths = (size: number) => partialTilesOf(size).map(toTilePath)
    expect(paths(70_000)).to.deep.equal([
      'tile/entries/273.p/112',
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ])
    expect(paths(256)).to.deep.equal(['tile/1/000.p/1'])
    expect(paths(0)).to.deep.equal([])
    expect(tileOf(0, 272, 70_000)).to.deep.equal({ level: 0, index: 272, width: 256 })
    expect(tileOf(1, 1, 70_000)).to.deep.equal({ level: 1, index: 1, width: 17 })
    expect(tileOf(0, 274, 70_000)).to.equal(undefined)
    expect(tileOf(6, 0, 2 ** 52)).to.deep.equal({ level: 6, index: 0, width: 16 })
  })

  it('bundles have entries of 0 to 65,535 bytes behind their lengths', () => {
    const entries = [Buffer.alloc(0), Buffer.from('ab'), Buffer.alloc(65_535, 1)]
    const bytes = encodeEntries(entries)
    expect(bytes.subarray(0, 6).toString('hex')).to.equal('000000026162')
    expect(decodeEntries(bytes)).to.deep.equal(entries)
    expect(decodeEntries(bytes.subarray(0, -1))).to.equal(undefined)
    expect(decodeEntries(bytes.subarray(0, 3))).to.equal(undefined)
    expect(() => encodeEntries([Buffer.alloc(65_536)])).to.throw(RangeError, '65536 bytes')
  })
})
