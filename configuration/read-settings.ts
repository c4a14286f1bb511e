import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { checkSettings, type SettingsDeclaration } from './check-settings.ts'
import { ConfigurationError } from './configuration-error.ts'
import { findLine } from './find-line.ts'

const reasons = {
  ENOENT: 'there is no such file',
  EACCES: 'not readable for this user',
  EISDIR: 'a directory, not a file',
}

const parseToml = (file: string, source: string): unknown => {
  try {
    return parse(source)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [reason = ''] = error.message.split('\n')
    throw new ConfigurationError(
      `${file}:${error.line}:${error.column}: ${reason.replace('Invalid TOML document: ', '')}`,
    )
  }
}

export interface ReadSettings<T> {
  readonly settings: T
  /** File and line of a key, the prefix of an error about it. */
  where(keys: readonly PropertyKey[]): string
}

/**
 * Reads a configuration file in TOML.
 *
 * @throws ConfigurationError with file and line of every fault
 */
export const readSettings = async <T>(
  file: string,
  declared: SettingsDeclaration<T>,
  workingDirectory = process.cwd(),
): Promise<ReadSettings<T>> => {
  const source = await readFile(resolve(workingDirectory, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError(`${file}: ${reasons[error.code as keyof typeof reasons] ?? error.code}`)
  })
  const where = (keys: readonly PropertyKey[]): string => {
    const line = findLine(source, keys)
    return line ? `${file}:${line}: ` : `${file}: `
  }
  return { settings: checkSettings(parseToml(file, source), declared, where), where }
}
