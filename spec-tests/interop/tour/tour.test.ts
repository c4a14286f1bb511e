import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { clientOperations } from '../../../codec/index.ts'
import { type ServerProcess, startServerProcess } from '../../support/server-process.ts'
import { createTally } from '../tally.ts'
import { leftOut, stops } from './stops.ts'
import { describeTour, runTour } from './tour.ts'

/** The client's tour of our own server: every stop does what it is for. */
describe("the client's tour of this server", () => {
  const folder = mkdtempSync(join(tmpdir(), 'kmip-tour-'))
  let server: ServerProcess

  before(async () => {
    server = await startServerProcess(['--data-directory', folder])
  })

  after(async () => {
    await server?.stop()
    rmSync(folder, { recursive: true })
  })

  it('calls every operation, or says why not', () => {
    expect([...Object.keys(stops), ...Object.keys(leftOut)]).to.have.members([...clientOperations])
  })

  for (const version of ['1.0', '1.4', '2.1'] as const)
    it(`${version}: every call is answered as the standard says`, async () => {
      const [ca, cert, key] = [server.ca, server.cert, server.key].map((path) => readFileSync(path))
      const failed: string[] = []
      const tally = createTally((line) => line.startsWith('FAIL') && failed.push(line))
      const tour = await runTour('kmip', { port: server.port, ca, cert, key, version }, tally)
      expect(failed).to.deep.equal([])
      expect(describeTour(tour).filter((line) => !line.startsWith('left out'))).to.deep.equal([])
      expect(tour.called[version]?.length).to.equal(tally.passed)
    }).timeout(60_000)
})
