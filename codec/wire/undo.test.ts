import { expect } from 'chai'
import fc from 'fast-check'
import { JsonWriter } from '../json/writer.ts'
import { arbitraryItem } from '../testing/arbitrary-item.ts'
import { testTags } from '../testing/test-names.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { XmlWriter } from '../xml/writer.ts'
import { CodecError } from './error.ts'
import type { Item } from './item.ts'

const writers = {
  TTLV: () => new TtlvWriter(64),
  XML: () => new XmlWriter(testTags),
  'XML with lines': () => new XmlWriter(testTags, '  '),
  JSON: () => new JsonWriter(testTags),
}

describe('a structure that is taken back', () => {
  for (const [name, make] of Object.entries(writers)) {
    const written = (before: readonly Item[], undone: readonly Item[] | undefined, after: readonly Item[]) => {
      const writer = make()
      writer.begin(0x42000f)
      for (const item of before) writer.item(item)
      if (undone) {
        writer.begin(0x42007b)
        for (const item of undone) writer.item(item)
        writer.undo()
      }
      for (const item of after) writer.item(item)
      writer.end()
      const made = writer.finish()
      return typeof made === 'string' ? made : Buffer.from(made).toString('hex')
    }

    it(`leaves nothing behind in ${name}`, () => {
      const some = fc.array(arbitraryItem, { maxLength: 2 })
      fc.assert(
        fc.property(some, some, some, (before, undone, after) => {
          expect(written(before, undone, after)).to.equal(written(before, undefined, after))
        }),
        { numRuns: 50 },
      )
    })

    it(`has begun before, in ${name}`, () => {
      expect(() => make().undo()).to.throw(CodecError, 'there is no structure')
    })
  }
})
