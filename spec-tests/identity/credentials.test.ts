import { join } from 'node:path'
import { expect } from 'chai'
import { type ConnectOptions, connect, KmipResponseError } from '../../client/index.ts'
import { protocolVersionOf, readResponse, TtlvReader, TtlvWriter, writeRequest } from '../../codec/index.ts'
import { createPasswords } from '../../server/identity/credential/passwords.ts'
import { addUser, openUsers, removeUser } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { type Access, openWireClient } from '../support/wire-client.ts'

const cost = { ln: 4, r: 8, p: 1 }
const aes = {
  objectType: 'SymmetricKey' as const,
  attributes: { cryptographicAlgorithm: 'AES' as const, cryptographicLength: 256 },
}

describe('credentials over TLS', () => {
  let site: TestSite
  let server: TestServer
  let app: Access
  let other: Access
  let directory: string

  before(async () => {
    site = await openTestSite()
    directory = join(site.directory, 'users')
    const add = (name: string, password: string, more: object = {}) =>
      addUser({ directory, name, password, cost, now: new Date(), ...more })
    await add('fred', 'fred has a password')
    await add('barney', 'barney has one too')
    await add('bound', 'only with app', { clients: ['app'] })
    server = await site.start({ identity: { users: openUsers(directory), passwords: createPasswords(cost) } })
    app = await site.as('app', server)
    other = await site.as('other', server)
  })
  after(() => site.close())

  const connectAs = (access: Access, more: ConnectOptions = {}) =>
    connect({ host: 'localhost', ...access, version: '1.4', ...more })
  const fred = { username: 'fred', password: 'fred has a password' }
  const barney = { username: 'barney', password: 'barney has one too' }
  const reasonOf = async (promise: Promise<unknown>): Promise<string | undefined> => {
    const error = await promise.catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(KmipResponseError)
    return (error as KmipResponseError).resultReason
  }

  it('give users objects of their own within one certificate', async () => {
    await using own = await connectAs(app, fred)
    await using his = await connectAs(app, barney)
    await using bare = await connectAs(app)
    const { uniqueIdentifier } = await own.create(aes)
    expect((await own.get({ uniqueIdentifier })).uniqueIdentifier).to.equal(uniqueIdentifier)
    for (const stranger of [his, bare])
      expect(await reasonOf(stranger.get({ uniqueIdentifier }))).to.equal('PermissionDenied')
    await using elsewhere = await connectAs(other, fred)
    expect(await reasonOf(elsewhere.get({ uniqueIdentifier }))).to.equal('PermissionDenied')
    expect((await bare.locate({})).uniqueIdentifier ?? []).to.not.include(uniqueIdentifier)
    expect((await own.locate({})).uniqueIdentifier).to.include(uniqueIdentifier)
  })

  it('are refused when they are wrong, in every version, and the connection goes on', async () => {
    for (const version of ['1.0', '1.2', '2.0', '2.1'] as const) {
      await using wrong = await connectAs(other, { username: `nobody-${version}`, password: 'x', version })
      expect(await reasonOf(wrong.create(aes)), version).to.equal('AuthenticationNotSuccessful')
      expect(await reasonOf(wrong.query({ queryFunction: ['QueryOperations'] }))).to.equal(
        'AuthenticationNotSuccessful',
      )
    }
    await using right = await connectAs(other, fred)
    await right.create(aes)
    await using bound = await connectAs(other, { username: 'bound', password: 'only with app' })
    expect(await reasonOf(bound.create(aes))).to.equal('AuthenticationNotSuccessful')
    await using home = await connectAs(app, { username: 'bound', password: 'only with app' })
    await home.create(aes)
  })

  it('may be empty, as radosgw has them', async () => {
    for (const version of ['1.0', '1.4'] as const) {
      await using bare = await connectAs(app, { username: '', password: '', version })
      await bare.create(aes)
    }
  })

  it('are refused item by item, with operation, identifier and message', async () => {
    const client = await openWireClient(app)
    const ask = async (batchErrorContinuationOption: 'Stop' | 'Continue') => {
      const writer = new TtlvWriter()
      writeRequest(writer, {
        requestHeader: {
          protocolVersion: protocolVersionOf('1.2'),
          authentication: {
            credential: [
              { credentialType: 'UsernameAndPassword', credentialValue: { username: 'wilma', password: 'x' } },
            ],
          },
          batchErrorContinuationOption,
          batchCount: 2,
        },
        batchItem: [
          { operation: 'Get', uniqueBatchItemID: Buffer.of(1), requestPayload: {} },
          { operation: 'Locate', uniqueBatchItemID: Buffer.of(2), requestPayload: {} },
        ],
      })
      const { batchItem } = readResponse(new TtlvReader(await client.ask(writer.finish())))
      for (const each of batchItem) expect(each.resultMessage).to.equal('The credential is not accepted.')
      return batchItem.map(({ operation, uniqueBatchItemID, resultReason }) => [
        operation,
        uniqueBatchItemID?.[0],
        resultReason,
      ])
    }
    const refused = 'AuthenticationNotSuccessful'
    expect(await ask('Stop')).to.deep.equal([['Get', 1, refused]])
    expect(await ask('Continue')).to.deep.equal([
      ['Get', 1, refused],
      ['Locate', 2, refused],
    ])
    client.close()
  })

  it('cannot be guessed: after five tries the right one has to wait too, and the log says who tried', async () => {
    const guesser = await site.as('guesser', server)
    for (let i = 0; i < 5; i++) {
      await using wrong = await connectAs(guesser, { username: 'fred', password: `guess ${i}` })
      await reasonOf(wrong.locate({}))
    }
    await using late = await connectAs(guesser, fred)
    const error = await late.locate({}).catch((reason: unknown) => reason)
    expect((error as KmipResponseError).resultMessage).to.match(/too many failed attempts.*seconds/)
    await using own = await connectAs(app, fred)
    await own.locate({})
    const told = server.refusals.filter(({ client }) => client === 'CN=guesser')
    expect(told).to.have.lengthOf(6)
    expect(told[0]?.peer).to.match(/^127\.0\.0\.1:\d+$/)
    expect(told[0]).to.include({
      client: 'CN=guesser',
      claimed: 'user fred',
      why: 'unknown, or a wrong password',
    })
    expect(JSON.stringify([server.refusals, server.done])).to.not.include('guess 0')
  })

  it('are worth nothing once the user is removed', async () => {
    await addUser({ directory, name: 'guest', password: 'for a day', cost, now: new Date() })
    await using guest = await connectAs(app, { username: 'guest', password: 'for a day' })
    await guest.create(aes)
    await removeUser(directory, 'guest')
    expect(await reasonOf(guest.create(aes))).to.equal('AuthenticationNotSuccessful')
  })

  it('never replace the certificate', async () => {
    const { port, ca } = app
    const error = await connect({ host: 'localhost', port, ca, ...fred, version: '1.4', retries: 0 })
      .then((client) => client.locate({}))
      .catch((reason: Error) => reason)
    expect(error).to.have.property('name', 'ConnectionError')
  })

  it('leave no fault behind', () => expect(server.faults).to.deep.equal([]))
})
