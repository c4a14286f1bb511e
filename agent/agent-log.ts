import { formatAddress } from '../client/connection/server-address.ts'
import { describeError, openLog } from '../logging/log.ts'
import type { AgentLog } from './run-agent.ts'

/** One JSON line an event, on standard error. Holds no keys and no secrets. */
export const createAgentLog = (): AgentLog => {
  const log = openLog()
  return {
    logFault: (error) => log.error({ error: describeError(error) }, 'fault'),
    logRefusal: (what, { code, message }) => log.warn({ request: what, code, message }, 'refused'),
    logOddity: ({ server, operation, path, problem, outcome }) =>
      log.info({ kms: formatAddress(server), operation, field: path, problem, outcome }, 'oddity'),
  }
}
