import type { Tally } from '../tally.ts'
import { everything } from './areas.ts'
import { openOpenssl } from './openssl.ts'
import { opensslProgram } from './openssl-program.ts'
import { openServed } from './served.ts'

/** Comparisons at a time: they wait for processes mostly. */
const lanes = 4

/**
 * Everything that the server does of cryptography against the command line of OpenSSL: what the one makes the other opens,
 * verifies or makes alike. What is in it is found out by asking the server (`everything`); something that nobody has said
 * how to compare is a failure.
 */
export const opensslSuite = async (tally: Tally): Promise<void> => {
  const openssl = await openOpenssl(await opensslProgram())
  const server = await openServed()
  try {
    console.log((await openssl.run(['version'])).toString().trim())
    const list = await everything(server)
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
