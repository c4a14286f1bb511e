import type { Row } from './row.ts'

const figure = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 })

const times = ({ ownProcessorTime, yardstickProcessorTime }: Row): string => {
  if (ownProcessorTime === undefined) return ''
  const other = yardstickProcessorTime === undefined ? '' : ` to ${yardstickProcessorTime.toFixed(0)}`
  return `${ownProcessorTime.toFixed(0)}${other} µs processor time`
}

/** One comparison in one line. */
export const line = (row: Row): string =>
  [
    `${row.goal}`,
    row.what.padEnd(46),
    `${figure(row.own)}${row.unit}`.padStart(11),
    `${row.against} ${figure(row.yardstick)}${row.unit}`.padStart(38),
    `${figure(row.ratio)}×`.padStart(9),
    `(${figure(row.lowest)}–${figure(row.highest)})`.padEnd(18),
    `goal ${figure(row.target)}×`.padEnd(13),
    row.ratio >= row.target ? 'met  ' : 'BELOW',
    times(row),
  ].join(' ')
