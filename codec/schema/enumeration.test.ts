import { expect } from 'chai'
import fc from 'fast-check'
import { CodecError } from '../wire/error.ts'
import { enumeration, numberOf } from './enumeration.ts'
import { mask } from './mask.ts'

describe('an enumeration', () => {
  const colours = enumeration('Colour', { Red: 1, Green: [2, '1.2', '1.4'], Far: 0x8000_0001 }, { Rouge: 'Red' })

  it('has a name for each number and a number for each name', () => {
    for (const [name, value] of [
      ['Red', 1],
      ['Green', 2],
      ['Far', 0x8000_0001],
    ] as const) {
      expect(colours.nameOf(value)).to.equal(name)
      expect(colours.codeOf(name)).to.equal(value)
    }
  })

  it('reads an alias, and never gives one', () => {
    expect(colours.codeOf('Rouge')).to.equal(1)
    expect(colours.nameOf(1)).to.equal('Red')
    expect(colours.has('Rouge')).to.equal(false)
  })

  it('lets every unknown number survive', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), (value) => {
        expect(colours.codeOf(colours.nameOf(value))).to.equal(value)
      }),
    )
    expect(colours.nameOf(0)).to.equal('0x00000000')
    expect(colours.nameOf(200)).to.equal('0x000000c8')
  })

  it('knows no other names', () => {
    for (const name of ['red', '', '0x', '0x123456789', 'constructor', '__proto__', '1'])
      expect(colours.codeOf(name), name).to.equal(undefined)
    expect(() => numberOf(colours, 'Blue')).to.throw(CodecError, 'Blue is not a Colour')
  })

  it('knows in which versions a name lives', () => {
    expect(colours.entries.get('Red')).to.deep.equal({ value: 1, since: '1.0' })
    expect(colours.entries.get('Green')).to.deep.equal({ value: 2, since: '1.2', until: '1.4' })
  })
})

describe('a mask', () => {
  const usage = mask('Usage', { Sign: 1, Verify: 2, Far: [0x4000_0000, '2.0'] })

  it('has names, lowest bit first', () => {
    expect(usage.namesOf(0x4000_0003)).to.deep.equal(['Sign', 'Verify', 'Far'])
    expect(usage.bitsOf(['Far', 'Sign'])).to.equal(0x4000_0001)
    expect(usage.namesOf(0)).to.deep.equal([])
    expect(usage.bitsOf([])).to.equal(0)
  })

  it('lets every bit survive', () => {
    fc.assert(fc.property(fc.integer(), (bits) => usage.bitsOf(usage.namesOf(bits)) === bits))
    expect(usage.namesOf(-0x8000_0000)).to.deep.equal(['0x80000000'])
  })

  it('knows no other names', () => {
    for (const name of ['sign', '', '0x', 'toString']) expect(usage.bitsOf(['Sign', name]), name).to.equal(undefined)
  })
})
