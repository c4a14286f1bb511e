/** Reports a fault of a row, the first time that it is met. @param row - names the row, and what is wrong with it */
export type FaultReport = (row: string, error: Error) => void

/** Rows that are remembered, so that each is reported once. */
const REMEMBERED = 10_000

export const createFaultReport = (reportFault: (error: Error) => void): FaultReport => {
  const reported = new Set<string>()
  return (row, error) => {
    if (reported.has(row) || reported.size >= REMEMBERED) return
    reported.add(row)
    reportFault(error)
  }
}
