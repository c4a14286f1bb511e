import { describeError, openLog } from '../logging/log.ts'
import type { Reports } from './http/respond.ts'

/** The agent's log: one JSON line an event on standard error. Never a key, never a secret. */
export const agentLog = (): Reports => {
  const log = openLog()
  return {
    fault: (error) => log.error({ error: describeError(error) }, 'fault'),
    refused: (what, { code, message }) => log.warn({ request: what, code, message }, 'refused'),
  }
}
