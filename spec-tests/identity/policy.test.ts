import { expect } from 'chai'
import { type Client, connect, type KmipResponseError } from '../../client/index.ts'
import { createDeclaredPolicy } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'

const aes = (attributes: object = {}) => ({
  objectType: 'SymmetricKey' as const,
  attributes: { cryptographicAlgorithm: 'AES' as const, cryptographicLength: 256, ...attributes },
})

describe('a policy over TLS', () => {
  let site: TestSite
  let server: TestServer
  let app: Client
  let reporting: Client
  let kiosk: Client

  before(async () => {
    site = await openTestSite()
    server = await site.start({
      policy: createDeclaredPolicy({
        grants: [{ to: ['reporting'], operations: ['Locate', 'Get'], owners: ['app'], objectGroups: ['open'] }],
        limits: [{ of: ['kiosk'], operations: ['Locate', 'Get', 'Create'] }],
      }),
    })
    const connectAs = async (name: string) =>
      connect({ host: 'localhost', ...(await site.as(name, server)), version: '1.4' })
    ;[app, reporting, kiosk] = await Promise.all([connectAs('app'), connectAs('reporting'), connectAs('kiosk')])
  })
  after(async () => {
    await Promise.all([app, reporting, kiosk].map((client) => client.close()))
    await site.close()
  })

  const reasonOf = (promise: Promise<unknown>): Promise<string | undefined> =>
    promise.then(
      () => 'no failure',
      (error: unknown) => (error as KmipResponseError).resultReason,
    )

  it('lets a client find and get what it was granted, and nothing more', async () => {
    const { uniqueIdentifier: open } = await app.create(aes({ name: 'shown', objectGroup: 'open' }))
    const { uniqueIdentifier: closed } = await app.create(aes({ name: 'hidden' }))
    const { uniqueIdentifier: own } = await reporting.create(aes({ name: 'shown' }))
    expect((await reporting.locate()).uniqueIdentifier).to.deep.equal([open, own])
    expect((await reporting.locate({ attributes: { name: 'shown' } })).uniqueIdentifier).to.deep.equal([open, own])
    expect((await reporting.locate({ attributes: { name: 'hidden' } })).uniqueIdentifier ?? []).to.deep.equal([])
    expect((await app.locate()).uniqueIdentifier).to.deep.equal([open, closed])
    await reporting.get({ uniqueIdentifier: open })
    expect(await reasonOf(reporting.get({ uniqueIdentifier: closed }))).to.equal('PermissionDenied')
    expect(await reasonOf(reporting.destroy({ uniqueIdentifier: open }))).to.equal('PermissionDenied')
    expect(await reasonOf(reporting.getAttributes({ uniqueIdentifier: open }))).to.equal('PermissionDenied')
    expect(await reasonOf(app.get({ uniqueIdentifier: own }))).to.equal('PermissionDenied')
  })

  it('finds by State what became Active meanwhile, also of others', async () => {
    const activationDate = new Date(Date.now() + 1000)
    const { uniqueIdentifier } = await app.create(aes({ objectGroup: 'open', activationDate }))
    while (Date.now() < activationDate.getTime() + 50) await new Promise((resolve) => setTimeout(resolve, 50))
    const { uniqueIdentifier: active } = await reporting.locate({ attributes: { state: 'Active' } })
    expect(active).to.deep.equal([uniqueIdentifier])
  })

  it('keeps a client to what it may do, also with its own objects', async () => {
    const { uniqueIdentifier } = await kiosk.create(aes())
    await kiosk.get({ uniqueIdentifier })
    expect(await reasonOf(kiosk.destroy({ uniqueIdentifier }))).to.equal('PermissionDenied')
    expect(await reasonOf(kiosk.query({ queryFunction: ['QueryOperations'] }))).to.equal('no failure')
  })
})
