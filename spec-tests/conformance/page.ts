import { verdictOf } from './report.ts'
import type { Outcome } from './run-case.ts'

const words = {
  ok: 'passes',
  waived: 'passes but for a published error',
  known: 'fails',
  FAIL: 'fails',
  PASSES: 'passes',
}

const versionOf = ({ id }: Outcome): string => (id.split('/')[0] ?? '').replace('v', '')
const nameOf = ({ id }: Outcome): string => id.split('/')[1] ?? id
const escapeCell = (text: string): string => text.replaceAll('|', '\\|')

/** What `docs/conformance.md` says of a run over all cases: each case by version, with the reason where it does not pass. */
export const formatConformancePage = (outcomes: readonly Outcome[], known: ReadonlyMap<string, string>): string => {
  const versions = [...new Set(outcomes.map(versionOf))].sort()
  const outcomesOf = (version: string) => outcomes.filter((outcome) => versionOf(outcome) === version)
  const count = (list: readonly Outcome[], status: Outcome['status']) =>
    String(list.filter((outcome) => outcome.status === status).length)
  const formatSums = (title: string, list: readonly Outcome[]) =>
    `| ${[title, String(list.length), count(list, 'ok'), count(list, 'waived'), count(list, 'failed')].join(' | ')} |`
  const formatLine = (outcome: Outcome): string => {
    const why = outcome.status === 'failed' ? (known.get(outcome.id) ?? outcome.message) : outcome.message
    return `| ${nameOf(outcome)} | ${words[verdictOf(outcome, known)]} | ${escapeCell(why ?? '')} |`
  }
  return [
    '# Conformance',
    '',
    'The test cases that OASIS publishes with KMIP, replayed against the server over TLS (those about HTTPS over HTTPS), each',
    'against a fresh server, and judged under a strict rule: every item, every value, in order. Written by',
    '`npm run conformance -- --write`, which needs the cases; without `--write` it fails when this page is stale.',
    '',
    'A published error is one of the case itself, which no server can satisfy as it is printed; the case passes when it is',
    'corrected, or the answer is another of those printed.',
    '',
    '| Version | Cases | Pass | Pass but for a published error | Fail |',
    '| --- | --- | --- | --- | --- |',
    ...versions.map((version) => formatSums(`[${version}](#kmip-${version.replace('.', '')})`, outcomesOf(version))),
    formatSums('all', outcomes),
    ...versions.flatMap((version) => [
      '',
      `## KMIP ${version}`,
      '',
      '| Case | | Why |',
      '| --- | --- | --- |',
      ...outcomesOf(version).map(formatLine),
    ]),
    '',
  ].join('\n')
}
