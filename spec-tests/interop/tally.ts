/** Counts checks and prints a line for each. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  /** `problem`: why it failed. */
  report(name: string, problem?: string): void
  /** Runs a check: it fails when it throws. */
  check(name: string, run: () => unknown): Promise<void>
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' | ')

export const createTally = (print: (line: string) => void): Tally => {
  let [passed, failed] = [0, 0]
  const report = (name: string, problem?: string): void => {
    if (problem === undefined) passed++
    else failed++
    print(problem === undefined ? `ok   ${name}` : `FAIL ${name}: ${oneLine(problem)}`)
  }
  return {
    get passed() {
      return passed
    },
    get failed() {
      return failed
    },
    report,
    async check(name, run) {
      try {
        await run()
        report(name)
      } catch (error) {
        report(name, error instanceof Error ? error.message : String(error))
      }
    },
  }
}
