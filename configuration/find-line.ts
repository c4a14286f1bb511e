/** The line of a key, or of the innermost table around it, in a TOML document. */
export function findLine(source: string, keys: readonly PropertyKey[]): number | undefined {
  const lines = new Map<string, number>()
  const counts = new Map<string, number>()
  let table = ''
  for (const [index, line] of source.split('\n').entries()) {
    const [, brackets, header] = /^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$/.exec(line) ?? []
    const key = /^\s*["']?([\w.-]+)["']?\s*=/.exec(line)?.[1]
    if (header) {
      const count = counts.get(header) ?? 0
      counts.set(header, count + 1)
      table = brackets === '[[' ? `${header}.${count}` : header
      lines.set(table, index + 1)
    } else if (key) lines.set(table ? `${table}.${key}` : key, index + 1)
  }
  const outward = keys.map((_, index) => lines.get(keys.slice(0, keys.length - index).join('.')))
  return outward.find((line) => line !== undefined)
}
