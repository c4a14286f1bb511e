import { expect } from 'chai'
import { type AttributeInstance, attributeList } from '../../codec/index.ts'
import { mergeAttributes } from './merge-attributes.ts'

const list = (values: Parameters<typeof attributeList>[0]) => attributeList(values) as AttributeInstance[]
const custom = (attributeName: string, text: string): AttributeInstance => ({
  attribute: 'Attribute',
  value: { vendorIdentification: 'x', attributeName, attributeValue: { tag: 0, type: 7, value: text } as never },
})
const said = (all: readonly AttributeInstance[]) => all.map(({ attribute, value }) => [attribute, value])

// KMIP 1.4 §4.2: single-instance attributes by precedence, multi-instance ones in union.
describe('attribute lists merged', () => {
  it('later lists win over earlier ones in single-instance attributes', () => {
    const common = list({ cryptographicLength: 128, cryptographicUsageMask: ['Sign'], activationDate: new Date(0) })
    const own = list({ cryptographicLength: 256 })
    expect(said(mergeAttributes('1.4', common, own, list({ cryptographicUsageMask: ['Verify'] })))).to.deep.equal([
      ['ActivationDate', new Date(0)],
      ['CryptographicLength', 256],
      ['CryptographicUsageMask', ['Verify']],
    ])
  })

  it('instances of multi-instance attributes add up, each value once, custom ones too', () => {
    const common = [...list({ objectGroup: ['a', 'b'] }), custom('Shelf', '1')]
    const own = [...list({ objectGroup: 'b' }), custom('Shelf', '1'), custom('Shelf', '2')]
    const all = mergeAttributes('1.4', common, own)
    expect(all.map(({ attribute }) => attribute)).to.deep.equal([
      'ObjectGroup',
      'ObjectGroup',
      'Attribute',
      'Attribute',
    ])
    expect(said(all).slice(0, 2)).to.deep.equal([
      ['ObjectGroup', 'a'],
      ['ObjectGroup', 'b'],
    ])
    expect(all.slice(2)).to.deep.equal(own.slice(1))
  })

  it('leaves what one list says twice to those who refuse it', () => {
    const twice = [...list({ cryptographicLength: 1 }), ...list({ cryptographicLength: 2 })]
    expect(mergeAttributes('1.4', twice, list({}))).to.deep.equal(twice)
  })
})
