import { expect } from 'chai'
import type { ItemType } from '../../codec/wire/item.ts'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const how = { version: '2.1' } as const

/** KMIP 2.1 §6.1.3, §11.1. */
describe('Adjust Attribute', () => {
  let local: LocalServer
  let uniqueIdentifier: string
  beforeEach(async () => {
    local = await openLocalServer()
    uniqueIdentifier = await local.key()
  })
  afterEach(() => local.close())

  const adjust = async (attributeReference: unknown, adjustmentType: string, adjustmentValue?: bigint) =>
    outcomeOf(
      await local.one(
        'AdjustAttribute',
        {
          uniqueIdentifier,
          attributeReference,
          adjustmentType,
          ...(adjustmentValue !== undefined && { adjustmentValue }),
        },
        how,
      ),
    )
  const counter = { vendorIdentification: 'acme', attributeName: 'Counter' }
  const vendor = async (type: ItemType, value: unknown) => {
    await local.one('DeleteAttribute', { uniqueIdentifier, attributeReference: counter }, how)
    const attributeValue = { tag: 0x42000b, type, value }
    const newAttribute = { attribute: 'Attribute', value: { ...counter, attributeValue } }
    await local.payload('AddAttribute', { uniqueIdentifier, newAttribute }, how)
  }
  const readCounter = async () => {
    const all = await local.payload('GetAttributes', { uniqueIdentifier, attributeReference: [counter] }, how)
    return (all.attributes as { value: { attributeValue: { value: unknown } } }[])[0]?.value.attributeValue.value
  }

  it('counts an unset number from zero, by one by default', async () => {
    expect(await adjust('ProtectionPeriod', 'Increment')).to.equal('Success')
    expect(await adjust('ProtectionPeriod', 'Increment', 41n)).to.equal('Success')
    expect(await local.attribute(uniqueIdentifier, 'ProtectionPeriod', how)).to.deep.equal([42])
    expect(await adjust('ProtectionPeriod', 'Decrement', 43n)).to.equal('NumericRange')
    expect(await adjust('ProtectionPeriod', 'Negate')).to.equal('InvalidDataType')
  })

  it('negates an unset Boolean to true', async () => {
    expect(await adjust('QuantumSafe', 'Negate')).to.equal('Success')
    expect(await local.attribute(uniqueIdentifier, 'QuantumSafe', how)).to.deep.equal([true])
    expect(await adjust('QuantumSafe', 'Increment')).to.equal('InvalidDataType')
  })

  it('moves a date by seconds', async () => {
    expect(await adjust('ActivationDate', 'Increment')).to.equal('AttributeNotFound')
    const value = new Date('2060-01-01T00:00:00Z')
    await local.payload('SetAttribute', { uniqueIdentifier, newAttribute: { attribute: 'ActivationDate', value } }, how)
    expect(await adjust('ActivationDate', 'Decrement', 86_400n)).to.equal('Success')
    expect(await local.attribute(uniqueIdentifier, 'ActivationDate', how)).to.deep.equal([
      new Date('2059-12-31T00:00:00Z'),
    ])
  })

  it('adjusts vendor attributes of every numeric type, within its range', async () => {
    expect(await adjust(counter, 'Increment')).to.equal('AttributeNotFound')
    const cases: [ItemType, unknown, string, bigint | undefined, unknown][] = [
      ['Integer', 2 ** 31 - 2, 'Increment', undefined, 2 ** 31 - 1],
      ['Integer', 2 ** 31 - 1, 'Increment', undefined, 'NumericRange'],
      ['Integer', -(2 ** 31), 'Negate', undefined, 'NumericRange'],
      ['Integer', 7, 'Negate', undefined, -7],
      ['LongInteger', 2n ** 62n, 'Increment', 2n ** 62n - 1n, 2n ** 63n - 1n],
      ['LongInteger', 2n ** 62n, 'Increment', 2n ** 62n, 'NumericRange'],
      ['BigInteger', 2n ** 70n, 'Decrement', 1n, 2n ** 70n - 1n],
      ['Interval', 2 ** 32 - 1, 'Increment', undefined, 'NumericRange'],
      ['DateTimeExtended', 5n, 'Decrement', 2n, 3n],
      ['DateTimeExtended', 5n, 'Negate', undefined, 'InvalidDataType'],
      ['DateTime', new Date(5000), 'Increment', 2n, new Date(7000)],
      ['Boolean', true, 'Negate', undefined, false],
      ['TextString', 'x', 'Increment', undefined, 'InvalidDataType'],
      ['ByteString', new Uint8Array(1), 'Negate', undefined, 'InvalidDataType'],
    ]
    for (const [type, before, adjustmentType, by, after] of cases) {
      await vendor(type, before)
      const result = await adjust(counter, adjustmentType, by)
      expect(result === 'Success' ? await readCounter() : result, `${type} ${adjustmentType}`).to.deep.equal(after)
    }
  })

  it('leaves read-only, single-valued and unknown attributes to their rules', async () => {
    expect(await adjust('LeaseTime', 'Increment')).to.equal('AttributeReadOnly')
    expect(await adjust('CryptographicLength', 'Increment')).to.equal('AttributeReadOnly')
    expect(await adjust('Nonsense', 'Increment')).to.equal('InvalidAttribute')
    for (const value of ['one', 'two'])
      await local.payload('AddAttribute', { uniqueIdentifier, newAttribute: { attribute: 'ObjectGroup', value } }, how)
    expect(await adjust('ObjectGroup', 'Increment')).to.equal('MultiValuedAttribute')
  })
})
