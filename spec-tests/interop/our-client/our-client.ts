import { expect } from 'chai'
import { connect } from '../../../client/index.ts'
import { interopVersions } from '../interop-versions.ts'
import { startPykmipServer } from '../pykmip-server.ts'
import type { Tally } from '../tally.ts'
import { describeTour, runTour } from '../tour/tour.ts'
import { attributeChecks } from './attribute-checks.ts'
import { cipherChecks } from './cipher-checks.ts'
import { createContext, isDue } from './context.ts'
import { lifecycleChecks } from './lifecycle-checks.ts'
import { locateChecks } from './locate-checks.ts'
import { runObjectChecks } from './object-checks.ts'
import { serverChecks } from './server-checks.ts'

/** Our client against PyKMIP's server. */
export const runOurClient = async (python: string, tally: Tally): Promise<void> => {
  const server = await startPykmipServer(python)
  const [owner, stranger] = [await server.client('owner'), await server.client('stranger')]
  const options = { host: 'localhost', port: server.port, ca: server.ca }
  const checks = [
    ...serverChecks,
    ...runObjectChecks(server.certificate),
    ...attributeChecks,
    ...locateChecks,
    ...lifecycleChecks,
    ...cipherChecks,
  ]
  try {
    await tally.check('PyKMIP server: the newest version of both is spoken', async () => {
      await using client = await connect({ ...options, ...owner })
      expect(client.version).to.equal('2.0')
      expect((await client.query({ queryFunction: ['QueryOperations'] })).operation).to.include('Get')
    })
    for (const version of interopVersions) {
      await using client = await connect({ ...options, ...owner, version })
      await using other = await connect({ ...options, ...stranger, version })
      const context = createContext(version, client, other)
      for (const check of checks.filter((each) => isDue(each, version)))
        await tally.check(`PyKMIP server ${version}: ${check.name}`, () => check.run(context))
    }
    const tour = await runTour('PyKMIP server', { ...options, ...owner }, tally)
    for (const line of describeTour(tour)) console.log(`     ${line}`)
  } finally {
    await server.close()
  }
}
