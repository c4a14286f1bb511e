import { expect } from 'chai'
import { type Asking, openAsking, outcome } from '../support/asking.ts'

/** KMIP 1.4 §4.22, §4.23, §3.32; 2.1 §6.1.4, §6.1.42, §4.5. */
describe('Archive and Recover', () => {
  let asking: Asking
  let uniqueIdentifier: string
  beforeEach(async () => {
    asking = await openAsking()
    uniqueIdentifier = await asking.key({ name: 'shelved' })
  })
  afterEach(() => asking.close())

  const found = async (storageStatusMask?: readonly string[]) =>
    (await asking.payload('Locate', storageStatusMask ? { storageStatusMask } : {})).uniqueIdentifier ?? []

  it('takes an object out of reach, save its attributes, and brings it back', async () => {
    const before = await asking.payload('Get', { uniqueIdentifier })
    await asking.payload('Archive', { uniqueIdentifier })
    for (const operation of [
      'Get',
      'Activate',
      'Revoke',
      'Destroy',
      'ReKey',
      'Check',
      'ObtainLease',
      'Archive',
    ] as const)
      expect(
        outcome(
          await asking.one(operation, {
            uniqueIdentifier,
            revocationReason: { revocationReasonCode: 'CessationOfOperation' },
          }),
        ),
        operation,
      ).to.equal('ObjectArchived')
    expect(await asking.attribute(uniqueIdentifier, 'ArchiveDate')).to.have.length(1)
    await asking.payload('Recover', { uniqueIdentifier })
    expect(await asking.attribute(uniqueIdentifier, 'ArchiveDate')).to.deep.equal([])
    expect((await asking.payload('Get', { uniqueIdentifier })).object).to.deep.equal(before.object)
  })

  it('is found by Storage Status Mask only', async () => {
    const other = await asking.key()
    await asking.payload('Archive', { uniqueIdentifier })
    expect(await found()).to.deep.equal([other])
    expect(await found(['OnLineStorage'])).to.deep.equal([other])
    expect(await found(['ArchivalStorage'])).to.deep.equal([uniqueIdentifier])
    expect(await found(['OnLineStorage', 'ArchivalStorage'])).to.deep.equal([uniqueIdentifier, other])
  })

  it('keeps the Name taken while the object is archived', async () => {
    await asking.payload('Archive', { uniqueIdentifier })
    const attributes = [{ attribute: 'Name', value: { nameValue: 'shelved', nameType: 'UninterpretedTextString' } }]
    const other = await asking.key()
    const added = await asking.one('AddAttribute', { uniqueIdentifier: other, newAttribute: attributes[0] })
    expect(outcome(added)).to.equal('InvalidField')
  })

  it('recovers what is not archived without a change', async () => {
    const changed = await asking.attribute(uniqueIdentifier, 'LastChangeDate')
    asking.clock = new Date(Date.now() + 60_000)
    await asking.payload('Recover', { uniqueIdentifier })
    expect(await asking.attribute(uniqueIdentifier, 'LastChangeDate')).to.deep.equal(changed)
  })

  it('takes an archived key neither for encryption nor for wrapping', async () => {
    const wrapping = await asking.key({ cryptographicUsageMask: ['WrapKey'], activationDate: new Date(0) })
    await asking.payload('Archive', { uniqueIdentifier: wrapping })
    const keyWrappingSpecification = {
      wrappingMethod: 'Encrypt',
      encryptionKeyInformation: { uniqueIdentifier: wrapping },
      encodingOption: 'NoEncoding',
    }
    const got = await asking.one('Get', { uniqueIdentifier, keyWrappingSpecification })
    expect(outcome(got)).to.equal('ObjectArchived')
    const data = Buffer.alloc(16)
    expect(outcome(await asking.one('Encrypt', { uniqueIdentifier: wrapping, data }))).to.equal('ObjectArchived')
  })
})
