import { openTestSite } from '../../support/test-server.ts'
import { startPykmipServer } from '../pykmip-server.ts'
import { createPythonEnvironment } from '../python-environment.ts'
import type { Tally } from '../tally.ts'
import { runAgentSuite } from './agent-suite.ts'

/** The same agent on our server, and on PyKMIP's as any other KMS. It has no key wrapping that it would undo. */
export const agent = async (tally: Tally): Promise<void> => {
  const site = await openTestSite()
  try {
    const server = await site.start()
    const own = await site.as('agent', server)
    const every = ['encrypt', 'keyWrap', 'local'] as const
    await runAgentSuite({ name: 'our server', ...own, methods: every, opensDeactivated: every }, tally)
  } finally {
    await site.close()
  }
  const pykmip = await startPykmipServer(await createPythonEnvironment())
  try {
    const { port, ca } = pykmip
    const identity = await pykmip.client('agent')
    await runAgentSuite(
      { name: "PyKMIP's server", port, ca, ...identity, methods: ['encrypt', 'local'], opensDeactivated: ['local'] },
      tally,
    )
  } finally {
    await pykmip.close()
  }
}
