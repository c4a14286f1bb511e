import { cpus } from 'node:os'
import { formatFigure } from './format-figure.ts'
import { meetsGoal, type Result, type Row } from './row.ts'

const begin = '<!-- Written by npm run bench -- --write -->'
const end = '<!-- End of what npm run bench writes -->'

const formatLine = (measurement: string, row: Row): string =>
  `| ${[
    measurement,
    row.what,
    formatFigure(row.value) + row.unit,
    `${row.yardstick}: ${formatFigure(row.yardstickValue)}${row.unit}`,
    `${formatFigure(row.ratio)} (${formatFigure(row.lowest)}–${formatFigure(row.highest)})`,
    formatFigure(row.goal),
    meetsGoal(row) ? 'met' : 'below',
    row.processorTime === undefined ? '' : `${formatFigure(row.processorTime)} µs`,
  ].join(' | ')} |`

const readMeasurement = (line: string): string | undefined => /^\| ([a-z-]+) \|/.exec(line)?.[1]

const formatTable = (lines: readonly string[], rounds: number, now: Date): string => {
  const conditions = [
    now.toISOString().slice(0, 10),
    `${cpus().length} × ${cpus()[0]?.model}`,
    `Node.js ${process.versions.node}`,
    `OpenSSL ${process.versions.openssl}`,
    `median of ${rounds} rounds`,
  ]
  const met = lines.filter((line) => line.includes('| met |')).length
  return `${conditions.join(', ')}; ${met} of ${lines.length} rows meet their goal.

| Measurement | What | Figure | Yardstick | Ratio (lowest–highest round) | Goal | | Processor time per request |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`
}

interface Run {
  readonly results: readonly Result[]
  readonly rounds: number
  readonly now: Date
}

/** Returns the page with the new rows. Rows of measurements that did not run stay; `order` has the names of all measurements. */
export const writeFigures = (page: string, order: readonly string[], { results, rounds, now }: Run): string => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The page lacks the lines ${begin} and ${end}.`)
  const oldLines = page.slice(from, to).split('\n')
  const lines = order.flatMap((measurement) => {
    const result = results.find((each) => each.measurement === measurement)
    return result
      ? result.rows.map((row) => formatLine(measurement, row))
      : oldLines.filter((line) => readMeasurement(line) === measurement)
  })
  return `${page.slice(0, from + begin.length)}\n\n${formatTable(lines, rounds, now)}\n\n${page.slice(to)}`
}
