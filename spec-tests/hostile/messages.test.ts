import { once } from 'node:events'
import { expect } from 'chai'
import { readResponse, TtlvReader } from '../../codec/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { measureUsedMemory } from '../support/used-memory.ts'
import { openWireClient } from '../support/wire-client.ts'
import { sendBarrage, sendDamagedStreams } from './barrage.ts'
import { hostileMessages } from './messages.ts'
import { createDeclaredRequests, createObjects, discoverVersions, readRecordedRequests } from './requests.ts'

const MiB = 1024 * 1024

describe('hostile messages', () => {
  let site: TestSite
  let server: TestServer

  before(async () => {
    site = await openTestSite()
    server = await site.start()
  })
  afterEach(() => expect(server.faults).to.deep.equal([]))
  after(() => site.close())

  const expectSuccess = async (): Promise<void> => {
    const client = await openWireClient(server)
    const { batchItem } = readResponse(new TtlvReader(await client.ask(discoverVersions)))
    expect(batchItem[0]?.resultStatus).to.equal('Success')
    client.close()
  }

  for (const { what, bytes, outcome, says } of hostileMessages)
    it(`${what}: ${outcome}, and the log says why`, async () => {
      server.closed.length = 0
      server.done.length = 0
      const client = await openWireClient(server)
      client.socket.end(bytes)
      const answer = await client.receive().catch(() => undefined)
      if (!client.socket.closed) await once(client.socket, 'close')
      client.close()
      expect(answer !== undefined).to.equal(outcome === 'answered')
      if (answer) expect(readResponse(new TtlvReader(answer)).batchItem[0]?.resultStatus).to.equal('OperationFailed')
      const said = outcome === 'closed' ? server.closed : server.done.map(({ resultMessage }) => resultMessage)
      expect(said).to.have.length(1)
      expect(said[0]).to.match(says)
      await expectSuccess()
    })

  it('an answer that cannot be written spoils none that follow', async () => {
    let clock: number | undefined = Number.NaN
    const own = await site.start({ now: () => new Date(clock ?? Date.now()) })
    const ask = async () => {
      const client = await openWireClient(own)
      const answer = await client.ask(discoverVersions).catch(() => undefined)
      client.close()
      return answer && readResponse(new TtlvReader(answer)).batchItem[0]?.resultStatus
    }
    expect(await ask()).to.equal(undefined)
    expect(own.closed).to.deep.equal(['the server failed to answer'])
    expect(own.faults).not.to.have.length(0)
    clock = undefined
    expect(await ask()).to.equal('Success')
    await own.close()
  })

  it('requests spoiled at random are answered, each with a reason; memory stays', async function () {
    // A second or two on a machine that has nothing else to do.
    this.timeout(60_000)
    const ammunition = {
      requests: [...readRecordedRequests(), ...createDeclaredRequests(1)],
      identifiers: await createObjects(server),
    }
    const warm = await sendBarrage(server, ammunition, 400, 1)
    const before = await measureUsedMemory()
    const { answered, succeeded, problems } = await sendBarrage(server, ammunition, 800, 2)
    const grown = (await measureUsedMemory()) - before
    expect(warm.problems).to.deep.equal([])
    expect(problems).to.deep.equal([])
    expect(answered).to.equal(800)
    // Some do no harm: that they succeed shows that the others were near it.
    expect(succeeded).to.be.within(20, 400)
    await expectSuccess()
    expect(grown).to.be.below(8 * MiB)
  })

  it('streams damaged at random: what was whole is answered, and the connection ends', async () => {
    const ammunition = { requests: readRecordedRequests(), identifiers: [] }
    const { closed, problems } = await sendDamagedStreams(server, ammunition, 60, 3)
    expect(problems).to.deep.equal([])
    expect(closed).to.equal(60)
    await expectSuccess()
  })
})
