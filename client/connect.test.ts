import { createSecretKey, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { clientOperations, operations } from '../codec/index.ts'
import { connect, fromKeyObject, item, KmipResponseError, ProtocolError, responsesOf, toKeyObject } from './index.ts'
import { answering, answeringServer, failure } from './testing/answering-server.ts'

const material = Uint8Array.from(randomBytes(32))
const symmetricKey = {
  keyBlock: {
    keyFormatType: 'Raw',
    keyValue: { keyMaterial: material },
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
  },
}
const keyServer = answering({
  Create: () => ({ objectType: 'SymmetricKey', uniqueIdentifier: 'k1' }),
  Register: () => ({ uniqueIdentifier: 'r1' }),
  Activate: () => ({ uniqueIdentifier: 'k1' }),
  Get: (each) =>
    'requestPayload' in each && (each.requestPayload as { uniqueIdentifier?: string }).uniqueIdentifier === 'nothing'
      ? 'ItemNotFound'
      : { objectType: 'SymmetricKey', uniqueIdentifier: 'k1', object: { symmetricKey } },
  ModifyAttribute: () => ({ uniqueIdentifier: 'k1' }),
  Ping: () => ({}),
})

describe('connect', () => {
  // The example of client/index.ts.
  it('creates, activates and gets a key, as the door says', async () => {
    await using server = await answeringServer(keyServer)
    const { ca, cert, key: clientKey } = server.options
    await using client = await connect({ host: '127.0.0.1', port: server.port, ca, cert, key: clientKey })
    const attributes = {
      name: 'orders',
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    } as const
    const { uniqueIdentifier } = await client.create({ objectType: 'SymmetricKey', attributes })
    const outcomes = await client.batch([item.activate({ uniqueIdentifier }), item.get()], {
      errorContinuation: 'Stop',
    })
    const [, { object }] = responsesOf(outcomes)
    const key = toKeyObject(object)

    expect(key.export()).to.deep.equal(Buffer.from(material))
    expect(client.version).to.equal('1.4')
    expect(server.accepted).to.equal(1)
    const [discover, create, batch] = server.requests
    expect(discover?.requestHeader.protocolVersion).to.deep.equal({ protocolVersionMajor: 1, protocolVersionMinor: 1 })
    expect(create?.requestHeader.protocolVersion).to.deep.equal({ protocolVersionMajor: 1, protocolVersionMinor: 4 })
    expect(create?.requestHeader.maximumResponseSize).to.equal(1024 * 1024)
    expect(create?.batchItem[0]?.uniqueBatchItemID).to.equal(undefined)
    const payload = create?.batchItem[0]?.requestPayload as { attributes: unknown[] }
    expect(payload.attributes).to.deep.include({ attribute: 'CryptographicLength', value: 256 })
    expect(payload.attributes).to.deep.include({
      attribute: 'Name',
      value: { nameValue: 'orders', nameType: 'UninterpretedTextString' },
    })
    expect(batch?.requestHeader.batchErrorContinuationOption).to.equal('Stop')
    expect(batch?.requestHeader.batchOrderOption).to.equal(true)
    expect(batch?.batchItem.map((each) => Buffer.from(each.uniqueBatchItemID ?? []).toString('hex'))).to.deep.equal([
      '00000001',
      '00000002',
    ])
  })

  it('has a method and a batch item for each operation that a client asks for', async () => {
    await using server = await answeringServer(keyServer)
    await using client = await connect(server.options)
    const asked = Object.values(operations).filter(({ direction }) => direction !== 'server-to-client')
    expect(clientOperations).to.have.lengthOf(asked.length)
    expect(clientOperations).to.not.include.members(['Put', 'Notify'])
    const methods = ['create', 'createKeyPair', 'reKey', 'mac', 'macVerify', 'rngSeed', 'pkcs_11', 'import', 'ping']
    for (const each of methods) {
      expect(client).to.have.property(each).that.is.a('function')
      expect(item).to.have.property(each).that.is.a('function')
    }
    expect(Object.keys(item)).to.have.lengthOf(asked.length)
  })

  it('registers a key of node:crypto', async () => {
    await using server = await answeringServer(keyServer)
    await using client = await connect(server.options)
    const object = fromKeyObject(createSecretKey(material), { cryptographicAlgorithm: 'AES' })
    await client.register({ objectType: 'SymmetricKey', object, attributes: { name: ['a', 'b'] } })
    const sent = server.requests[1]?.batchItem[0]?.requestPayload as { object: object; attributes: unknown[] }
    expect(sent.object).to.deep.equal({ symmetricKey })
    expect(sent.attributes).to.have.lengthOf(2)
  })

  it('takes one attribute as an object', async () => {
    await using server = await answeringServer(keyServer)
    await using client = await connect(server.options)
    await client.modifyAttribute({ uniqueIdentifier: 'k1', newAttribute: { contactInformation: 'ops' } })
    expect(server.requests[1]?.batchItem[0]?.requestPayload).to.deep.equal({
      uniqueIdentifier: 'k1',
      newAttribute: { attribute: 'ContactInformation', value: 'ops' },
    })
    const two = client.modifyAttribute({ newAttribute: { contactInformation: 'ops', cryptographicLength: 1 } })
    expect(await failure(two)).to.be.instanceOf(TypeError)
  })

  it('says why an operation failed', async () => {
    await using server = await answeringServer(keyServer)
    await using client = await connect(server.options)
    const error = await failure(client.get({ uniqueIdentifier: 'nothing' }))
    expect(error).to.be.instanceOf(KmipResponseError)
    expect(error).to.include({
      operation: 'Get',
      resultStatus: 'OperationFailed',
      resultReason: 'ItemNotFound',
      resultMessage: 'because ItemNotFound',
      message: 'Get failed: ItemNotFound: because ItemNotFound',
    })
  })

  it('refuses what the version spoken does not have, and stays usable', async () => {
    await using server = await answeringServer(keyServer)
    await using client = await connect({ ...server.options, version: '1.0' })
    expect(await failure(client.encrypt({}))).to.be.instanceOf(ProtocolError)
    expect(await failure(client.get({ uniqueIdentifier: 'k1', keyWrapType: 'NotWrapped' }))).to.have.property(
      'message',
      'RequestMessage/BatchItem[0]/RequestPayload: KMIP 1.0 has no keyWrapType in RequestPayload',
    )
    expect(await client.get({ uniqueIdentifier: 'k1' })).to.have.property('uniqueIdentifier', 'k1')
    expect(server.accepted).to.equal(1)
  })

  it('sends credentials in the header', async () => {
    await using server = await answeringServer(keyServer)
    await using client = await connect({ ...server.options, username: 'ann', password: 'secret' })
    await client.get({ uniqueIdentifier: 'k1' })
    for (const { requestHeader } of server.requests)
      expect(requestHeader.authentication?.credential).to.deep.equal([
        { credentialType: 'UsernameAndPassword', credentialValue: { username: 'ann', password: 'secret' } },
      ])
  })
})
