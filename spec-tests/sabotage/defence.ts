/** A test, by its file and words of its title. */
export interface NamedTest {
  readonly file: string
  /** Part of the full title, which begins with the titles of its suites. */
  readonly title: string
}

/** A defence, how it is switched off, and the test that must fail then. */
export interface Defence {
  /** For people and for `--only`. */
  readonly name: string
  /** Where SECURITY.md states it: the first cell of a row, or words of its text. */
  readonly stated: string
  readonly file: string
  /** What defends: this text is in the file once. */
  readonly text: string
  /** What stands there without the defence: the smallest change that compiles. */
  readonly without: string
  readonly test: NamedTest
}

/** A row of SECURITY.md that no change of one text switches off. */
export interface Unswitchable {
  /** The first cell of the row. */
  readonly stated: string
  readonly because: string
}

/** How often a text contains another one. */
const countOccurrences = (text: string, part: string): number => text.split(part).length - 1

/** Why a defence cannot be switched off in this source; `undefined` if it can. */
export const describeStaleness = ({ name, file, text }: Defence, source: string): string | undefined => {
  const count = countOccurrences(source, text)
  return count === 1
    ? undefined
    : `the declaration of "${name}" is stale: its text is in ${file} ${count} times, instead of once. Mend it in spec-tests/sabotage/defences`
}

/** The source without the defence. @throws Error when the declaration is stale */
export const switchOff = (defence: Defence, source: string): string => {
  const staleness = describeStaleness(defence, source)
  if (staleness !== undefined) throw new Error(staleness)
  // A function, because `$` has a meaning in a replacement text.
  return source.replace(defence.text, () => defence.without)
}
