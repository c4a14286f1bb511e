import { type Logger, pino } from 'pino'

/** One JSON line an event, on standard error. */
export const openLog = (level = 'info'): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: false }))

/** What a log says of an error, or of whatever else was thrown. */
export const described = (thrown: unknown): Pick<Error, 'name' | 'message' | 'stack'> => {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown))
  return { name, message, ...(stack !== undefined && { stack }) }
}
