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

const table = (rows: readonly Row[], rounds: number, now: Date): string => {
  const conditions = [
    now.toISOString().slice(0, 10),
    `${cpus().length} × ${cpus()[0]?.model}`,
    `Node.js ${process.versions.node}`,
    `OpenSSL ${process.versions.openssl}`,
    `median of ${rounds} rounds`,
  ]
  return `${conditions.join(', ')}; ${rows.filter(({ ratio, target }) => ratio >= target).length} of ${rows.length} rows meet their goal.

| Goal | What | Figure | Yardstick | Ratio (lowest–highest round) | Goal | | Processor time a request |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(row).join('\n')}`
}

/** The page with these rows in place of those that it has. */
export const withFigures = (page: string, rows: readonly Row[], rounds: number, now: Date): string => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no place for the figures, between ${begin} and ${end}`)
  return `${page.slice(0, from + begin.length)}\n\n${table(rows, rounds, now)}\n\n${page.slice(to)}`
}
