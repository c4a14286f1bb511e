import { expect } from 'chai'
import { CreateSplitKey, Locate } from '../../codec/index.ts'
import { createReferences } from './references.ts'

describe('the ID Placeholder', () => {
  // KMIP 1.4 §4.38: that of the part whose Key Part Identifier is 1.
  it('is the first part after Create Split Key', () => {
    const left = createReferences()
    left.note('CreateSplitKey', { uniqueIdentifier: ['one', 'two'] }, CreateSplitKey.placeholderOut)
    expect(left.resolveIdentifier(undefined)).to.equal('one')
    expect(left.resolveIdentifier({ enumeration: 'CreateSplitKey' })).to.equal('one')
  })

  it('is nothing after Locate found several', () => {
    const left = createReferences()
    left.note('Locate', { uniqueIdentifier: ['one', 'two'] }, Locate.placeholderOut)
    expect(() => left.resolveIdentifier(undefined)).to.throw('No earlier item')
  })
})
