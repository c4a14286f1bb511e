import { readFileSync, statSync } from 'node:fs'

/**
 * Returns the parsed content of a file, `undefined` while there is none. Each call checks the file, and reads it again when it
 * has changed. @throws what `parse` throws, at each call until the file has changed again
 */
export const createWatchedFile = <T>(path: string, parse: (text: string, path: string) => T): (() => T | undefined) => {
  let version = ''
  let content: T | undefined
  return () => {
    const stats = statSync(path, { throwIfNoEntry: false })
    const current = stats ? `${stats.ino} ${stats.mtimeMs} ${stats.size}` : ''
    if (current !== version) {
      content = stats && parse(readFileSync(path, 'utf8'), path)
      version = current
    }
    return content
  }
}
