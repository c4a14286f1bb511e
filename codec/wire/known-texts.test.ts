import { expect } from 'chai'
import fc from 'fast-check'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { KnownText, KnownTexts } from './known-texts.ts'

describe('KnownTexts', () => {
  const texts = ['Name', 'Mane', 'Object Group', 'Object Type', 'State', 'x', '']
  const known = new KnownTexts(texts.map((text) => ({ known: new KnownText(text) })))

  const find = (bytes: Uint8Array, before = 8) => {
    const message = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(-bytes.length & 7, 0xff)])
    return known.find(message, before, bytes.length)?.known.text
  }

  it('finds each of them, wherever it stands', () => {
    for (const text of texts) for (const before of [8, 9]) expect(find(Buffer.from(text), before)).to.equal(text)
  })

  it('finds nothing else', () => {
    const near = ['name', 'Nam', 'Name ', 'Nxme', 'Object Groups', 'Stäte', '\0', 'X']
    for (const text of near) expect(find(Buffer.from(text)), text).to.equal(undefined)
  })

  it('makes no difference to what a reader reads', () => {
    const text = fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'grapheme', maxLength: 20 }))
    fc.assert(
      fc.property(text, (value) => {
        const writer = new TtlvWriter()
        writer.text(0x42000a, value)
        const reader = new TtlvReader(writer.finish())
        expect(reader.known(known)?.known.text ?? reader.text()).to.equal(value)
        expect(reader.is(0)).to.equal(true)
      }),
    )
  })
})
