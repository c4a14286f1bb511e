/** A word of a shell command. */
export const quoteWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** Shell lines that write a file of the consumer, where its format allows no comments or its folder must be made. */
export const writeFileLines = (path: string, lines: readonly string[]): readonly string[] => [
  `cat > ${path} <<'EOF'`,
  ...lines,
  'EOF',
]
