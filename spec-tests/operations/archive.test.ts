import { expect } from 'chai'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

/** KMIP 1.4 §4.22, §4.23, §3.32; 2.1 §6.1.4, §6.1.42, §4.5. */
describe('Archive and Recover', () => {
  let local: LocalServer
  let uniqueIdentifier: string
  beforeEach(async () => {
    local = await openLocalServer()
    uniqueIdentifier = await local.key({ name: 'shelved' })
  })
  afterEach(() => local.close())

  const locate = async (storageStatusMask?: readonly string[]) =>
    (await local.payload('Locate', storageStatusMask ? { storageStatusMask } : {})).uniqueIdentifier ?? []

  it('takes an object out of reach, save its attributes, and brings it back', async () => {
    const before = await local.payload('Get', { uniqueIdentifier })
    await local.payload('Archive', { uniqueIdentifier })
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
        outcomeOf(
          await local.one(operation, {
            uniqueIdentifier,
            revocationReason: { revocationReasonCode: 'CessationOfOperation' },
          }),
        ),
        operation,
      ).to.equal('ObjectArchived')
    expect(await local.attribute(uniqueIdentifier, 'ArchiveDate')).to.have.length(1)
    await local.payload('Recover', { uniqueIdentifier })
    expect(await local.attribute(uniqueIdentifier, 'ArchiveDate')).to.deep.equal([])
    expect((await local.payload('Get', { uniqueIdentifier })).object).to.deep.equal(before.object)
  })

  it('is found by Storage Status Mask only', async () => {
    const other = await local.key()
    await local.payload('Archive', { uniqueIdentifier })
    expect(await locate()).to.deep.equal([other])
    expect(await locate(['OnLineStorage'])).to.deep.equal([other])
    expect(await locate(['ArchivalStorage'])).to.deep.equal([uniqueIdentifier])
    expect(await locate(['OnLineStorage', 'ArchivalStorage'])).to.deep.equal([uniqueIdentifier, other])
  })

  it('keeps the Name taken while the object is archived', async () => {
    await local.payload('Archive', { uniqueIdentifier })
    const attributes = [{ attribute: 'Name', value: { nameValue: 'shelved', nameType: 'UninterpretedTextString' } }]
    const other = await local.key()
    const added = await local.one('AddAttribute', { uniqueIdentifier: other, newAttribute: attributes[0] })
    expect(outcomeOf(added)).to.equal('InvalidField')
  })

  it('recovers what is not archived without a change', async () => {
    const changed = await local.attribute(uniqueIdentifier, 'LastChangeDate')
    local.clock = new Date(Date.now() + 60_000)
    await local.payload('Recover', { uniqueIdentifier })
    expect(await local.attribute(uniqueIdentifier, 'LastChangeDate')).to.deep.equal(changed)
  })

  it('takes an archived key neither for encryption nor for wrapping', async () => {
    const wrapping = await local.key({ cryptographicUsageMask: ['WrapKey'], activationDate: new Date(0) })
    await local.payload('Archive', { uniqueIdentifier: wrapping })
    const keyWrappingSpecification = {
      wrappingMethod: 'Encrypt',
      encryptionKeyInformation: { uniqueIdentifier: wrapping },
      encodingOption: 'NoEncoding',
    }
    const got = await local.one('Get', { uniqueIdentifier, keyWrappingSpecification })
    expect(outcomeOf(got)).to.equal('ObjectArchived')
    const data = Buffer.alloc(16)
    expect(outcomeOf(await local.one('Encrypt', { uniqueIdentifier: wrapping, data }))).to.equal('ObjectArchived')
  })
})
