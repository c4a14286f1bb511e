import { expect } from 'chai'
import { readBitString, readChildren } from './read-der.ts'
import {
  bitString,
  encodeDer,
  explicit,
  implicit,
  integer,
  octetString,
  sequence,
  time,
  verbatim,
} from './write-der.ts'

const hex = (value: Parameters<typeof encodeDer>[0]): string => encodeDer(value).toString('hex')

describe('der', () => {
  it('writes integers in the fewest bytes, with their sign (X.690 §8.3)', () => {
    expect(hex(integer(0n))).to.equal('020100')
    expect(hex(integer(0x7fn))).to.equal('02017f')
    expect(hex(integer(0x80n))).to.equal('02020080')
    expect(hex(integer(0xff00n))).to.equal('020300ff00')
  })

  it('changes from UTCTime to GeneralizedTime at 2050 and drops fractions (RFC 5280 §4.1.2.5)', () => {
    expect(encodeDer(time(new Date('2049-12-31T23:59:59.999Z'))).toString('latin1')).to.equal('\x17\x0d491231235959Z')
    expect(encodeDer(time(new Date('2050-01-01T00:00:00Z'))).toString('latin1')).to.equal('\x18\x0f20500101000000Z')
    expect(() => time(new Date('1949-12-31T00:00:00Z'))).to.throw('1949')
  })

  it('writes strings of bits and octets and context tags', () => {
    expect(hex(bitString(Uint8Array.of(0x80), 7))).to.equal('03020780')
    expect(hex(octetString(Uint8Array.of(1)))).to.equal('040101')
    expect(hex(implicit(2, Uint8Array.of(0x61)))).to.equal('820161')
    expect(hex(explicit(0, integer(2n)))).to.equal('a003020102')
  })

  it('takes a value over verbatim and refuses truncation and trailing bytes', () => {
    // The second one is BER, spelt with a long length; the third is no UTF-8.
    for (const hex of ['300a0c03c3a961130362c3a9', '3081020500', '30040c02ff80']) {
      const length = (hex.length / 2).toString(16).padStart(2, '0')
      expect(encodeDer(sequence(verbatim(Buffer.from(hex, 'hex')))).toString('hex')).to.equal(`30${length}${hex}`)
    }
    for (const bad of ['300305', '05000500', '0500ff', '']) {
      expect(() => verbatim(Buffer.from(bad, 'hex')), bad).to.throw()
    }
  })

  it('gives the children of a constructed value as bytes', () => {
    const parts = readChildren(Buffer.from('300704010130000500', 'hex')).map((part) =>
      Buffer.from(part).toString('hex'),
    )
    expect(parts).to.deep.equal(['040101', '3000', '0500'])
    expect(() => readChildren(Buffer.from('0500', 'hex'))).to.throw('constructed')
    expect(() => readChildren(undefined)).to.throw('missing')
  })

  it('gives the bytes of a bit string that has whole ones', () => {
    expect([...readBitString(Buffer.from('030300aabb', 'hex'))]).to.deep.equal([0xaa, 0xbb])
    for (const bad of ['03020780', '04020080', '0300']) {
      expect(() => readBitString(Buffer.from(bad, 'hex')), bad).to.throw('bit string')
    }
  })
})
