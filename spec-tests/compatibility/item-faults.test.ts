import { expect } from 'chai'
import { encodeRequest, type RequestItem, type Response, readResponse, useServerWithClient } from './line-client.ts'
import { attribute, createKey, enumeration, integer, nameAttribute, nest, text } from './lines.ts'

/** A date that lines can spell; its bytes are replaced. */
const placeholder = Buffer.from('0000000012345678', 'hex')
/** The last date of 64 bits: no calendar has it. */
const farthest = Buffer.from('7fffffffffffffff', 'hex')

const dated = attribute('Activation Date', [`AttributeValue DateTime ${placeholder.readUInt32BE(4)}`])
const create = (batchItemId: string, ...attributes: readonly (readonly string[])[]): RequestItem => ({
  operation: 'Create',
  payload: createKey(...attributes),
  batchItemId,
})
const continued = enumeration('BatchErrorContinuationOption', 1)
const undone = enumeration('BatchErrorContinuationOption', 3)
const [ok, invalidField, invalidMessage] = ['Success', '0x00000007', '0x00000004']

describe('a fault belongs to its item (KMIP 1.4 §11.1, §11.43)', () => {
  const all = useServerWithClient()

  const send = async (bytes: Buffer): Promise<Response> => readResponse(await all.client.wire.ask(bytes))
  const sendDated = (asks: readonly RequestItem[], header?: readonly string[]): Promise<Response> => {
    const bytes = encodeRequest('1.4', asks, header)
    farthest.copy(bytes, bytes.indexOf(placeholder))
    return send(bytes)
  }
  /** Operation, Unique Batch Item ID and outcome of each item. */
  const describeItems = ({ items }: Response): string[] =>
    items.map(({ lines, outcome }) => {
      const value = (tag: string) =>
        lines
          .find((line) => line.startsWith(`  ${tag} `))
          ?.split(' ')
          .at(-1)
      return `${value('Operation')} ${value('UniqueBatchItemID')} ${outcome}`
    })
  const createdAs = (id: string, outcome: string): string => `0x00000001 ${id} ${outcome}`

  it('a date out of range fails its item; what becomes of the others follows the option', async () => {
    const asks = [create('01'), create('02', dated), create('03')]
    expect(describeItems(await sendDated(asks))).to.deep.equal([createdAs('01', ok), createdAs('02', invalidField)])
    expect(describeItems(await sendDated(asks, continued))).to.deep.equal([
      createdAs('01', ok),
      createdAs('02', invalidField),
      createdAs('03', ok),
    ])
    const [first, second, ...none] = describeItems(await sendDated(asks, undone))
    expect([first, second]).to.deep.equal([createdAs('01', 'no Result Reason'), createdAs('02', invalidField)])
    expect(none).to.deep.equal([])
  })

  it('the message of the fault names the attribute', async () => {
    const { items } = await sendDated([create('01', dated)])
    expect(items[0]?.message).to.contain('AttributeValue(Activation Date): DateTime is out of range')
  })

  it('so does what stands in the item beside the payload', async () => {
    const bytes = encodeRequest('1.4', [create('01'), create('0a0b0c0d0e0f0102'), create('03')], continued)
    // The Unique Batch Item ID of the second item becomes a Text String.
    bytes[bytes.indexOf(Buffer.from('0a0b0c0d0e0f0102', 'hex')) - 5] = 7
    expect(describeItems(await send(bytes))).to.deep.equal([
      createdAs('01', ok),
      createdAs('undefined', invalidField),
      createdAs('03', ok),
    ])
  })

  for (const [what, tag, size] of [
    ['Operation', '42005c05', 16],
    ['Unique Batch Item ID', '42009308', 16],
  ] as const)
    it(`so does a second ${what}: the item ends, and so does its reading`, async () => {
      const bytes = encodeRequest('1.4', [create('01'), create('02'), create('03')], continued)
      const batchItem = Buffer.from('42000f01', 'hex')
      const second = bytes.indexOf(batchItem, bytes.indexOf(batchItem) + 8)
      const at = bytes.indexOf(Buffer.from(tag, 'hex'), second)
      const repeated = Buffer.concat([bytes.subarray(0, at + size), bytes.subarray(at)])
      for (const start of [0, second]) repeated.writeUInt32BE(repeated.readUInt32BE(start + 4) + size, start + 4)
      expect(describeItems(await send(repeated))).to.deep.equal([
        createdAs('01', ok),
        createdAs('02', invalidMessage),
        createdAs('03', ok),
      ])
    })

  describe('the same field more than once is Invalid Message (KMIP 1.4 table 327)', () => {
    const uniqueIdentifier = text('UniqueIdentifier', 'x')
    const get = { operation: 'Get', payload: [...uniqueIdentifier, ...uniqueIdentifier], batchItemId: '01' } as const

    for (const [version, missing] of [
      ['1.0', '0x00000001'],
      ['1.4', '0x00000001'],
      ['2.1', '0x00000037'],
    ] as const)
      it(`in a payload, which fails its item (${version})`, async () => {
        const after = { operation: 'Get', payload: uniqueIdentifier, batchItemId: '02' } as const
        const { items } = await all.client.batch(version, [get, after], continued)
        expect(items.map(({ outcome }) => outcome)).to.deep.equal([invalidMessage, missing])
        expect(items[0]?.message).to.equal('RequestPayload/UniqueIdentifier: is given more than once.')
      })

    it('in front of a required field', async () => {
      const objectType = enumeration('ObjectType', 2)
      const payload = [...objectType, ...objectType, ...createKey().slice(objectType.length)]
      const { items } = await all.client.batch('1.4', [{ operation: 'Create', payload, batchItemId: '01' }])
      expect([items[0]?.outcome, items[0]?.message]).to.deep.equal([
        invalidMessage,
        'RequestPayload/ObjectType: is given more than once.',
      ])
    })

    it('in a header, which fails the message', async () => {
      const { items } = await all.client.batch('1.4', [create('01')], [...continued, ...continued])
      expect(items.map(({ outcome }) => outcome)).to.deep.equal([invalidMessage])
    })
  })

  it('an item without Operation fails by itself', async () => {
    const bytes = encodeRequest('1.4', [create('01'), create('02')], continued)
    // The tag of the second Operation becomes one that stands in no item.
    bytes.writeUIntBE(0x42_00_5d, bytes.lastIndexOf(Buffer.from('42005c0500000004', 'hex')), 3)
    expect(describeItems(await send(bytes))).to.deep.equal([createdAs('01', ok), `undefined 02 ${invalidField}`])
  })

  describe('a credential that cannot be read fails the items, with their Operation', () => {
    const credential = (...inside: readonly (readonly string[])[]) =>
      nest('Authentication', nest('Credential', ...inside))
    const named = enumeration('CredentialType', 1)
    const bad: readonly (readonly [what: string, header: readonly string[]])[] = [
      ['a name that is no text', credential(named, nest('CredentialValue', integer('Username', 1)))],
      ['a name that is missing', credential(named, nest('CredentialValue'))],
      [
        'a type that the standard does not have',
        credential(enumeration('CredentialType', 0x63), nest('CredentialValue')),
      ],
      ['no credential', nest('Authentication')],
    ]
    for (const [what, header] of bad)
      it(what, async () => {
        const asks = [create('01', nameAttribute(what)), create('02')]
        expect(describeItems(await all.client.batch('1.4', asks, header))).to.deep.equal([
          createdAs('01', invalidField),
        ])
        expect(describeItems(await all.client.batch('1.4', asks, [...header, ...continued]))).to.deep.equal([
          createdAs('01', invalidField),
          createdAs('02', invalidField),
        ])
        const filter = attribute('Name', nest('AttributeValue', text('NameValue', what), enumeration('NameType', 1)))
        expect((await all.client.succeed('1.4', 'Locate', filter)).all('UniqueIdentifier')).to.deep.equal([])
      })
  })

  it('a number of an enumeration that the standard has not assigned fails its item (KMIP 2.1 §11)', async () => {
    const format = (number: number): RequestItem => ({
      operation: 'Get',
      payload: [...text('UniqueIdentifier', 'none'), ...enumeration('KeyFormatType', number)],
      batchItemId: '01',
    })
    const outcomeOf = async (version: '1.4' | '2.1', number: number) =>
      (await all.client.batch(version, [format(number)])).items[0]?.outcome
    expect(await outcomeOf('1.4', 0x63)).to.equal(invalidField)
    expect(await outcomeOf('2.1', 0x63)).to.equal('0x0000003b')
    expect(await outcomeOf('1.4', 0x80000001)).to.equal('0x00000001')
  })

  it('an unknown Batch Error Continuation Option refuses the request, with the Operation of its first item', async () => {
    const option = enumeration('BatchErrorContinuationOption', 0x80000001)
    const answer = await all.client.batch('1.4', [create('01'), create('02')], option)
    expect(describeItems(answer)).to.deep.equal([createdAs('01', invalidField)])
  })

  it('a limit that a request meets is named: attributes of Locate', async () => {
    const locate = (count: number) =>
      all.client.ask(
        '1.4',
        'Locate',
        Array.from({ length: count }, (_, i) => attribute('Object Group', text('AttributeValue', `group ${i}`))).flat(),
      )
    expect((await locate(256)).outcome).to.equal(ok)
    const { outcome, message } = await locate(2000)
    expect(outcome).to.equal(invalidField)
    expect(message).to.equal('Locate takes at most 256 attributes, and this request has 2000.')
  })

  it('leaves no fault in the log', () => expect(all.server.faults).to.deep.equal([]))
})
