import { expect } from 'chai'
import type { RequestBatchItem, ResponseBatchItem } from '../../codec/index.ts'
import { describeFailedSearch } from './describe-failed-search.ts'

describe('the log of a search without a match', () => {
  const describeSearch = (attributes: unknown, responsePayload: unknown = {}, resultStatus = 'Success') =>
    describeFailedSearch(
      { operation: 'Locate', requestPayload: { attributes } } as unknown as RequestBatchItem,
      { operation: 'Locate', resultStatus, responsePayload } as unknown as ResponseBatchItem,
    )

  it('shows what says what was sought, and of the rest the names', () => {
    expect(
      describeSearch([
        { attribute: 'Name', value: { nameValue: 'orders', nameType: 'UninterpretedTextString' } },
        { attribute: 'ObjectGroup', value: 'db' },
        { attribute: 'ObjectType', value: 'SymmetricKey' },
        { attribute: 'CryptographicUsageMask', value: ['Encrypt', 'Decrypt'] },
        { attribute: 'Digest', value: { digestValue: Buffer.from('secret') } },
        { attribute: 'ContactInformation', value: 'secret' },
        {
          attribute: 'Attribute',
          value: { vendorIdentification: 'x', attributeName: 'PIN', attributeValue: 'secret' },
        },
      ]),
    ).to.deep.equal([
      'Name=orders',
      'ObjectGroup=db',
      'ObjectType=SymmetricKey',
      'CryptographicUsageMask=Encrypt,Decrypt',
      'Digest',
      'ContactInformation',
      'PIN',
    ])
    expect(describeSearch(undefined)).to.deep.equal([])
  })

  it('is bounded', () => {
    const many = Array.from({ length: 1000 }, () => ({ attribute: 'ObjectGroup', value: 'x'.repeat(10_000) }))
    expect(JSON.stringify(describeSearch(many)).length).to.be.below(3000)
  })

  it('is for searches that succeed and find nothing', () => {
    expect(describeSearch([], { uniqueIdentifier: ['7f1d'] })).to.equal(undefined)
    expect(describeSearch([], undefined, 'OperationFailed')).to.equal(undefined)
  })
})
