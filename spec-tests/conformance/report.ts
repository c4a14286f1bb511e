import type { CaseFile } from './case-file.ts'
import { usesOf } from './case-file.ts'
import type { Conversation } from './conversation.ts'
import { elementToXml } from './element.ts'
import type { Outcome } from './run-case.ts'

export type Verdict = 'ok' | 'waived' | 'known' | 'FAIL' | 'PASSES'

/** What becomes of an outcome under the known-failure list. */
export const verdictOf = (outcome: Outcome, known: ReadonlyMap<string, string>): Verdict => {
  if (outcome.status === 'failed') return known.has(outcome.id) ? 'known' : 'FAIL'
  return known.has(outcome.id) ? 'PASSES' : outcome.status
}

/** The line of one case. */
export const lineOf = (outcome: Outcome, known: ReadonlyMap<string, string>): string => {
  const verdict = verdictOf(outcome, known)
  if (verdict === 'ok') return `ok ${outcome.id}`
  if (verdict === 'known') return `known ${outcome.id}: ${known.get(outcome.id)}`
  if (verdict === 'PASSES')
    return `FAIL ${outcome.id}: passes, but is listed as a known failure (${known.get(outcome.id)})`
  return `${verdict} ${outcome.id}: ${outcome.message}`
}

export interface Totals {
  readonly passed: number
  /** Known failures among them. */
  readonly failed: number
  readonly waived: number
  readonly mutants: number
  readonly killed: number
  readonly survivors: readonly string[]
  /** Whether the run as a whole is right: every failure is known, every known failure fails, no mutant survives. */
  readonly right: boolean
}

export const totalsOf = (outcomes: readonly Outcome[], known: ReadonlyMap<string, string>): Totals => {
  const verdicts = outcomes.map((outcome) => verdictOf(outcome, known))
  const count = (status: Outcome['status']) => outcomes.filter((outcome) => outcome.status === status).length
  const survivors = outcomes.flatMap(({ id, survivors: changes }) => changes.map((change) => `${id} ${change}`))
  const mutants = outcomes.reduce((sum, outcome) => sum + outcome.mutants, 0)
  return {
    passed: count('ok'),
    failed: count('failed'),
    waived: count('waived'),
    mutants,
    killed: mutants - survivors.length,
    survivors,
    right: !verdicts.some((verdict) => verdict === 'FAIL' || verdict === 'PASSES') && survivors.length === 0,
  }
}

/** The lines after those of the cases; the totals last. */
export const summaryOf = (totals: Totals): string[] => [
  ...totals.survivors.map((survivor) => `FAIL a mutant survives: ${survivor}`),
  `mutation score ${totals.killed}/${totals.mutants}`,
  `${totals.passed} passed, ${totals.failed} failed, ${totals.waived} waived`,
]

/** Every message of a conversation, as XML. */
export const transcriptOf = (conversation: Conversation): string =>
  conversation.exchanges
    .flatMap(({ request, response, probes }) => [
      elementToXml(request),
      elementToXml(response),
      ...probes.flatMap((probe) => [
        `<!-- probe: ${probe.kind} -->\n`,
        elementToXml(probe.request),
        elementToXml(probe.response),
      ]),
    ])
    .concat(conversation.broken ? [`<!-- ${conversation.broken} -->\n`] : [])
    .join('')

/** What a case uses, on one line. */
export const formatUses = (file: CaseFile): string => {
  const { operations, objectTypes, algorithms, modes } = usesOf(file)
  return [file.id, operations.join(' '), objectTypes.join(' '), algorithms.join(' '), modes.join(' ')].join(' | ')
}
