import { pino } from 'pino'
import type { Reports } from './http/respond.ts'

/** The agent's log: one JSON line an event on standard error. Never a key, never a secret. */
export const agentLog = (): Reports => {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: false }))
  return {
    fault(error) {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
      log.error({ error: { name, message, stack } }, 'fault')
    },
    refused: (what, { code, message }) => log.warn({ request: what, code, message }, 'refused'),
  }
}
