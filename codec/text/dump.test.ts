import { expect } from 'chai'
import fc from 'fast-check'
import { arbitraryItem } from '../testing/arbitrary-item.ts'
import { testAlgorithms, testTags } from '../testing/test-names.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { type DumpOptions, dump } from './dump.ts'

const options: DumpOptions = {
  tags: testTags,
  isSecret: (tag) => tag === 0x420043,
  enumerationOf: (tag) => (tag === 0x420028 ? testAlgorithms : undefined),
}

const message = (): Buffer => {
  const writer = new TtlvWriter()
  writer.begin(0x420078)
  writer.integer(0x42000d, 1)
  writer.dateTime(0x420092, new Date('2024-01-01T00:00:00Z'))
  writer.enumeration(0x420028, 'AES', testAlgorithms)
  writer.enumeration(0x420057, '0x00000002', testAlgorithms)
  writer.text(0x420094, 'line\nbreak\u2028\u202e')
  writer.bytes(0x540001, Uint8Array.of(1, 2, 255))
  writer.bytes(0x420043, Buffer.from('5ec5ec', 'hex'))
  writer.text(0x420043, 's3cret')
  writer.integer(0x420043, 5555)
  writer.begin(0x420043)
  writer.text(0x420094, 'within')
  writer.end()
  writer.end()
  return Buffer.from(writer.finish())
}

describe('dump', () => {
  it('shows a message and hides its secrets', () => {
    expect(dump(message(), options)).to.equal(
      [
        'RequestMessage Structure',
        '  BatchCount Integer 1',
        '  TimeStamp DateTime 2024-01-01T00:00:00.000Z',
        '  CryptographicAlgorithm Enumeration AES',
        '  0x420057 Enumeration 0x00000002',
        '  UniqueIdentifier TextString "line\\nbreak\\u{2028}\\u{202e}"',
        '  0x540001 ByteString 0102ff',
        '  0x420043 ByteString (3 bytes, hidden)',
        '  0x420043 TextString (6 bytes, hidden)',
        '  0x420043 Integer (hidden)',
        '  0x420043 Structure (1 items, hidden)',
      ].join('\n'),
    )
  })

  it('reveals them when it is told to', () => {
    const text = dump(message(), { ...options, reveal: true })
    for (const secret of ['ByteString 5ec5ec', '"s3cret"', '5555', '"within"']) expect(text).to.contain(secret)
    expect(text).not.to.contain('hidden')
  })

  it('shows what it could of a message that is cut off, and the fault', () => {
    const lines = dump(message().subarray(0, 8), options).split('\n')
    expect(lines).to.deep.equal(['RequestMessage Structure', '! Structure 0x420078 of length 176, 0 bytes are left'])
    expect(dump(Buffer.from('GET / HTTP/1.1\r\n'), options)).to.equal('! 0x474554 has the unknown item type 32')
    expect(dump(Buffer.alloc(3), options)).to.equal('! an item is cut off in its header')
    expect(dump(Buffer.alloc(0), options)).to.equal('')
  })

  it('never throws and never shows a secret', () => {
    const whole = message()
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }))), (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, byte] of changes) bytes[at] = byte
        expect(dump(bytes, { ...options, isSecret: () => true })).not.to.contain('s3cret')
      }),
      { numRuns: 1000 },
    )
    fc.assert(
      fc.property(arbitraryItem, (item) => {
        const writer = new TtlvWriter()
        writer.item(item)
        expect(dump(writer.finish(), options)).not.to.match(/^!/m)
      }),
    )
  })
})
