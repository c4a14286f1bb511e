/** What is wrong with a configuration, one sentence a line, each with its file and line or its flag. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
