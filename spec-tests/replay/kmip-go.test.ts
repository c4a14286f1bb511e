import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { toLines } from '../support/item-lines.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { openWireClient, type WireClient } from '../support/wire-client.ts'
import { decodeItem, encodeItem } from './captures.ts'
import { createSubstitution, type Substitution } from './substitution.ts'

type Exchange = { readonly request: string } & (
  | { readonly recorded: number; readonly answer: readonly string[] }
  | { readonly has: readonly string[] }
)

interface Step {
  readonly version: string
  readonly step: string
  readonly exchanges: readonly Exchange[]
}

const { steps } = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/kmip-go.json'), 'utf8')) as {
  steps: readonly Step[]
}

const dateLine = /^( *\w+ DateTime )(\d+)$/
const day = 86_400

/** Dates that were about when the answer was recorded: as far from now. All others: as they were. */
const shiftDate = (line: string, ours: string | undefined, recorded: number): string => {
  const then = dateLine.exec(line)
  const now = dateLine.exec(ours ?? '')
  if (!then || !now) return line
  const since = Number(then[2]) - recorded
  const off = Number(now[2]) - Date.now() / 1000 - since
  return Math.abs(since) < day && Math.abs(off) < 60 ? (ours as string) : line
}

const replayExchange = async (client: WireClient, known: Substitution, { request, ...expected }: Exchange) => {
  const item = decodeItem(Buffer.from(request, 'hex'))
  expect(encodeItem(item).toString('hex'), 'comes back byte for byte').to.equal(request)
  const before = client.records()
  const lines = toLines(decodeItem(await client.ask(encodeItem(known.request(item)))))
  expect(client.records() - before, 'TLS records').to.equal(1)
  const first = lines.indexOf('  BatchItem')
  const [header, ours] = [lines.slice(0, first), lines.slice(first).map((line) => line.slice(2))]
  const versionOf = (all: readonly string[]) => all.filter((line) => line.includes('ProtocolVersionM')).slice(0, 2)
  expect(versionOf(header)).to.deep.equal(versionOf(toLines(item)))
  if ('has' in expected) return expect(ours).to.include.members([...expected.has])
  const { answer, recorded } = expected
  expect(ours).to.deep.equal(
    known.expected(
      answer.map((line, at) => shiftDate(line, ours[at], recorded)),
      ours,
    ),
  )
}

describe('recorded calls of kmip-go', () => {
  let site: TestSite
  before(async () => {
    site = await openTestSite()
  })
  after(() => site.close())

  for (const version of new Set(steps.map((each) => each.version)))
    describe(`in KMIP ${version}`, () => {
      let server: TestServer
      let client: WireClient
      const known = createSubstitution()
      before(async () => {
        server = await site.start()
        client = await openWireClient(server)
      })
      after(() => client.close())

      for (const { step, exchanges } of steps.filter((each) => each.version === version))
        it(`${step} (${exchanges.length})`, async () => {
          for (const exchange of exchanges) await replayExchange(client, known, exchange)
        })

      it('the server reports no fault that the client did not see', () => {
        expect(server.faults).to.deep.equal([])
        expect(server.closed).to.deep.equal([])
      })
    })

  it('are the whole tour', () => {
    expect(steps.flatMap(({ exchanges }) => exchanges)).to.have.length(331)
  })
})
