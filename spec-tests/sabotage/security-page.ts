/** The first cells of the rows that name a test: SECURITY.md states a defence in each. */
export const listDefenceRows = (page: string): readonly string[] => {
  const tables = page.matchAll(/^\|.*\| test \|\n\|[ |-]+\|\n((?:\|.*\|\n)+)/gm)
  return [...tables].flatMap(([, rows = '']) =>
    rows
      .trimEnd()
      .split('\n')
      .map((row) => (row.split(' | ')[0] ?? '').replace(/^\| /, '')),
  )
}

/** The page as one line, so that a sentence is found however it is wrapped. */
export const joinLines = (page: string): string => page.replaceAll(/\s+/g, ' ')
