import { formatFigure } from './format-figure.ts'
import { meetsGoal, type Row } from './row.ts'

const formatProcessorTime = ({ processorTime, yardstickProcessorTime }: Row): string => {
  if (processorTime === undefined) return ''
  const other = yardstickProcessorTime === undefined ? '' : `, yardstick ${yardstickProcessorTime.toFixed(0)} µs`
  return `CPU ${processorTime.toFixed(0)} µs${other}`
}

/** One line for the terminal. */
export const formatRow = (measurement: string, row: Row): string =>
  [
    measurement.padEnd(18),
    row.what.padEnd(62),
    `${formatFigure(row.value)}${row.unit}`.padStart(11),
    `${row.yardstick} ${formatFigure(row.yardstickValue)}${row.unit}`.padStart(38),
    `${formatFigure(row.ratio)}×`.padStart(9),
    `(${formatFigure(row.lowest)}–${formatFigure(row.highest)})`.padEnd(18),
    `goal ${formatFigure(row.goal)}×`.padEnd(13),
    meetsGoal(row) ? 'met  ' : 'BELOW',
    formatProcessorTime(row),
  ]
    .join(' ')
    .trimEnd()
