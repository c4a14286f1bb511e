import { styleText } from 'node:util'
import type { Io } from './io.ts'

/** Text of a server or a file, made harmless for a terminal. */
export const escapeControls = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

type Style = Parameters<typeof styleText>[0]

/** Styled when the stream is a terminal that shows colours. */
export const applyStyle = (style: Style, text: string, stream: NodeJS.WriteStream): string =>
  styleText(style, text, { stream })

const countColumns = (text: string): number => [...text].length

/** Rows in aligned columns under their titles. */
export const printTable = (titles: readonly string[], rows: readonly (readonly string[])[], { stdout }: Io): void => {
  const clean = rows.map((row) => row.map(escapeControls))
  const widths = titles.map((title, i) =>
    Math.max(countColumns(title), ...clean.map((row) => countColumns(row[i] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - countColumns(cell)))
      .join('  ')
      .trimEnd()
  stdout.write(`${applyStyle('bold', line(titles), stdout)}\n`)
  for (const row of clean) stdout.write(`${line(row)}\n`)
}

/** One value a line, its name in front; lines without value are left out. */
export const printFields = (given: Readonly<Record<string, string | undefined>>, { stdout }: Io): void => {
  const rows = Object.entries(given).filter((row): row is [string, string] => row[1] !== undefined)
  const longest = Math.max(0, ...rows.map(([name]) => countColumns(name)))
  for (const [name, value] of rows)
    stdout.write(`${applyStyle('bold', name.padEnd(longest), stdout)}  ${escapeControls(value)}\n`)
}
