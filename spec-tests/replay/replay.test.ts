import { expect } from 'chai'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { readCaptures, readLoggedSession } from './captures.ts'
import { differences } from './differences.ts'
import { type Replayed, replay } from './replay.ts'

describe('recorded sessions', () => {
  let site: TestSite
  let server: TestServer
  let replayed: Replayed[]

  before(async () => {
    site = await openTestSite()
    server = await site.start()
    // One after the other with one store, as they were recorded: PyKMIP finds what Barbican and libmongocrypt made.
    replayed = [...(await replay(readCaptures(), server)), ...(await replay([readLoggedSession()], server))]
  })
  after(() => site.close())

  for (const { client, connections } of [...readCaptures(), readLoggedSession()]) {
    const count = connections.reduce((sum, { exchanges }) => sum + exchanges.length, 0)

    describe(client, () => {
      const listDifferences = () =>
        replayed.filter(({ at }) => at.startsWith(client) && /^ \d+$/.test(at.slice(client.length)))

      it(`gets ${count} answers, element by element as it needs them`, () => {
        expect(listDifferences()).to.have.length(count)
        for (const { at, ours, expected } of listDifferences()) expect(ours, at).to.deep.equal(expected)
      })

      it('gets each answer in one TLS record', () => {
        for (const { at, records } of listDifferences()) expect(records, at).to.equal(1)
      })
    })
  }

  it('each difference from the recorded server is there', () => {
    for (const place of differences.flatMap(({ at }) => at)) {
      const found = replayed.find(({ at }) => at === place)
      expect(found, place).not.to.equal(undefined)
      expect(found?.ours, place).not.to.deep.equal(found?.recorded)
    }
  })

  it('the server reports no fault that clients did not see', () => {
    expect(server.faults).to.deep.equal([])
    expect(server.closed).to.deep.equal([])
  })
})
