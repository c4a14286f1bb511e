import { expect } from 'chai'
import { type Client, connect, KmipResponseError, type Notified, subscribe } from '../../client/index.ts'
import {
  type NotifyRequest,
  type PutRequest,
  protocolVersionOf,
  readResponse,
  TtlvReader,
  TtlvWriter,
  writeRequest,
} from '../../codec/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { type Access, openWireClient } from '../support/wire-client.ts'

const aes = (attributes: object = {}) => ({
  objectType: 'SymmetricKey' as const,
  attributes: { cryptographicAlgorithm: 'AES' as const, cryptographicLength: 256, ...attributes },
})

/** The received requests, and a promise for a number of them. */
const createInbox = () => {
  const told: ({ readonly put: PutRequest } | { readonly notify: NotifyRequest })[] = []
  let wake = (): void => undefined
  const take = (each: (typeof told)[number]): void => {
    told.push(each)
    wake()
  }
  const handlers: Notified = { notify: (notify) => take({ notify }), put: (put) => take({ put }) }
  const waitForCount = async (count: number): Promise<typeof told> => {
    while (told.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    return told
  }
  return { handlers, told, until: waitForCount }
}

describe('notifications on a connection that was turned round (KMIP 2.1 §6.1.54, §6.2)', () => {
  let site: TestSite
  let server: TestServer
  let app: Access
  let other: Access
  let client: Client

  before(async () => {
    site = await openTestSite()
    server = await site.start()
    app = await site.as('app', server)
    other = await site.as('other', server)
    client = await connect({ host: 'localhost', ...app, version: '2.1' })
  })
  after(async () => {
    await client.close()
    await site.close()
  })

  const names = (request: NotifyRequest) => request.attributes?.map(({ attribute }) => attribute)

  for (const version of ['2.0', '2.1'] as const)
    it(`tell an owner what becomes of its objects, in order (${version})`, async () => {
      const { handlers, until } = createInbox()
      await using subscription = await subscribe({ host: 'localhost', ...app, version, ...handlers })
      await using stranger = await connect({ host: 'localhost', ...other, version: '2.1' })
      const name = `told-${version}`
      await stranger.create(aes())
      const { uniqueIdentifier } = await client.create(aes({ name, objectGroup: 'g' }))
      const key = await client.get({ uniqueIdentifier })
      await client.addAttribute({ uniqueIdentifier, newAttribute: { comment: 'one' } })
      await client.modifyAttribute({ uniqueIdentifier, newAttribute: { comment: 'two' } })
      await client.deleteAttribute({ uniqueIdentifier, attributeReference: 'Comment' })
      await client.destroy({ uniqueIdentifier })
      const told = await until(6)
      const [put, got, added, modified, deleted, destroyed] = told.map((each) =>
        'put' in each ? each.put : each.notify,
      )
      expect(told.map((each) => Object.keys(each)[0])).to.deep.equal(['put', ...Array(5).fill('notify')])
      for (const each of [put, got, added, modified, deleted, destroyed])
        expect(each?.uniqueIdentifier).to.equal(uniqueIdentifier)
      expect((put as PutRequest).putFunction).to.equal('New')
      expect((put as PutRequest).object).to.deep.equal(key.object)
      expect(names(put as PutRequest)).to.include.members([
        'Name',
        'ObjectGroup',
        'Digest',
        'State',
        'UniqueIdentifier',
      ])
      expect(got?.attributes).to.deep.include({ attribute: 'Fresh', value: false })
      expect(names(added as NotifyRequest)).to.have.members(['Comment', 'LastChangeDate'])
      expect(added?.attributes).to.deep.include({ attribute: 'Comment', value: 'one' })
      expect(modified?.attributes).to.deep.include({ attribute: 'Comment', value: 'two' })
      expect(names(deleted as NotifyRequest)).to.deep.equal(['LastChangeDate'])
      expect((deleted as NotifyRequest).attributeReference).to.deep.equal(['Comment'])
      expect(destroyed?.attributes).to.deep.include({ attribute: 'State', value: 'Destroyed' })
      await subscription.close()
      expect(await subscription.ended).to.equal(undefined)
    })

  it('say which object a new one replaces, and send no key that may not leave', async () => {
    const { handlers, until } = createInbox()
    await using _ = await subscribe({ host: 'localhost', ...app, ...handlers })
    const { uniqueIdentifier } = await client.create(aes())
    const { uniqueIdentifier: replacement } = await client.reKey({ uniqueIdentifier })
    const { uniqueIdentifier: hidden } = await client.create(aes({ sensitive: true }))
    await client.addAttribute({ uniqueIdentifier: hidden, newAttribute: { comment: 'x' } })
    const told = await until(4)
    const replaced = told.flatMap((each) => ('put' in each && each.put.putFunction === 'Replace' ? [each.put] : []))
    expect(replaced).to.have.lengthOf(1)
    expect(replaced[0]).to.include({ uniqueIdentifier: replacement, replacedUniqueIdentifier: uniqueIdentifier })
    expect(told.filter((each) => 'put' in each && each.put.uniqueIdentifier === hidden)).to.deep.equal([])
  })

  it('are refused by a client that fails, which is logged, and the next one comes', async () => {
    const seen: unknown[] = []
    const second = Promise.withResolvers<void>()
    await using _ = await subscribe({
      ...{ host: 'localhost', ...app },
      put: ({ uniqueIdentifier }) => {
        seen.push(uniqueIdentifier)
        if (seen.length === 1) throw new Error('a secret of the application')
        second.resolve()
      },
    })
    const { uniqueIdentifier: first } = await client.create(aes())
    await client.create(aes())
    await second.promise
    expect(server.troubles).to.have.lengthOf(1)
    expect(server.troubles[0]).to.deep.include({ owner: 'CN=app', what: 'lost', uniqueIdentifier: first })
    expect(JSON.stringify(server.troubles)).to.include('GeneralFailure').and.not.include('secret')
  })

  it('end with the connection, and the client knows', async () => {
    const { handlers } = createInbox()
    const own = await site.start()
    const access = { ...app, port: own.port }
    const subscription = await subscribe({ host: 'localhost', ...access, ...handlers })
    await own.close()
    expect(await subscription.ended).to.be.instanceOf(Error)
  })

  it('require KMIP 2.x, a single-item request, and TLS', async () => {
    const wire = await openWireClient(app)
    const ask = async (operations: string[], version: '1.4' | '2.1') => {
      const writer = new TtlvWriter()
      const payload = { SetEndpointRole: { endpointRole: 'Client' }, Locate: {} }
      writeRequest(writer, {
        requestHeader: { protocolVersion: protocolVersionOf(version), batchCount: operations.length },
        batchItem: operations.map((operation) => ({
          operation,
          requestPayload: payload[operation as keyof typeof payload],
        })) as never,
      })
      const { batchItem } = readResponse(new TtlvReader(await wire.ask(writer.finish())))
      return batchItem[0]?.resultReason ?? batchItem[0]?.resultStatus
    }
    expect(await ask(['SetEndpointRole'], '1.4')).to.equal('OperationNotSupported')
    expect(await ask(['Locate', 'SetEndpointRole'], '2.1')).to.equal('InvalidField')
    expect(await ask(['Locate'], '2.1')).to.equal('Success')
    expect(await ask(['SetEndpointRole'], '2.1')).to.equal('Success')
    await client.create(aes())
    expect((await wire.receive()).subarray(0, 3).toString('hex')).to.equal('420078')
    wire.close()
    const { batchItem } = await server.server.inject(
      {
        requestHeader: { protocolVersion: protocolVersionOf('2.1'), batchCount: 1 },
        batchItem: [{ operation: 'SetEndpointRole', requestPayload: { endpointRole: 'Client' } }],
      },
      { id: 'CN=app' },
    )
    expect(batchItem[0]?.resultReason).to.equal('FeatureNotSupported')
    const error = await subscribe({ host: 'localhost', ...app, credentials: [] }).then(
      (each) => each.close(),
      (reason: unknown) => reason,
    )
    expect(error).to.not.be.instanceOf(KmipResponseError)
  })

  it('leave no fault behind', () => expect(server.faults).to.deep.equal([]))
})
