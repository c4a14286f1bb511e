import type { Format, Step } from './consumer.ts'

/** What begins a comment. */
const marks: Readonly<Record<Format, string>> = { sh: '#', sql: '--', ini: '#', toml: '#', yaml: '#', python: '#' }

/** A script must begin with its interpreter: the comment goes below. */
const formatStep = ({ place, format, purpose, lines }: Step, number: number): string => {
  const comment = `${marks[format]} ${number}. ${place}: ${purpose}`
  const [first = '', ...others] = lines
  return (first.startsWith('#!') ? [first, comment, ...others] : [comment, ...lines]).join('\n')
}

/** The blocks to paste, in their order, with a comment above each that its format allows. */
export const formatSteps = (steps: readonly Step[]): string =>
  steps.map((step, index) => formatStep(step, index + 1)).join('\n\n')
