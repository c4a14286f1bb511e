import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import type { Client, ConnectOptions, Oddity } from '../../client/index.ts'
import { spokenVersions } from '../../codec/index.ts'
import { findDefaultDataDirectory } from '../../configuration/default-data-directory.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'
import { applyStyle, escapeControls } from '../output.ts'
import { takeFirstLine } from '../password.ts'

/** Of every command that talks to a server. */
export interface ConnectionFlags {
  readonly server?: string
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly username?: string
  readonly passwordFile?: string
  readonly serverName?: string
  readonly kmipVersion?: string
  readonly timeout?: string
  readonly dataDirectory?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

const spoken = spokenVersions.toReversed()
const group = 'Connection:'

export const addConnectionOptions = (command: Command): Command => {
  const option = (flags: string, description: string): Option => new Option(flags, description).helpGroup(group)
  return command
    .addOption(
      option(
        '--server <host[:port]>',
        'the server, or https://host:port/kmip; several, in order, separated by commas',
      ).env('KMIP_SERVER'),
    )
    .addOption(option('--ca <file>', 'authority of the server, PEM').env('KMIP_CA'))
    .addOption(option('--cert <file>', 'client certificate, PEM').env('KMIP_CERT'))
    .addOption(option('--key <file>', 'its private key, PEM').env('KMIP_KEY'))
    .addOption(option('--username <name>', 'of a user, beside the certificate').env('KMIP_USERNAME'))
    .addOption(option('--password-file <file>', "its first line is the user's password").env('KMIP_PASSWORD_FILE'))
    .addOption(option('--server-name <name>', "name in the server's certificate, if not the host's"))
    .addOption(
      option('--kmip-version <version>', 'instead of the newest version that both sides support').choices(spoken),
    )
    .addOption(option('--timeout <seconds>', 'for the whole call').default('30'))
    .addOption(
      option('--data-directory <dir>', 'of a local server: its ca.crt and clients/admin.crt are the default').env(
        'KMIP_DATA_DIRECTORY',
      ),
    )
    .addOption(option('--verbose', 'print on standard error where an answer departs from the standard'))
    .addOption(new Option('--json', 'print JSON'))
}

const findReadable = async (path: string): Promise<string | undefined> => {
  try {
    await access(path)
    return path
  } catch {
    return undefined
  }
}

/** The administrator's files of a local server, as far as this user can read them. */
const findLocalFiles = async (
  flags: ConnectionFlags,
  io: Io,
): Promise<{ ca?: string; cert?: string; key?: string }> => {
  const directory = flags.dataDirectory ?? findDefaultDataDirectory(io.env)
  if (directory === undefined) return {}
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'clients/admin.crt', 'clients/admin.key'].map((name) => findReadable(join(directory, name))),
  )
  return { ...(ca && { ca }), ...(cert && key && { cert, key }) }
}

const readConnectOptions = async (flags: ConnectionFlags, io: Io): Promise<ConnectOptions> => {
  const local = await findLocalFiles(flags, io)
  const own = flags.cert ?? flags.key
  const paths = {
    ca: flags.ca ?? local.ca,
    cert: own === undefined ? local.cert : flags.cert,
    // Many clients keep certificate and key in one file.
    key: own === undefined ? local.key : (flags.key ?? flags.cert),
  }
  if (own !== undefined && flags.cert === undefined) throw new CliError('usage', '--key needs --cert')
  const seconds = Number(flags.timeout ?? '30')
  if (!(seconds > 0)) throw new CliError('usage', `--timeout: ${flags.timeout} is not a number of seconds`)
  const pem = async (path: string | undefined): Promise<Buffer | undefined> => (path ? readFile(path) : undefined)
  if (flags.passwordFile !== undefined && flags.username === undefined)
    throw new CliError('usage', '--password-file needs --username')
  const milliseconds = Math.max(1, Math.round(seconds * 1000))
  return {
    servers: (flags.server ?? 'localhost').split(',').map((each) => each.trim()),
    ca: await pem(paths.ca),
    cert: await pem(paths.cert),
    key: await pem(paths.key),
    username: flags.username,
    password: flags.passwordFile === undefined ? undefined : takeFirstLine(await readFile(flags.passwordFile)),
    serverName: flags.serverName,
    version: flags.kmipVersion as ConnectOptions['version'],
    timeout: milliseconds,
    connectTimeout: Math.min(milliseconds, 10_000),
    connections: 1,
  }
}

/** Connects, does `work` with the client, and closes it. */
export const withClient = async <T>(
  flags: ConnectionFlags,
  io: Io,
  work: (client: Client) => Promise<T>,
): Promise<T> => {
  const options = await readConnectOptions(flags, io)
  const { connect, describeOddity } = await import('../../client/index.ts')
  const printOddity = (oddity: Oddity): void =>
    void io.stderr.write(`${applyStyle('bold', 'oddity:', io.stderr)} ${escapeControls(describeOddity(oddity))}\n`)
  await using client = await connect({ ...options, ...(flags.verbose && { onOddity: printOddity }) }).catch(
    (error: unknown) => {
      if (error instanceof TypeError) throw new CliError('usage', error.message, undefined, { cause: error })
      throw error
    },
  )
  return await work(client)
}
