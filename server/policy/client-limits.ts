import { parseClientLimits } from '../setup/client-limits.ts'
import { createWatchedFile } from '../setup/watched-file.ts'
import type { Limit } from './policy-declaration.ts'

/** The limits of clients in a file, as a running server applies them. */
export interface ClientLimits {
  /** The limits that apply now: those of the file, at most a second ago. @throws SetUpError while the file is invalid */
  read(): readonly Limit[]
  /** Checks the file at the next `read`. A new client is limited from its first request on. */
  refresh(): void
}

/** Milliseconds between checks of the file. A check for each request would cost a call of the system. */
const checkInterval = 1000

/** Reads the limits of clients from the file that `kmip client` writes, and again when it has changed. */
export const openClientLimits = (path: string, elapsed = () => performance.now()): ClientLimits => {
  const readFile = createWatchedFile(path, (text) =>
    parseClientLimits(text, path).map(({ name, ...terms }): Limit => ({ of: [`CN=${name}`], ...terms })),
  )
  const none: readonly Limit[] = []
  let checked = Number.NEGATIVE_INFINITY
  let limits = none
  return {
    read() {
      const now = elapsed()
      if (now - checked < checkInterval) return limits
      limits = readFile() ?? none
      checked = now
      return limits
    },
    refresh() {
      checked = Number.NEGATIVE_INFINITY
    },
  }
}
