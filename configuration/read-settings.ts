import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { checkedSettings, type Declared } from './checked-settings.ts'
import { ConfigError } from './config-error.ts'
import { lineOf } from './line-of.ts'

const reasons = {
  ENOENT: 'there is no such file',
  EACCES: 'not readable for this user',
  EISDIR: 'a directory, not a file',
}

const parsed = (file: string, source: string): unknown => {
  try {
    return parse(source)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [reason = ''] = error.message.split('\n')
    throw new ConfigError(`${file}:${error.line}:${error.column}: ${reason.replace('Invalid TOML document: ', '')}`)
  }
}

export interface ReadSettings<T> {
  readonly settings: T
  /** File and line where a key was given, to stand in front of a sentence about it. */
  where(keys: readonly PropertyKey[]): string
}

/**
 * Reads a configuration, a TOML file.
 *
 * @throws ConfigError naming file and line of everything that is wrong
 */
export const readSettings = async <T>(
  file: string,
  declared: Declared<T>,
  workingDirectory = process.cwd(),
): Promise<ReadSettings<T>> => {
  const source = await readFile(resolve(workingDirectory, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError(`${file}: ${reasons[error.code as keyof typeof reasons] ?? error.code}`)
  })
  const where = (keys: readonly PropertyKey[]): string => {
    const line = lineOf(source, keys)
    return line ? `${file}:${line}: ` : `${file}: `
  }
  return { settings: checkedSettings(parsed(file, source), declared, where), where }
}
