import { setFlagsFromString } from 'node:v8'
import { InvalidArgumentError } from 'commander'
import { waitForSignal } from '../asked-to-end.ts'
import { addExample, type Define } from '../define.ts'
import { disableCoreDumps } from '../guard-process.ts'
import { printFields } from '../output.ts'
import { collectRepeated } from '../repeated.ts'
import { addPlaceOptions, findConfigurationFile, type PlaceFlags } from './server-place.ts'

interface Flags extends PlaceFlags {
  readonly host?: string
  readonly port?: number | string
  readonly httpsPort?: number | string
  readonly serverName?: string[]
  readonly logLevel?: string
  readonly json?: boolean
}

/** Parses digits; leaves anything else for the configuration to report. */
const parsePort = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text)
const collectNames = (value: string, before?: string[]): string[] => {
  if (!value) throw new InvalidArgumentError('a name is missing')
  return collectRepeated(value, before)
}

const toSettings = ({
  host,
  port,
  httpsPort,
  dataDirectory,
  serverName,
  logLevel,
}: Flags): Record<string, unknown> => ({
  ...(host !== undefined && { host }),
  ...(port !== undefined && { port }),
  ...(httpsPort !== undefined && { https: { port: httpsPort } }),
  ...(dataDirectory !== undefined && { dataDirectory }),
  ...(serverName && { serverNames: serverName }),
  ...(logLevel !== undefined && { log: { level: logLevel } }),
})

/**
 * V8 grows the young generation while many objects survive, as they do while the store's cache fills, and never shrinks it.
 * Its size after start is enough for requests: the process stays about 50 MB smaller.
 */
const keepYoungSpace = (): void => setFlagsFromString('--semi-space-growth-factor=1')

/** `kmip serve`. */
export const serve: Define = (command, io) => {
  addExample(
    addPlaceOptions(
      command
        .description('Runs a key manager. The first start makes keys, certificates and an empty store.')
        .option('--host <name>', 'name or address to listen on (localhost: this machine only)')
        .option('--port <number>', 'TCP port (5696; 0: any that is free)', parsePort)
        .option('--https-port <number>', 'TCP port for messages that are posted to /kmip over HTTPS', parsePort)
        .option(
          '--server-name <name>',
          'a further name or address for the server certificates; may be repeated',
          collectNames,
        )
        .option('--log-level <level>', 'error, warn, info or debug')
        .option('--json', 'print the endpoint and the paths as JSON'),
    ),
    'kmip serve',
    'kmip serve --host 0.0.0.0 --server-name kms.example.org --data-directory /var/lib/kmip',
  ).action(async (flags: Flags) => {
    const server = await import('../../server/index.ts')
    await disableCoreDumps(io)
    const configFile = await findConfigurationFile(flags, io)
    const running = await server.serve({
      environment: io.env,
      flags: toSettings(flags),
      ...(configFile !== undefined && { configFile }),
    })
    keepYoungSpace()
    // Before it says that it is ready: from then on it may be asked to end.
    const asked = waitForSignal()
    const { paths, created, notes } = running.setUp
    const shown = {
      endpoint: running.endpoint,
      ...(running.httpsEndpoint !== undefined && { httpsEndpoint: running.httpsEndpoint }),
      dataDirectory: paths.directory,
      ca: paths.ca.cert,
      cert: paths.admin.cert,
      key: paths.admin.key,
    }
    if (flags.json)
      io.stdout.write(`${JSON.stringify({ ...shown, host: running.host, port: running.port, created, notes })}\n`)
    else {
      if (created.length) io.stdout.write(`Made ${created.length} files in ${paths.directory}.\n`)
      printFields(
        {
          Endpoint: shown.endpoint,
          ...(shown.httpsEndpoint !== undefined && { 'HTTPS endpoint': shown.httpsEndpoint }),
          'Data directory': shown.dataDirectory,
          Authority: shown.ca,
          'Admin certificate': shown.cert,
          'Admin key': shown.key,
        },
        io,
      )
      io.stdout.write('\nReady. In another terminal: kmip create --name my-key\n')
    }
    for (const note of notes) io.stderr.write(`kmip: ${note.message}\n`)
    // SIGHUP reloads certificates and authorities. Windows has no such signal.
    process.on('SIGHUP', () => void running.reload())
    await asked
    await running.close()
  })
}
