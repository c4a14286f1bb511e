import { expect } from 'chai'
import type { Item, RequestMessage, TagId } from '../codec/index.ts'
import { Tag } from '../codec/index.ts'
import { type Client, connect, describeOddity, type Oddity, ProtocolError } from './index.ts'
import { answer, answeringServer, failure } from './testing/answering-server.ts'
import { editAnswer, longItem, textItem, vendorItem, withItems } from './testing/edited-answer.ts'

type Edit = (item: Item) => Item

interface Told {
  readonly result: unknown
  readonly oddities: readonly Oddity[]
  readonly port: number
  readonly connections: number
}

interface Trial {
  readonly version: '1.2' | '1.4' | '2.1'
  readonly payload: object
  /** From the message inwards. */
  readonly path: readonly TagId[]
  readonly edit: Edit
  readonly call: (client: Client) => Promise<unknown>
  readonly header?: object
}

/** What a call comes to, twice on one client, whose server answers with an edited payload. */
const meet = async ({ version, payload, path, edit, call, header }: Trial): Promise<Told> => {
  const oddities: Oddity[] = []
  const behave = (request: RequestMessage): Uint8Array => {
    const [item] = request.batchItem
    const message = answer(request, { operation: item?.operation, resultStatus: 'Success', responsePayload: payload })
    return editAnswer({ ...message, responseHeader: { ...message.responseHeader, ...header } }, path, edit)
  }
  await using server = await answeringServer(behave)
  const onOddity = (oddity: Oddity): void => void oddities.push(oddity)
  await using client = await connect({ ...server.options, version, onOddity })
  await call(client).catch(() => undefined)
  const result = await call(client).catch((error: unknown) => error)
  return { result, oddities, port: server.port, connections: server.accepted }
}

const lines = ({ oddities, port }: Told): string[] =>
  oddities.map((each) => describeOddity(each).replace(`127.0.0.1:${port}: `, ''))

const payload: readonly TagId[] = ['BatchItem', 'ResponsePayload']
const add =
  (item: Item, at = 0): Edit =>
  (structure) =>
    withItems(structure, (items) => items.toSpliced(at < 0 ? items.length : at, 0, item))
const replace =
  (item: Item): Edit =>
  () =>
    item

const state = { attribute: 'State', value: 'Active' }
const rotateInterval = { attribute: 'RotateInterval', value: 86_400 }
const attributes2 = { uniqueIdentifier: 'k', attributes: [state, rotateInterval] }
const attributes1 = { uniqueIdentifier: 'k', attributes: [{ attribute: 'LeaseTime', value: 5 }, state] }
const interval = longItem('RotateInterval', 86_400n)

const key = (keyMaterial: Uint8Array, more: object = {}): object => ({
  objectType: 'SymmetricKey',
  uniqueIdentifier: 'k',
  object: {
    symmetricKey: {
      keyBlock: {
        keyFormatType: 'Raw',
        keyValue: { keyMaterial, ...more },
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 128,
      },
    },
  },
})
const material = Uint8Array.from({ length: 16 }, (_, index) => index + 1)

describe('an answer with oddities that nobody asked for', () => {
  it('an ill-typed attribute is skipped, and noted once (2.1)', async () => {
    const told = await meet({
      version: '2.1',
      payload: attributes2,
      path: [...payload, 'Attributes', 'RotateInterval'],
      edit: replace(interval),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['State'] }),
    })
    expect(told.result).to.deep.equal({ uniqueIdentifier: 'k', attributes: [state] })
    expect(lines(told)).to.deep.equal([
      'the answer to GetAttributes: ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/RotateInterval: expected Interval, found LongInteger; skipped',
    ])
    expect(told.oddities[0]).to.deep.include({ operation: 'GetAttributes', kind: 'illTyped', outcome: 'skipped' })
    expect(told.connections).to.equal(1)
  })

  it('the same where all attributes are asked for', async () => {
    const { result, oddities } = await meet({
      version: '2.1',
      payload: attributes2,
      path: [...payload, 'Attributes', 'RotateInterval'],
      edit: replace(interval),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k' }),
    })
    expect(result).to.deep.equal({ uniqueIdentifier: 'k', attributes: [state] })
    expect(oddities.map(({ kind }) => kind)).to.deep.equal(['illTyped'])
  })

  it('an ill-typed attribute is skipped, and noted once (1.4)', async () => {
    const told = await meet({
      version: '1.4',
      payload: attributes1,
      path: [...payload, 'Attribute', 'AttributeValue'],
      edit: replace(longItem('AttributeValue', 5n)),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['State'] }),
    })
    expect(told.result).to.deep.equal({ uniqueIdentifier: 'k', attributes: [state] })
    expect(lines(told)).to.deep.equal([
      'the answer to GetAttributes: ResponseMessage/BatchItem[0]/ResponsePayload/Attribute[0]/AttributeValue(Lease Time): expected Interval, found LongInteger; skipped',
    ])
  })

  it('an unknown attribute is skipped', async () => {
    const told = await meet({
      version: '2.1',
      payload: attributes2,
      path: [...payload, 'Attributes'],
      edit: add(vendorItem),
      call: (client) =>
        client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['State', 'RotateInterval'] }),
    })
    expect(told.result).to.deep.equal(attributes2)
    expect(lines(told)).to.deep.equal([
      'the answer to GetAttributes: ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/0x540001: is not expected there; skipped',
    ])
  })

  it('an unknown tag is skipped: in the payload, the batch item, the header, the message', async () => {
    for (const [path, place, operation] of [
      [payload, '/BatchItem[0]/ResponsePayload', ' to Activate'],
      [['BatchItem'], '/BatchItem[0]', ' to Activate'],
      [['ResponseHeader'], '/ResponseHeader', ''],
      [[], '', ''],
    ] as const) {
      const told = await meet({
        version: '1.4',
        payload: { uniqueIdentifier: 'k' },
        path,
        edit: add(vendorItem, -1),
        call: (client) => client.activate({ uniqueIdentifier: 'k' }),
      })
      expect(told.result).to.deep.equal({ uniqueIdentifier: 'k' })
      expect(lines(told)).to.deep.equal([
        `the answer${operation}: ResponseMessage${place}/0x540001: is not expected there; skipped`,
      ])
    }
  })

  it('items in another order are read', async () => {
    const told = await meet({
      version: '1.4',
      payload: { objectType: 'SymmetricKey', uniqueIdentifier: 'k' },
      path: payload,
      edit: (item) => withItems(item, (items) => items.toReversed()),
      call: (client) => client.create({ objectType: 'SymmetricKey', attributes: {} }),
    })
    expect(told.result).to.deep.equal({ objectType: 'SymmetricKey', uniqueIdentifier: 'k' })
    expect(lines(told)).to.deep.equal([
      'the answer to Create: ResponseMessage/BatchItem[0]/ResponsePayload/ObjectType: stands out of order; read',
    ])
  })

  it('an Attribute Index behind its value is read', async () => {
    const told = await meet({
      version: '1.4',
      payload: { uniqueIdentifier: 'k', attributes: [{ attribute: 'ObjectGroup', index: 3, value: 'team' }] },
      path: [...payload, 'Attribute'],
      edit: (item) => withItems(item, ([name, index, value]) => [name, value, index] as Item[]),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['ObjectGroup'] }),
    })
    expect(told.result).to.deep.equal({
      uniqueIdentifier: 'k',
      attributes: [{ attribute: 'ObjectGroup', index: 3, value: 'team' }],
    })
    expect(told.oddities.map(({ kind, outcome }) => [kind, outcome])).to.deep.equal([['misplaced', 'read']])
  })

  it('what stands before the attributes of a Template-Attribute does not hide them', async () => {
    const created = {
      objectType: 'SymmetricKey',
      uniqueIdentifier: 'k',
      attributes: [{ attribute: 'CryptographicLength', value: 256 }],
    }
    const told = await meet({
      version: '1.4',
      payload: created,
      path: [...payload, 'TemplateAttribute'],
      edit: add(vendorItem),
      call: (client) => client.create({ objectType: 'SymmetricKey', attributes: {} }),
    })
    expect(told.result).to.deep.equal(created)
    expect(told.oddities.map(({ kind }) => kind)).to.deep.equal(['unknown'])
  })

  it('a field of a later version is read', async () => {
    const told = await meet({
      version: '1.2',
      payload: { uniqueIdentifier: 'k', data: Buffer.from('ciphertext') },
      path: payload,
      edit: add({ tag: Tag.AuthenticatedEncryptionTag, type: 'ByteString', value: Buffer.from('tag') }, -1),
      call: (client) => client.encrypt({ uniqueIdentifier: 'k', data: Buffer.from('plaintext') }),
    })
    expect((told.result as { authenticatedEncryptionTag: Uint8Array }).authenticatedEncryptionTag).to.deep.equal(
      Uint8Array.from(Buffer.from('tag')),
    )
    expect(lines(told)).to.deep.equal([
      'the answer to Encrypt: ResponseMessage/BatchItem[0]/ResponsePayload/AuthenticatedEncryptionTag: KMIP 1.2 does not have it; read',
    ])
  })

  it('a Server Correlation Value in 1.2 is read', async () => {
    const told = await meet({
      version: '1.2',
      payload: { uniqueIdentifier: 'k' },
      path: ['ResponseHeader'],
      edit: add(textItem('ServerCorrelationValue', 'call 7'), -1),
      call: (client) => client.activate({ uniqueIdentifier: 'k' }),
    })
    expect(told.result).to.deep.equal({ uniqueIdentifier: 'k' })
    expect(told.oddities.map(({ kind, operation }) => [kind, operation])).to.deep.equal([['laterVersion', undefined]])
  })

  it('an ill-typed optional field of the header is skipped', async () => {
    const told = await meet({
      version: '1.4',
      payload: { uniqueIdentifier: 'k' },
      header: { serverCorrelationValue: 'x' },
      path: ['ResponseHeader', 'ServerCorrelationValue'],
      edit: replace(longItem('ServerCorrelationValue', 7n)),
      call: (client) => client.activate({ uniqueIdentifier: 'k' }),
    })
    expect(told.result).to.deep.equal({ uniqueIdentifier: 'k' })
    expect(lines(told)).to.deep.equal([
      'the answer: ResponseMessage/ResponseHeader/ServerCorrelationValue: expected TextString, found LongInteger; skipped',
    ])
  })

  it('an ill-typed Template-Attribute in the answer to Create is skipped', async () => {
    const told = await meet({
      version: '1.4',
      payload: { objectType: 'SymmetricKey', uniqueIdentifier: 'k' },
      path: payload,
      edit: add(textItem('TemplateAttribute', 'AES'), -1),
      call: (client) => client.create({ objectType: 'SymmetricKey', attributes: {} }),
    })
    expect(told.result).to.deep.equal({ objectType: 'SymmetricKey', uniqueIdentifier: 'k' })
    expect(told.oddities.map(({ kind }) => kind)).to.deep.equal(['illTyped'])
  })

  it('an ill-typed Result Message is skipped: the failure keeps its reason', async () => {
    const oddities: Oddity[] = []
    await using server = await answeringServer((request) => {
      const failed = {
        operation: 'Get',
        resultStatus: 'OperationFailed',
        resultReason: 'ItemNotFound',
        resultMessage: '-',
      }
      return editAnswer(answer(request, failed), ['BatchItem', 'ResultMessage'], replace(longItem('ResultMessage', 7n)))
    })
    const onOddity = (oddity: Oddity): void => void oddities.push(oddity)
    await using client = await connect({ ...server.options, version: '1.4', onOddity })
    expect(await failure(client.get({ uniqueIdentifier: 'k' }))).to.include({
      name: 'KmipResponseError',
      resultReason: 'ItemNotFound',
      resultMessage: undefined,
    })
    expect(oddities.map(({ kind, operation }) => [kind, operation])).to.deep.equal([['illTyped', 'Get']])
  })

  it('an unknown value of an enumeration is read as its number, without an oddity', async () => {
    const told = await meet({
      version: '2.1',
      payload: attributes2,
      path: [...payload, 'Attributes', 'State'],
      edit: replace({ tag: Tag.State, type: 'Enumeration', value: '0x80000001' }),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k' }),
    })
    expect((told.result as typeof attributes2).attributes[0]?.value).to.equal('0x80000001')
    expect(told.oddities).to.deep.equal([])
  })

  it('an ill-typed attribute inside a Key Value is skipped', async () => {
    const told = await meet({
      version: '2.1',
      payload: key(material, { attributes: [state, rotateInterval] }),
      path: [...payload, 'SymmetricKey', 'KeyBlock', 'KeyValue', 'Attributes', 'RotateInterval'],
      edit: replace(interval),
      call: (client) => client.get({ uniqueIdentifier: 'k' }),
    })
    expect(told.result).to.deep.equal(key(material, { attributes: [state] }))
    expect(lines(told)).to.deep.equal([
      'the answer to Get: ResponseMessage/BatchItem[0]/ResponsePayload/object/KeyBlock/KeyValue/Attributes/RotateInterval: expected Interval, found LongInteger; skipped',
    ])
  })

  it('more than was asked for is noted and returned', async () => {
    const located = await meet({
      version: '1.4',
      payload: { locatedItems: 3, uniqueIdentifier: ['a', 'b', 'c'] },
      path: [],
      edit: (item) => item,
      call: (client) => client.locate({ maximumItems: 2 }),
    })
    expect((located.result as { uniqueIdentifier: unknown[] }).uniqueIdentifier).to.have.lengthOf(3)
    expect(lines(located)).to.deep.equal([
      'the answer to Locate: ResponseMessage/BatchItem[0]/ResponsePayload/UniqueIdentifier: expected at most 2, found 3; read',
    ])
    const got = await meet({
      version: '2.1',
      payload: attributes2,
      path: [],
      edit: (item) => item,
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['State'] }),
    })
    expect(got.result).to.deep.equal(attributes2)
    expect(lines(got)).to.deep.equal([
      'the answer to GetAttributes: ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/RotateInterval: was not asked for; read',
    ])
  })

  it('the values stay out of what is noted', async () => {
    const { oddities } = await meet({
      version: '2.1',
      payload: attributes2,
      path: [...payload, 'Attributes', 'RotateInterval'],
      edit: replace(textItem('RotateInterval', 'hunter2')),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k' }),
    })
    expect(oddities).to.have.lengthOf(1)
    expect(JSON.stringify(oddities)).not.to.include('hunter2')
  })
})

describe('a fault in what was asked for', () => {
  const errorOf = async (trial: Trial): Promise<ProtocolError> => {
    const { result, oddities, port } = await meet(trial)
    expect(result).to.be.instanceOf(ProtocolError)
    expect(oddities).to.deep.equal([])
    const error = result as ProtocolError
    expect(error.fault).to.equal('field')
    expect(error.server).to.deep.equal({ host: '127.0.0.1', port })
    expect(error.message.startsWith(`127.0.0.1:${port}: `)).to.equal(true)
    return Object.assign(error, { message: error.message.replace(`127.0.0.1:${port}: `, '') })
  }

  it('an ill-typed attribute that was asked for (2.1)', async () => {
    const { message, hint } = await errorOf({
      version: '2.1',
      payload: attributes2,
      path: [...payload, 'Attributes', 'RotateInterval'],
      edit: replace(interval),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['RotateInterval'] }),
    })
    expect(message).to.equal(
      'the answer to GetAttributes cannot be used: ResponseMessage/BatchItem[0]/ResponsePayload/Attributes/RotateInterval: expected Interval, found LongInteger',
    )
    expect(hint).to.equal(
      'The server violates KMIP 2.1 in a field that the call needs: report it to the vendor. The client skips attributes that were not asked for: ask by name, without RotateInterval. Another version of KMIP may avoid it: `version` (--kmip-version).',
    )
  })

  it('an ill-typed attribute that was asked for (1.4)', async () => {
    const { message, hint } = await errorOf({
      version: '1.4',
      payload: attributes1,
      path: [...payload, 'Attribute', 'AttributeValue'],
      edit: replace(longItem('AttributeValue', 5n)),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['LeaseTime'] }),
    })
    expect(message).to.include('AttributeValue(Lease Time): expected Interval, found LongInteger')
    expect(hint).to.include('without Lease Time')
  })

  it('an attribute whose name cannot be read, where attributes were asked for', async () => {
    const trial: Trial = {
      version: '1.4',
      payload: attributes1,
      path: [...payload, 'Attribute', 'AttributeName'],
      edit: replace(longItem('AttributeName', 5n)),
      call: (client) => client.getAttributes({ uniqueIdentifier: 'k', attributeReference: ['State'] }),
    }
    expect((await errorOf(trial)).message).to.include('expected TextString, found LongInteger')
    const { result } = await meet({ ...trial, call: (client) => client.getAttributes({ uniqueIdentifier: 'k' }) })
    expect(result).to.deep.equal({ uniqueIdentifier: 'k', attributes: [state] })
  })

  it('a required field: ill-typed, missing, given twice', async () => {
    const activate = { version: '1.4', payload: { uniqueIdentifier: 'k' } } as const
    const call = (client: Client): Promise<unknown> => client.activate({ uniqueIdentifier: 'k' })
    const identifier: readonly TagId[] = [...payload, 'UniqueIdentifier']
    const illTyped = await errorOf({
      ...activate,
      path: identifier,
      edit: replace(longItem('UniqueIdentifier', 1n)),
      call,
    })
    expect(illTyped.message).to.equal(
      'the answer to Activate cannot be used: ResponseMessage/BatchItem[0]/ResponsePayload/UniqueIdentifier: expected TextString, found LongInteger',
    )
    expect(illTyped.hint).to.equal(
      'The server violates KMIP 1.4 in a field that the call needs: report it to the vendor. Another version of KMIP may avoid it: `version` (--kmip-version).',
    )
    const missing = await errorOf({ ...activate, path: identifier, edit: replace(vendorItem), call })
    expect(missing.message).to.include('ResponsePayload/UniqueIdentifier: is missing')
    const twice = await errorOf({ ...activate, path: payload, edit: add(textItem('UniqueIdentifier', 'l')), call })
    expect(twice.message).to.include('ResponsePayload/UniqueIdentifier: is given more than once')
  })

  it('ill-typed data, although the field is optional', async () => {
    const { message } = await errorOf({
      version: '1.4',
      payload: { uniqueIdentifier: 'k', data: Buffer.from('ciphertext') },
      path: [...payload, 'Data'],
      edit: replace(textItem('Data', 'ciphertext')),
      call: (client) => client.encrypt({ uniqueIdentifier: 'k', data: Buffer.from('plaintext') }),
    })
    expect(message).to.include('ResponsePayload/Data: expected ByteString, found TextString')
    expect(message).not.to.include('ciphertext')
  })

  it('anything odd inside a key', async () => {
    const get = {
      version: '1.4',
      payload: key(material),
      call: (client: Client) => client.get({ uniqueIdentifier: 'k' }),
    } as const
    const block: readonly TagId[] = [...payload, 'SymmetricKey', 'KeyBlock']
    const at = 'ResponseMessage/BatchItem[0]/ResponsePayload/object/KeyBlock'
    const unknown = await errorOf({ ...get, path: block, edit: add(vendorItem, -1) })
    expect(unknown.message).to.equal(`the answer to Get cannot be used: ${at}: unexpected item with tag 0x540001`)
    const inValue = await errorOf({ ...get, path: [...block, 'KeyValue'], edit: add(vendorItem, -1) })
    expect(inValue.message).to.include(`${at}/KeyValue: unexpected item with tag 0x540001`)
    const misplaced = await errorOf({
      ...get,
      path: block,
      edit: (item) => withItems(item, (items) => items.toReversed()),
    })
    expect(misplaced.message).to.include('stands out of order')
    const illTyped = await errorOf({
      ...get,
      path: [...block, 'CryptographicLength'],
      edit: replace(longItem('CryptographicLength', 128n)),
    })
    expect(illTyped.message).to.include(`${at}/CryptographicLength: expected Integer, found LongInteger`)
  })

  it('leaves the connection and the calls behind it alone', async () => {
    let wrong = true
    await using server = await answeringServer((request) => {
      const message = answer(request, {
        operation: 'Activate',
        resultStatus: 'Success',
        responsePayload: { uniqueIdentifier: 'k' },
      })
      const path: readonly TagId[] = wrong ? [...payload, 'UniqueIdentifier'] : []
      const edit: Edit = wrong ? replace(longItem('UniqueIdentifier', 1n)) : (item) => item
      wrong = false
      return editAnswer(message, path, edit)
    })
    await using client = await connect({ ...server.options, version: '1.4', connections: 1, pipeline: 2 })
    const [first, second] = await Promise.allSettled([
      client.activate({ uniqueIdentifier: 'k' }),
      client.activate({ uniqueIdentifier: 'k' }),
    ])
    expect(first.status === 'rejected' && first.reason).to.be.instanceOf(ProtocolError)
    expect(second).to.deep.equal({ status: 'fulfilled', value: { uniqueIdentifier: 'k' } })
    expect(server.accepted).to.equal(1)
  })
})

describe('an answer that is no answer: the error says what to do', () => {
  const errorOf = async (bytes: Uint8Array, more: object = {}): Promise<ProtocolError> => {
    await using server = await answeringServer(() => bytes)
    await using client = await connect({ ...server.options, version: '1.4', retries: 0, ...more })
    const error = await failure(client.get({ uniqueIdentifier: 'k' }))
    expect(error).to.be.instanceOf(ProtocolError)
    const { message, ...facts } = error as ProtocolError
    return { ...facts, message: message.replace(`127.0.0.1:${server.port}: `, '') } as ProtocolError
  }

  it('not KMIP', async () => {
    expect(await errorOf(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))).to.include({
      fault: 'notKmip',
      message:
        'the answer to Get is not KMIP: a message begins with the tag 0x485454, type 80, not with structure 0x42007b',
      hint: 'Check host and port: something else than a KMIP server listens there.',
    })
  })

  it('too large', async () => {
    expect(await errorOf(Buffer.from('42007b0100001000', 'hex'), { maximumResponseSize: 1024 })).to.include({
      fault: 'tooLarge',
      message: 'the answer to Get is larger than maximumResponseSize, 1024 bytes',
      hint: 'Ask for less (maximumItems in Locate, fewer items in a batch), or raise `maximumResponseSize`.',
    })
  })

  it('malformed', async () => {
    expect(await errorOf(Buffer.from('42007b010000000842007a0100000010', 'hex'))).to.include({
      fault: 'malformed',
      message: 'the answer to Get is malformed: ResponseMessage: Structure 0x42007a of length 16, 0 bytes are left',
      hint: 'The server, or a proxy before it, violates the encoding: report it to the vendor. Another version of KMIP may avoid it: `version` (--kmip-version).',
    })
  })
})
