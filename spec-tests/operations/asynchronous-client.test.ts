import { expect } from 'chai'
import { connect, item, KmipResponseError } from '../../client/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'

/** Our client and our server over TLS: KMIP 1.4 §6.7, §4.28; 2.1 §9.2, §6.1.38. */
describe('asynchronous requests of the client', () => {
  let site: TestSite
  let server: TestServer
  before(async () => {
    site = await openTestSite()
    server = await site.start()
  })
  after(() => site.close())

  const attributes = {
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicUsageMask: ['Encrypt', 'Decrypt'],
  } as const
  const pendingValue = async (pending: Promise<unknown>): Promise<Uint8Array> => {
    const error = await pending.catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(KmipResponseError).with.property('resultStatus', 'OperationPending')
    return (error as KmipResponseError).asynchronousCorrelationValue as Uint8Array
  }

  for (const [version, asynchronous] of [
    ['1.0', 'Optional'],
    ['2.0', 'Mandatory'],
    ['2.1', 'Mandatory'],
  ] as const)
    it(`${version}: are pending, and polled`, async () => {
      await using client = await connect({ ...server, host: 'localhost', version })
      const request = { objectType: 'SymmetricKey', attributes } as const
      const value = await pendingValue(client.create(request, { asynchronous }))
      const made: { readonly uniqueIdentifier?: unknown } = await client.poll({ asynchronousCorrelationValue: value })
      const { object } = await client.get({ uniqueIdentifier: String(made.uniqueIdentifier) })
      expect(object).to.have.property('symmetricKey')
      const outcomes = await client.batch([item.create(request), item.get()], { asynchronous })
      const values = outcomes.map((each) => !each.ok && each.error.asynchronousCorrelationValue) as Uint8Array[]
      const polls = values.map((asynchronousCorrelationValue) => item.poll({ asynchronousCorrelationValue }))
      const polled = await client.batch(polls)
      expect(polled.map(({ ok }) => ok)).to.deep.equal([true, true])
      expect(polled[1]).to.have.nested.property('response.object.symmetricKey')
      const canceled = await pendingValue(client.create(request, { asynchronous }))
      const { cancellationResult } = await client.cancel({ asynchronousCorrelationValue: canceled })
      expect(cancellationResult).to.equal('Canceled')
    })
})
