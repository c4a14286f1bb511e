import { cpus } from 'node:os'
import type { Row } from './row.ts'

const begin = '<!-- Written by npm run bench -- --write -->'
const end = '<!-- As far as here -->'

const figure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 })

const row = (each: Row): string => {
  const { goal, what, own, unit, against, yardstick, ratio, lowest, highest, target, ownProcessorTime } = each
  return `| ${[
    goal,
    what,
    figure(own) + unit,
    `${against}: ${figure(yardstick)}${unit}`,
    `${figure(ratio)} (${figure(lowest)}–${figure(highest)})`,
    figure(target),
    ratio >= target ? 'met' : 'below',
    ownProcessorTime === undefined ? '' : `${figure(ownProcessorTime)} µs`,
  ].join(' | ')} |`
}

const goalOf = (line: string): number => Number(/^\| (\d+) \|/.exec(line)?.[1] ?? Number.NaN)

const table = (lines: readonly string[], rounds: number, now: Date): string => {
  const conditions = [
    now.toISOString().slice(0, 10),
    `${cpus().length} × ${cpus()[0]?.model}`,
    `Node.js ${process.versions.node}`,
    `OpenSSL ${process.versions.openssl}`,
    `median of ${rounds} rounds`,
  ]
  const met = lines.filter((line) => line.includes('| met |')).length
  return `${conditions.join(', ')}; ${met} of ${lines.length} rows meet their goal.

| Goal | What | Figure | Yardstick | Ratio (lowest–highest round) | Goal | | Processor time a request |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`
}

/** The page with these rows in place of those that it has about the same goals. */
export const withFigures = (page: string, rows: readonly Row[], rounds: number, now: Date): string => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no place for the figures, between ${begin} and ${end}`)
  const measured = new Set(rows.map(({ goal }) => goal))
  const others = page
    .slice(from, to)
    .split('\n')
    .filter((line) => goalOf(line) && !measured.has(goalOf(line)))
  const lines = [...others, ...rows.map(row)].toSorted((a, b) => goalOf(a) - goalOf(b))
  return `${page.slice(0, from + begin.length)}\n\n${table(lines, rounds, now)}\n\n${page.slice(to)}`
}
