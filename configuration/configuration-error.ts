/** The faults of a configuration, one a line, each with its file and line or its flag. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}
