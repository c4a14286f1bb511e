import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Client, type ConnectOptions, connect, item, type KmipResponseError } from '../../client/index.ts'
import { createPasswords } from '../../server/identity/credential/passwords.ts'
import { addUser, openUsers, removeUser } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import type { Access } from '../support/wire-client.ts'

const cost = { ln: 4, r: 8, p: 1 }
const aes = (attributes: object = {}) => ({
  objectType: 'SymmetricKey' as const,
  attributes: {
    cryptographicAlgorithm: 'AES' as const,
    cryptographicLength: 256,
    cryptographicUsageMask: ['Encrypt' as const, 'Decrypt' as const],
    ...attributes,
  },
})

type Ticket = Awaited<ReturnType<Client['login']>>['ticket']

describe('tickets over TLS (KMIP 2.1 §6.1.12, §6.1.30, §6.1.31)', () => {
  let site: TestSite
  let server: TestServer
  let app: Access
  let other: Access
  let directory: string
  let now: Date | undefined

  before(async () => {
    site = await openTestSite()
    directory = join(site.directory, 'users')
    server = await site.start({
      now: () => now ?? new Date(),
      identity: { users: openUsers(directory), passwords: createPasswords(cost) },
    })
    app = await site.as('app', server)
    other = await site.as('other', server)
    await addUser({ directory, name: 'fred', password: 'long enough', cost, now: new Date() })
  })
  afterEach(() => {
    now = undefined
  })
  after(() => site.close())

  const connectAs = (access: Access, more: ConnectOptions = {}) =>
    connect({ host: 'localhost', ...access, version: '2.1', ...more })
  const connectWithTicket = (access: Access, ticket: Ticket, more: ConnectOptions = {}) =>
    connectAs(access, { credentials: [{ credentialType: 'Ticket', credentialValue: { ticket } }], ...more })
  const fred = { username: 'fred', password: 'long enough' }
  const reasonOf = (promise: Promise<unknown>): Promise<string | undefined> =>
    promise.then(
      () => 'no failure',
      (error: unknown) => (error as KmipResponseError).resultReason,
    )

  it('stand for the user that logged in, with the certificate it came with, until logged out', async () => {
    await using own = await connectAs(app, fred)
    const { uniqueIdentifier } = await own.create(aes())
    const { ticket } = await own.login()
    await using session = await connectWithTicket(app, ticket)
    await session.get({ uniqueIdentifier })
    await using stolen = await connectWithTicket(other, ticket)
    expect(await reasonOf(stolen.get({ uniqueIdentifier }))).to.equal('InvalidTicket')
    expect(server.refusals.at(-1)).to.deep.include({ client: 'CN=other', claimed: 'a ticket' })
    expect(JSON.stringify(server.refusals)).to.not.include(Buffer.from(ticket.ticketValue).toString('hex'))
    await session.logout({ ticket })
    expect(await reasonOf(session.get({ uniqueIdentifier }))).to.equal('InvalidTicket')
    expect(await reasonOf(own.logout({ ticket }))).to.equal('InvalidTicket')
    await using guessed = await connectWithTicket(app, { ticketType: 'Login', ticketValue: randomBytes(32) })
    expect(await reasonOf(guessed.locate())).to.equal('InvalidTicket')
  })

  it('last as long as asked, and no longer than allowed', async () => {
    await using own = await connectAs(app)
    const begun = new Date()
    now = begun
    const { ticket: short } = await own.login({ leaseTime: 10 })
    const { ticket: usual } = await own.login()
    const { ticket: dated } = await own.login({
      leaseTime: new Date(Math.floor(begun.getTime() / 1000) * 1000 + 60_000),
    })
    const expectGoodFor = async (ticket: Ticket, seconds: number) => {
      now = new Date(begun.getTime() + seconds * 1000)
      await using session = await connectWithTicket(app, ticket)
      return (await reasonOf(session.locate())) === 'no failure'
    }
    expect([await expectGoodFor(short, 8), await expectGoodFor(short, 11)]).to.deep.equal([true, false])
    expect([await expectGoodFor(usual, 3590), await expectGoodFor(usual, 3601)]).to.deep.equal([true, false])
    expect([await expectGoodFor(dated, 58), await expectGoodFor(dated, 61)]).to.deep.equal([true, false])
    now = undefined
    for (const leaseTime of [0, 8 * 24 * 3600, new Date(0), new Date('2999-01-01')])
      expect(await reasonOf(own.login({ leaseTime })), String(leaseTime)).to.equal('InvalidField')
  })

  it('are good for so many requests and so many uses', async () => {
    await using own = await connectAs(app)
    const { ticket } = await own.login({ requestCount: 2 })
    await using session = await connectWithTicket(app, ticket)
    expect([
      await reasonOf(session.locate()),
      await reasonOf(session.locate()),
      await reasonOf(session.locate()),
    ]).to.deep.equal(['no failure', 'no failure', 'UsageLimitExceeded'])
    expect(await reasonOf(own.login({ requestCount: 0 }))).to.equal('InvalidField')

    const { uniqueIdentifier } = await own.create(aes())
    await own.activate({ uniqueIdentifier })
    const bytes = { usageLimitsTotal: 24n, usageLimitsUnit: 'Byte' as const }
    await using measured = await connectWithTicket(app, (await own.login({ usageLimits: bytes })).ticket)
    const encrypt = (size: number) =>
      reasonOf(
        measured.encrypt({
          uniqueIdentifier,
          cryptographicParameters: { blockCipherMode: 'CTR' },
          data: Buffer.alloc(size),
        }),
      )
    expect([await encrypt(16), await encrypt(16), await encrypt(8), await encrypt(1)]).to.deep.equal([
      'no failure',
      'UsageLimitExceeded',
      'no failure',
      'UsageLimitExceeded',
    ])
    await measured.get({ uniqueIdentifier })
    const twice = { usageLimitsTotal: 2n, usageLimitsUnit: 'Object' as const }
    await using counted = await connectWithTicket(app, (await own.login({ usageLimits: twice })).ticket)
    await counted.batch([item.get({ uniqueIdentifier }), item.getAttributes({ uniqueIdentifier })])
    expect(await reasonOf(counted.get({ uniqueIdentifier }))).to.equal('UsageLimitExceeded')
  })

  it('end with the user, and with a new password', async () => {
    await addUser({ directory, name: 'guest', password: 'for a day', cost, now: new Date() })
    const guest = { username: 'guest', password: 'for a day' }
    await using own = await connectAs(app, guest)
    const { ticket } = await own.login()
    await using session = await connectWithTicket(app, ticket)
    await session.locate()
    await addUser({ directory, name: 'guest', password: 'another one', cost, now: new Date(), replace: true })
    expect(await reasonOf(session.locate())).to.equal('InvalidTicket')
    await using again = await connectAs(app, { username: 'guest', password: 'another one' })
    await using later = await connectWithTicket(app, (await again.login()).ticket)
    await later.locate()
    await removeUser(directory, 'guest')
    expect(await reasonOf(later.locate())).to.equal('InvalidTicket')
  })

  describe('delegated', () => {
    let own: Client
    let key: string
    let second: string
    let grouped: string
    before(async () => {
      own = await connectAs(app)
      const createKey = async (attributes?: object) => String((await own.create(aes(attributes))).uniqueIdentifier)
      key = await createKey()
      second = await createKey()
      grouped = await createKey({ objectGroup: 'shared' })
    })
    after(() => own.close())

    const delegate = async (right: object[], more: object = {}): Promise<Client> => {
      const { ticket } = await own.delegatedLogin({ rights: { right }, ...more })
      return connectWithTicket(other, ticket)
    }

    it('let somebody else do what is named, on what is named, and nothing else', async () => {
      await using them = await delegate([
        { operations: { operation: ['Get', 'GetAttributes'] }, objects: { uniqueIdentifier: [key] } },
        { operations: { operation: ['Get', 'Locate'] }, objectGroups: { objectGroup: ['shared', 'x'] } },
      ])
      await them.get({ uniqueIdentifier: key })
      await them.getAttributes({ uniqueIdentifier: key })
      await them.get({ uniqueIdentifier: grouped })
      expect(await reasonOf(them.get({ uniqueIdentifier: second }))).to.equal('PermissionDenied')
      expect(await reasonOf(them.getAttributes({ uniqueIdentifier: grouped }))).to.equal('PermissionDenied')
      expect(await reasonOf(them.destroy({ uniqueIdentifier: key }))).to.equal('PermissionDenied')
      expect(await reasonOf(them.create(aes()))).to.equal('PermissionDenied')
      expect(await reasonOf(them.login())).to.equal('PermissionDenied')
      expect((await them.locate()).uniqueIdentifier).to.deep.equal([grouped])
      await using without = await connectAs(other)
      expect(await reasonOf(without.get({ uniqueIdentifier: key }))).to.equal('PermissionDenied')
    })

    it('re-key the key pair that is named, and no other', async () => {
      const pair = async () => {
        const made = await own.createKeyPair({
          commonAttributes: { cryptographicAlgorithm: 'EC', cryptographicLength: 256 },
        })
        return [String(made.privateKeyUniqueIdentifier), String(made.publicKeyUniqueIdentifier)] as const
      }
      const [named, foreign] = [await pair(), await pair()]
      await using them = await delegate([
        { operations: { operation: ['ReKeyKeyPair'] }, objects: { uniqueIdentifier: [...named] } },
      ])
      await them.reKeyKeyPair({ privateKeyUniqueIdentifier: named[0] })
      expect(await reasonOf(them.reKeyKeyPair({ privateKeyUniqueIdentifier: foreign[0] }))).to.equal('PermissionDenied')
    })

    it('create objects in the name of the client that gave them', async () => {
      await using them = await delegate([{ operations: { operation: ['Create'] } }])
      const { uniqueIdentifier } = await them.create(aes())
      await own.get({ uniqueIdentifier })
      expect(await reasonOf(them.get({ uniqueIdentifier }))).to.equal('PermissionDenied')
    })

    it('have uses that are counted by Right', async () => {
      const usageLimits = { usageLimitsTotal: 2n, usageLimitsUnit: 'Object' }
      await using them = await delegate([
        { usageLimits, operations: { operation: ['Get'] }, objects: { uniqueIdentifier: [key] } },
        { operations: { operation: ['Get'] }, objects: { uniqueIdentifier: [second] } },
      ])
      for (const uniqueIdentifier of [key, second, second, key, second]) await them.get({ uniqueIdentifier })
      expect(await reasonOf(them.get({ uniqueIdentifier: key }))).to.equal('UsageLimitExceeded')
      await them.get({ uniqueIdentifier: second })
    })

    it('can be passed on, but no more than there is', async () => {
      await using them = await delegate([{ operations: { operation: ['Get', 'DelegatedLogin'] } }], { requestCount: 5 })
      const { ticket } = await them.delegatedLogin({
        rights: { right: [{ operations: { operation: ['Get', 'Destroy'] }, objects: { uniqueIdentifier: [key] } }] },
      })
      await using third = await connectWithTicket(await site.as('third', server), ticket)
      await third.get({ uniqueIdentifier: key })
      expect(await reasonOf(third.get({ uniqueIdentifier: second }))).to.equal('PermissionDenied')
      expect(await reasonOf(third.destroy({ uniqueIdentifier: key }))).to.equal('PermissionDenied')
      await them.get({ uniqueIdentifier: second })
      expect(await reasonOf(third.get({ uniqueIdentifier: key }))).to.equal('UsageLimitExceeded')
    })

    it('allow something', async () => {
      expect(await reasonOf(own.delegatedLogin({ rights: {} }))).to.equal('InvalidField')
      const right = { objects: { uniqueIdentifier: Array.from({ length: 1000 }, (_, at) => String(at)) } }
      expect(await reasonOf(own.delegatedLogin({ rights: { right: [right] } }))).to.equal('InvalidField')
    })
  })

  it('go with asynchronous requests when they limit nothing', async () => {
    await using own = await connectAs(app)
    const { ticket } = await own.login()
    const { ticket: limited } = await own.delegatedLogin({
      rights: { right: [{ operations: { operation: ['Locate'] } }] },
    })
    const ask = async (given: Ticket, asynchronousIndicator: 'Mandatory' | 'Optional') => {
      await using session = await connectWithTicket(app, given)
      const { batchItem } = await session.send({
        requestHeader: {
          protocolVersion: { protocolVersionMajor: 2, protocolVersionMinor: 1 },
          asynchronousIndicator,
          authentication: { credential: [{ credentialType: 'Ticket', credentialValue: { ticket: given } }] },
          batchCount: 1,
        },
        batchItem: [{ operation: 'Locate', requestPayload: {} }],
      })
      return batchItem[0]?.resultReason ?? batchItem[0]?.resultStatus
    }
    expect(await ask(ticket, 'Mandatory')).to.equal('OperationPending')
    expect(await ask(limited, 'Mandatory')).to.equal('FeatureNotSupported')
    expect(await ask(limited, 'Optional')).to.equal('Success')
  })

  it('are of KMIP 2.x', async () => {
    await using old = await connectAs(app, { version: '1.4' })
    const error = await old.login().catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error)
    expect((await old.query({ queryFunction: ['QueryOperations'] })).operation).to.not.include('Login')
    await using young = await connectAs(app)
    expect((await young.query({ queryFunction: ['QueryOperations'] })).operation).to.include.members([
      'Login',
      'Logout',
      'DelegatedLogin',
    ])
  })

  it('leave no fault behind', () => expect(server.faults).to.deep.equal([]))
})
