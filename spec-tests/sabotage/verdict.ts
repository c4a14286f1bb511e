/** A test of a run. */
interface Outcome {
  readonly title: string
  /** With the titles of its suites in front. */
  readonly fullTitle: string
  /** Why it failed; `undefined` when it passed. */
  readonly failure: string | undefined
}

/** A run of mocha. */
export interface Report {
  /** Empty when the file did not load. */
  readonly outcomes: readonly Outcome[]
  /** What mocha wrote beside its report. */
  readonly output: string
}

interface MochaTest extends Pick<Outcome, 'title' | 'fullTitle'> {
  readonly err: { readonly message?: string; readonly stack?: string }
}

/** @param json - the report of mocha's reporter `json`; `undefined`: there is none */
export const readReport = (json: string | undefined, output: string): Report => {
  if (json === undefined) return { outcomes: [], output }
  const { passes, failures }: { passes: readonly MochaTest[]; failures: readonly MochaTest[] } = JSON.parse(json)
  return {
    outcomes: [
      ...passes.map(({ title, fullTitle }) => ({ title, fullTitle, failure: undefined })),
      ...failures.map(({ title, fullTitle, err }) => ({
        ...{ title, fullTitle },
        failure: err.stack ?? err.message ?? 'no message',
      })),
    ],
    output,
  }
}

/** The part of a report that is about the tests with this title. */
export const selectTitle = ({ outcomes, output }: Report, title: string): Report => ({
  outcomes: outcomes.filter(({ fullTitle }) => fullTitle.includes(title)),
  output,
})

/** A hook that failed ends the tests behind it, which says nothing about them. */
const isHook = (title: string): boolean => /^"(?:before|after) (?:each|all)" hook/.test(title)

/** The code itself is broken: any test would fail. */
const isBrokenCode = (failure: string): boolean => /SyntaxError|ReferenceError|ERR_MODULE_NOT_FOUND/.test(failure)

const firstLines = (text: string): string => text.trim().split('\n').slice(0, 3).join(' | ')

const describeNoRun = ({ output }: Report): string => `no test ran: ${firstLines(output) || 'no test has this title'}`

/** Why the sound code does not pass its test; `undefined` when it does. */
export const describeUnsound = (report: Report): string | undefined => {
  const failed = report.outcomes.find(({ failure }) => failure !== undefined)
  if (failed) return `fails with the defence on: ${failed.title}: ${firstLines(failed.failure ?? '')}`
  return report.outcomes.length === 0 ? describeNoRun(report) : undefined
}

/** Why the test does not show that the defence is off; `undefined` when it fails as it should. */
export const describeUncaught = (report: Report): string | undefined => {
  const failures = report.outcomes.filter(({ failure }) => failure !== undefined)
  const broken = failures.find(({ failure = '' }) => isBrokenCode(failure))
  if (broken) return `the switch-off breaks the code: ${firstLines(broken.failure ?? '')}`
  if (failures.some(({ title }) => !isHook(title))) return undefined
  const hook = failures[0]
  if (hook) return `a hook fails instead of a test: ${hook.title}: ${firstLines(hook.failure ?? '')}`
  return report.outcomes.length === 0 ? describeNoRun(report) : 'NOT CAUGHT: the test passes without the defence'
}
