import { expect } from 'chai'
import type { Oddity } from '../../client/index.ts'
import { createServer, type KmipServer } from '../../server/index.ts'
import { createTally } from '../interop/tally.ts'
import { runTour, type Tour } from '../interop/tour/tour.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import type { BehaviourName } from './behaviours.ts'
import { openStandIn } from './stand-in.ts'

const payload = 'ResponseMessage/BatchItem[0]/ResponsePayload/'

const summarize = ({ kind, outcome, operation, path, problem }: Oddity): string =>
  `${operation}: ${path.replace(payload, '')}: ${problem}: ${kind}, ${outcome}`

describe("the client's tour of servers of other vendors", function () {
  this.timeout(60_000)
  const store = createMemoryStore()
  let server: KmipServer
  before(() => {
    server = createServer({ store })
  })
  beforeEach(() => store.empty())
  after(() => server.close())

  /** A tour in which every call was answered. */
  const tourOf = async (name: BehaviourName): Promise<Tour> => {
    await using standIn = await openStandIn(server, [name])
    const { port, ca, cert, key } = standIn
    const failed: string[] = []
    const tally = createTally((line) => line.startsWith('FAIL') && failed.push(line))
    const tour = await runTour(name, { host: '127.0.0.1', port, ca, cert, key, version: '2.1' }, tally)
    expect(failed).to.deep.equal([])
    return tour
  }

  it('an ill-typed attribute is skipped where all attributes are asked for, and where others are', async () => {
    const { oddities } = await tourOf('illTypedAttribute')
    expect(oddities.map(summarize)).to.have.members([
      'Export: Attributes/RotateInterval: expected Interval, found LongInteger: illTyped, skipped',
      'GetAttributes: Attributes/RotateInterval: expected Interval, found LongInteger: illTyped, skipped',
    ])
  })

  it('attributes beyond those asked for are returned', async () => {
    const { oddities } = await tourOf('largeAnswers')
    const lines = oddities.map(summarize)
    expect(lines).to.include('GetAttributes: Attributes/Name: was not asked for: surplus, read')
    expect(lines.filter((line) => !line.endsWith('was not asked for: surplus, read'))).to.deep.equal([])
  })

  it('identifiers beyond Maximum Items are returned', async () => {
    const { oddities } = await tourOf('locateIgnoresMaximum')
    expect(oddities).to.have.lengthOf(1)
    expect(oddities.map(summarize)[0]).to.match(
      /^Locate: UniqueIdentifier: expected at most 1, found \d+: surplus, read$/,
    )
  })

  it('an item of the vendor is skipped in the answer of every operation', async () => {
    const { oddities, called, refusals } = await tourOf('unknownItem')
    const refused = refusals.map(({ operation }) => operation)
    const answered = called['2.1']?.filter((operation) => !refused.includes(operation)) ?? []
    const [first] = oddities
    expect(first && summarize(first)).to.equal(`${first?.operation}: 0x540001: is not expected there: unknown, skipped`)
    expect(new Set(oddities.map(({ kind }) => kind))).to.deep.equal(new Set(['unknown']))
    // Poll is answered with the operation that it polls for, Create.
    const withoutPoll = answered.filter((operation) => operation !== 'Poll')
    expect(oddities.map(({ operation }) => operation)).to.include.members(withoutPoll)
  })
})
