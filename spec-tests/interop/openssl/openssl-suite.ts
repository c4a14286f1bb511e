import type { Tally } from '../tally.ts'
import { listAllAreas } from './all-areas.ts'
import { openOpenssl } from './openssl.ts'
import { findOpenssl } from './openssl-program.ts'
import { openServerUnderTest } from './server-under-test.ts'

/** Comparisons at a time: they wait for processes mostly. */
const lanes = 4

/**
 * Everything that the server does of cryptography against the command line of OpenSSL: what the one makes the other opens,
 * verifies or makes alike. What is in it is found out by asking the server (`listAllAreas`); something that nobody has said
 * how to compare is a failure.
 */
export const runOpensslSuite = async (tally: Tally): Promise<void> => {
  const openssl = await openOpenssl(await findOpenssl())
  const server = await openServerUnderTest()
  try {
    console.log((await openssl.run(['version'])).toString().trim())
    const list = await listAllAreas(server)
    for (const { name, comparison } of list)
      if (typeof comparison === 'string') console.log(`     ${name} ${comparison}`)
    const queue = list.filter(({ comparison }) => typeof comparison !== 'string')
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { name, comparison } = next
        if (typeof comparison === 'function') await tally.check(`openssl: ${name}`, () => comparison(openssl, server))
        else tally.report(`openssl: ${name}`, 'nobody has said how openssl does it, nor why it does not')
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
  } finally {
    await openssl.close()
    await server.close()
  }
}
