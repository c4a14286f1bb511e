import { expect } from 'chai'
import { TtlvReader } from '../ttlv/reader.ts'
import { TtlvWriter } from '../ttlv/writer.ts'
import { CodecError } from '../wire/error.ts'
import type { Item } from '../wire/item.ts'
import { enumeration } from './enumeration.ts'
import { Field } from './field.ts'
import type { TagLookup } from './place.ts'
import { boolean, bytes, dateTime, integer, rest, text } from './primitive.ts'
import { Structure } from './structure.ts'
import { type Version, versionIndex } from './version.ts'

const numbers: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3, d: 4, old: 5, new: 6, inner: 7, list: 8 }
const tags: TagLookup = {
  ofKey: (key) => (key in numbers ? { id: key.toUpperCase(), tag: numbers[key] as number } : undefined),
  ofId: (id) => numbers[id.toLowerCase()],
}
const structure = <F extends Record<string, Field<unknown, boolean>>>(fields: F) =>
  new Structure('Sample', fields, tags)

interface Walks {
  readonly type: Structure<Record<string, Field<unknown, boolean>>>['type']
}

const write = ({ type }: Walks, value: object, version: Version = '1.0', exact = false): Buffer => {
  const writer = new TtlvWriter()
  type.write(writer, 0x99, value, { version: versionIndex(version), exact }, {})
  return Buffer.from(writer.finish())
}
const read = ({ type }: Walks, bytes: Uint8Array, version: Version = '1.0'): unknown =>
  type.read(new TtlvReader(bytes), { version: versionIndex(version) }, {})
const items = (...value: Item[]): Buffer => {
  const writer = new TtlvWriter()
  writer.item({ tag: 0x99, type: 'Structure', value })
  return Buffer.from(writer.finish())
}
const int = (tag: number, value: number): Item => ({ tag, type: 'Integer', value })
const str = (tag: number, value: string): Item => ({ tag, type: 'TextString', value })

const errorOf = (act: () => unknown): CodecError => {
  try {
    act()
  } catch (error) {
    if (error instanceof CodecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a structure', () => {
  const both = structure({ a: integer(), b: text().optional(), c: integer().many(), d: boolean().optional() })

  it('is read into keys in wire order, and written back', () => {
    const wire = items(int(1, 7), str(2, 'x'), int(3, 1), int(3, 2), { tag: 4, type: 'Boolean', value: true })
    const value = read(both, wire)
    expect(value).to.deep.equal({ a: 7, b: 'x', c: [1, 2], d: true })
    expect(Object.keys(value as object)).to.deep.equal(['a', 'b', 'c', 'd'])
    expect(write(both, value as object)).to.deep.equal(wire)
  })

  it('is without the keys of optional fields that are not there', () => {
    const wire = items(int(1, 7), int(3, 1))
    expect(read(both, wire)).to.deep.equal({ a: 7, c: [1] })
    expect(write(both, { a: 7, c: [1] })).to.deep.equal(wire)
    expect(write(both, { a: 7, b: undefined, c: [1], d: undefined }, '1.0', true)).to.deep.equal(wire)
  })

  it('is written in wire order, whatever the order of keys', () => {
    const value = { a: 7, b: 'x', c: [1, 2], d: true }
    const wire = write(both, value)
    for (const keys of [
      ['d', 'c', 'b', 'a'],
      ['b', 'a', 'd', 'c'],
      ['c', 'd', 'a', 'b'],
      ['a', 'c', 'b', 'd'],
    ] as const)
      expect(write(both, Object.fromEntries(keys.map((key) => [key, value[key]]))), keys.join()).to.deep.equal(wire)
  })

  it('is written in wire order inside others that are not', () => {
    const outer = structure({ inner: both, list: both.many(), new: text().optional(), old: integer() })
    const inOrder = { a: 7, b: 'x', c: [1, 2] }
    const mixed = { c: [1, 2], a: 7, b: 'x' }
    const wire = write(outer, { inner: inOrder, list: [inOrder, inOrder], old: 3 })
    expect(write(outer, { old: 3, list: [mixed, inOrder], new: undefined, inner: mixed }, '1.0', true)).to.deep.equal(
      wire,
    )
    expect(
      errorOf(() => write(outer, { old: 3, list: [mixed, { ...mixed, a: 'x' }], inner: mixed })).path,
    ).to.deep.equal(['LIST[1]', 'A'])
  })

  it('misses what must be there', () => {
    for (const wire of [items(int(3, 1)), items(int(1, 7)), items(int(1, 7), str(2, 'x')), items()])
      expect(errorOf(() => read(both, wire)).detail).to.equal('is missing')
    for (const value of [{ c: [1] }, { a: 7 }, { a: 7, c: [] }, { d: true }, {}])
      expect(errorOf(() => write(both, value)).detail, JSON.stringify(value)).to.equal('is missing')
    expect(errorOf(() => read(both, items(int(3, 1)))).path).to.deep.equal(['A'])
    expect(errorOf(() => write(both, { a: 7 })).path).to.deep.equal(['C'])
  })

  it('refuses what is not expected, twice, or out of order', () => {
    const a = int(1, 7)
    const c = int(3, 1)
    for (const wire of [items(a, c, int(9, 1)), items(c, a), items(a, c, str(2, 'x'))]) {
      const { fault, message } = errorOf(() => read(both, wire))
      expect(fault).to.equal('field')
      expect(message).to.match(/unexpected item|is missing/)
    }
    for (const wire of [items(a, a, c), items(a, c, a), items(a, a)]) {
      const { fault, message } = errorOf(() => read(both, wire))
      expect([fault, message]).to.deep.equal(['repeated', 'A: is given more than once'])
    }
  })

  it('tells where it went wrong, from the outside in', () => {
    const inner = structure({ a: integer(), list: structure({ b: text() }).many() })
    const outer = structure({ inner: inner.many() })
    const value = {
      inner: [
        { a: 1, list: [{ b: 'x' }] },
        { a: 2, list: [{ b: 'x' }, { b: 'y' }] },
      ],
    }
    const wire = write(outer, value)
    expect(read(outer, wire)).to.deep.equal(value)
    wire[wire.length - 13] = 2 // the last text becomes an integer
    expect(errorOf(() => read(outer, wire)).path).to.deep.equal(['INNER[1]', 'LIST[1]', 'B'])
    const wrong = { inner: [{ a: 1, list: [{ b: 'x' }, {}] }] }
    expect(errorOf(() => write(outer, wrong)).path).to.deep.equal(['INNER[0]', 'LIST[1]', 'B'])
  })

  it('needs a tag for every key', () => {
    expect(() => structure({ nothing: integer() })).to.throw(TypeError, 'Sample.nothing: no such tag')
  })
})

describe('a field lives', () => {
  const aged = structure({
    a: integer(),
    b: integer().optional().since('1.2'),
    c: integer().optional().until('1.3'),
    d: integer().optional().since('1.4').tolerate('1.1', 'a client'),
  })

  it('from its first version to its last', () => {
    const value = { a: 1, b: 2, c: 3, d: 4 }
    const had = (version: Version) => Object.keys(read(aged, write(aged, value, version), version) as object).join('')
    expect((['1.0', '1.1', '1.2', '1.3', '1.4', '2.0', '2.1'] as const).map(had)).to.deep.equal([
      'ac',
      'ac',
      'abc',
      'abc',
      'abd',
      'abd',
      'abd',
    ])
  })

  it('in exact writing, or the writing fails', () => {
    expect(errorOf(() => write(aged, { a: 1, b: 2 }, '1.1', true)).detail).to.equal('KMIP 1.1 has no b in Sample')
    expect(errorOf(() => write(aged, { a: 1, c: 2 }, '1.4', true)).detail).to.equal('KMIP 1.4 has no c in Sample')
    expect(errorOf(() => write(aged, { a: 1, z: 2 }, '1.4', true)).detail).to.equal('KMIP 1.4 has no z in Sample')
    expect(errorOf(() => write(aged, { c: 2, z: 2, a: 1 }, '1.2', true)).detail).to.equal('KMIP 1.2 has no z in Sample')
    expect(read(aged, write(aged, { b: 2, a: 1 }, '1.2', true), '1.2')).to.deep.equal({ a: 1, b: 2 })
  })

  it('earlier where it is tolerated, but only when it is read', () => {
    expect(read(aged, items(int(1, 1), int(4, 4)), '1.1')).to.deep.equal({ a: 1, d: 4 })
    expect(errorOf(() => read(aged, items(int(1, 1), int(4, 4)), '1.0')).detail).to.contain('unexpected item')
    expect(errorOf(() => write(aged, { a: 1, d: 4 }, '1.1', true)).detail).to.contain('has no d')
    expect(() => integer().tolerate('1.0', '')).to.throw(TypeError, 'name the client')
  })

  it('in the form that its version had', () => {
    const changed = structure({
      new: structure({ a: integer() })
        .was('1.4', { tag: 'B', type: text().type })
        .was('1.0', { tag: 'old', type: integer().type, many: true }),
    })
    const older = new Field(integer().type).was('1.3', { type: bytes().type }).was('1.0', { type: text().type })
    expect(read(changed, items({ tag: 6, type: 'Structure', value: [int(1, 5)] }), '2.0')).to.deep.equal({
      new: { a: 5 },
    })
    expect(read(changed, items(str(2, 'x')), '1.4')).to.deep.equal({ new: 'x' })
    expect(older.at(versionIndex('1.0'), true)?.type.title).to.equal('Text String')
    expect(older.at(versionIndex('1.2'), true)?.type.title).to.equal('Byte String')
    expect(older.at(versionIndex('1.4'), true)?.type.title).to.equal('Integer')
  })
})

describe('a field that is one of several', () => {
  const variants = new Map([
    [1, { key: 'number', tag: 1, type: integer().type }],
    [2, { key: 'text', tag: 2, type: text().type }],
  ])
  const choice = structure({ object: new Field<unknown>(integer().type, { variants }), c: integer().optional() })

  it('is told apart by tag', () => {
    for (const [wire, value] of [
      [items(int(1, 5), int(3, 1)), { object: { number: 5 }, c: 1 }],
      [items(str(2, 'x')), { object: { text: 'x' } }],
    ] as const) {
      expect(read(choice, wire)).to.deep.equal(value)
      expect(write(choice, value)).to.deep.equal(wire)
    }
  })

  it('must be one of them', () => {
    expect(errorOf(() => read(choice, items(int(3, 1)))).message).to.equal('object: is missing')
    expect(errorOf(() => write(choice, { object: { date: 1 } })).message).to.equal(
      'object: none of number, text is given',
    )
  })
})

describe('the rest of a structure', () => {
  it('is whatever stands there', () => {
    const open = structure({ a: integer().optional(), items: rest() })
    const wire = items(int(1, 5), int(77, 6), str(78, 'x'))
    const value = { a: 5, items: [int(77, 6), str(78, 'x')] }
    expect(read(open, wire)).to.deep.equal(value)
    expect(write(open, value)).to.deep.equal(wire)
    expect(read(open, items())).to.deep.equal({})
  })
})

describe('types', () => {
  const colours = enumeration('Colour', { Red: 1, Green: [2, '1.2'] })
  const sample = structure({
    a: integer(),
    b: text().optional(),
    c: colours.optional(),
    d: dateTime().many().optional(),
  })
  type Value = typeof sample.value

  it('of values follow from the declaration', () => {
    const least: Value = { a: 1 }
    const all: Value = { a: 1, b: 'x', c: 'Red', d: [new Date(0)] }
    const unknown: Value = { a: 1, c: '0x80000001' }
    // @ts-expect-error a is required
    const without: Value = { b: 'x' }
    // @ts-expect-error there is no such key
    const typo: Value = { a: 1, bb: 'x' }
    // @ts-expect-error there is no such colour
    const colour: Value = { a: 1, c: 'Reed' }
    // @ts-expect-error one date is no list
    const single: Value = { a: 1, d: new Date(0) }
    // @ts-expect-error there is no such version
    const version = () => integer().since('1.7')
    expect([least, all, unknown, without, typo, colour, single, version]).to.have.length(8)
  })
})
