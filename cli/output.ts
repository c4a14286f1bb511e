import { styleText } from 'node:util'
import type { Io } from './io.ts'

/** Escapes control characters, so that text of a server or a file is harmless on a terminal. */
export const escapeControls = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

type Style = Parameters<typeof styleText>[0]

/** Styles text if the stream is a terminal with colours. */
export const applyStyle = (style: Style, text: string, stream: NodeJS.WriteStream): string =>
  styleText(style, text, { stream })

const countColumns = (text: string): number => [...text].length

/** Prints rows in aligned columns under their titles. */
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

/** Prints one value a line after its name; undefined values are skipped. */
export const printFields = (given: Readonly<Record<string, string | undefined>>, { stdout }: Io): void => {
  const rows = Object.entries(given).filter((row): row is [string, string] => row[1] !== undefined)
  const longest = Math.max(0, ...rows.map(([name]) => countColumns(name)))
  for (const [name, value] of rows)
    stdout.write(`${applyStyle('bold', name.padEnd(longest), stdout)}  ${escapeControls(value)}\n`)
}
