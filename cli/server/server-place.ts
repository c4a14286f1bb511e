import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { findDefaultConfiguration } from '../../configuration/default-configuration.ts'
import { findDefaultDataDirectory } from '../../configuration/default-data-directory.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'

/** How every command finds the server of this machine. docs/administration.md says which of them counts. */
export interface PlaceFlags {
  readonly config?: string
  readonly dataDirectory?: string
}

/** Adds the options that find the server, the same for every command. */
export const addPlaceOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--config <file>',
        "the server's configuration (default: /etc/kmip/kmip.toml for root, ~/.config/kmip/kmip.toml for others, if it exists)",
      ).env('KMIP_CONFIG'),
    )
    .addOption(new Option('--data-directory <dir>', "the server's data directory").env('KMIP_DATA_DIRECTORY'))

/** The configuration file: the one that is named, or the default one if it exists. */
export const findConfigurationFile = async ({ config }: PlaceFlags, { env }: Io): Promise<string | undefined> =>
  config ?? (await findDefaultConfiguration(env))

/** Loads the whole configuration. @throws ConfigurationError */
export const loadServerConfiguration = async (flags: PlaceFlags, io: Io) => {
  const [{ loadConfiguration }, file] = await Promise.all([
    import('../../server/configuration/load-configuration.ts'),
    findConfigurationFile(flags, io),
  ])
  const { dataDirectory } = flags
  return loadConfiguration({
    environment: io.env,
    ...(dataDirectory !== undefined && { flags: { dataDirectory } }),
    ...(file !== undefined && { file }),
  })
}

/** Where a server keeps its files and sockets. */
export interface ServerPlace {
  readonly dataDirectory: string
  /** Of the sockets, where the configuration has one. */
  readonly socketDirectory?: string | undefined
}

/** Finds the server to administer. @throws CliError, ConfigurationError */
export const findServerPlace = async (flags: PlaceFlags, io: Io): Promise<ServerPlace> => {
  if ((await findConfigurationFile(flags, io)) !== undefined) {
    const { dataDirectory, administration } = await loadServerConfiguration(flags, io)
    return { dataDirectory, socketDirectory: administration.directory }
  }
  // Without a file nothing is loaded to read one.
  const directory = flags.dataDirectory ?? findDefaultDataDirectory(io.env)
  if (directory === undefined)
    throw new CliError('usage', 'no data directory is known: give --config or --data-directory')
  return { dataDirectory: resolve(directory) }
}
