import { Tag, type Version, versions } from '../../codec/index.ts'

/** Words of an id, as the standard prints them: `GetAttributes` → `Get Attributes`, `ReKeyKeyPair` → `Re-key Key Pair`. */
export const spaced = (id: string): string =>
  id
    .replace(/^PKCS_(\d+)/, 'PKCS#$1')
    .replace(/^X_509/, 'X.509')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/^Re (Key|Certify|Provision)/, (_, word: string) => `Re-${word.toLowerCase()}`)

/** The anchor that a heading gets. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replace(/ /g, '-')

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  if (!rows.length) return ''
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Paragraphs, tables and headings, those that say nothing left out. */
export const page = (...parts: readonly string[]): string => `${parts.filter(Boolean).join('\n\n')}\n`

/** `1.0 to 1.4`, `2.0 on`, or nothing for every version from `since` on. */
export const span = (from: Version, until: Version | undefined, since: Version = '1.0'): string => {
  if (until === undefined || until === versions.at(-1)) return from === since ? '' : `${from} on`
  return from === until ? from : `${from} to ${until}`
}

export const lifetime = (since: Version, until?: Version): string => span(since, until) || '1.0 on'

const tags = Tag as Readonly<Record<string, number>>
export const tagNumber = (id: string): string => {
  const tag = tags[id]
  return tag === undefined ? '' : `\`${tag.toString(16).toUpperCase()}\``
}
