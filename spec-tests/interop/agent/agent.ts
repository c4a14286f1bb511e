import { openTestSite } from '../../support/test-server.ts'
import { startPykmipServer } from '../pykmip-server.ts'
import { pythonEnvironment } from '../python-environment.ts'
import type { Tally } from '../tally.ts'
import { agentSuite } from './agent-suite.ts'

/** The same agent on our server, and on PyKMIP's as any other KMS. It has no key wrapping that it would undo. */
export const agent = async (tally: Tally): Promise<void> => {
  const site = await openTestSite()
  try {
    const server = await site.start()
    const own = await site.as('agent', server)
    const every = ['encrypt', 'keyWrap', 'local'] as const
    await agentSuite({ name: 'our server', ...own, methods: every, opensDeactivated: every }, tally)
  } finally {
    await site.close()
  }
  const pykmip = await startPykmipServer(await pythonEnvironment())
  try {
    const { port, ca } = pykmip
    const identity = await pykmip.client('agent')
    await agentSuite(
      { name: "PyKMIP's server", port, ca, ...identity, methods: ['encrypt', 'local'], opensDeactivated: ['local'] },
      tally,
    )
  } finally {
    await pykmip.close()
  }
}
