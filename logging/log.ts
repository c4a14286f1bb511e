import { type Logger, pino } from 'pino'

/** Opens a log: one JSON line an event, on standard error. */
export const openLog = (level = 'info'): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: false }))

/** Describes anything thrown for the log. */
export const describeError = (thrown: unknown): Pick<Error, 'name' | 'message' | 'stack'> => {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { name, message, ...(stack !== undefined && { stack }) }
}
