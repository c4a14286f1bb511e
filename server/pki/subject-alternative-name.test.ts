import { expect } from 'chai'
import fc from 'fast-check'
import { encodeDer } from '../../codec/der/write-der.ts'
import { encodeAddress, encodeGeneralNames, isSubjectAlternativeName } from './subject-alternative-name.ts'

describe('subject alternative names', () => {
  it('tells names and addresses from what cannot stand in a certificate', () => {
    for (const name of [
      'localhost',
      'kms.example.com',
      '*.example.com',
      'my_host',
      '127.0.0.1',
      '::1',
      'fe80::1',
      '3com.net',
    ])
      expect(isSubjectAlternativeName(name), name).to.equal(true)
    for (const name of [
      '',
      '.',
      'a..b',
      'a b',
      '-a',
      'a-',
      'bücher.example',
      'fe80::1%eth0',
      '1.2.3',
      '256.1.1.1',
      'a.*.b',
    ])
      expect(isSubjectAlternativeName(name), name).to.equal(false)
    expect(isSubjectAlternativeName(`${'a'.repeat(64)}.de`)).to.equal(false)
  })

  it('writes dNSName and iPAddress (RFC 5280 §4.2.1.6)', () => {
    expect(encodeDer(encodeGeneralNames(['a', '127.0.0.1', '::1'])).toString('hex')).to.equal(
      `301b82016187047f0000018710${'0'.repeat(30)}01`,
    )
    expect(() => encodeGeneralNames(['not a name'])).to.throw('neither a DNS name nor an IP address')
  })

  it('reads the spellings of IPv6 (RFC 4291 §2.2)', () => {
    const cases = {
      '::': '00000000000000000000000000000000',
      '2001:db8::8:800:200c:417a': '20010db80000000000080800200c417a',
      'FF01::101': 'ff010000000000000000000000000101',
      '::ffff:129.144.52.38': '00000000000000000000ffff81903426',
      '1:2:3:4:5:6:7::': '00010002000300040005000600070000',
    }
    for (const [text, hex] of Object.entries(cases))
      expect(Buffer.from(encodeAddress(text)).toString('hex')).to.equal(hex)
  })

  it('reads any IPv6 address to its 16 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = Buffer.from(bytes).toString('hex').match(/..../g)?.join(':') ?? ''
        expect(encodeAddress(text)).to.deep.equal(Buffer.from(bytes))
      }),
    )
  })
})
