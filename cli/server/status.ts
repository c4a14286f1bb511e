import { basename } from 'node:path'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { addServerOptions, type ServerFlags, useServer } from './use-server.ts'

interface Flags extends ServerFlags {
  readonly json?: boolean
}

/** `kmip status`. */
export const status: Define = (command, io) => {
  addExample(
    addServerOptions(command.description('Shows what a running server of this machine is and does.')).option(
      '--json',
      'print JSON',
    ),
    'kmip status',
    'kmip status --socket /run/kmip/auditor.sock',
  ).action((flags: Flags) =>
    useServer(flags, ['auditor', 'operator', 'administrator'], io, async (call) => {
      const found = await call('GET /v1/status', '', undefined)
      if (flags.json) return printJson(found, io)
      printFields(
        {
          Version: found.version,
          Endpoint: found.endpoint,
          ...(found.httpsEndpoint !== undefined && { 'HTTPS endpoint': found.httpsEndpoint }),
          'Running since': found.startedAt,
          'Data directory': found.dataDirectory,
          Connections: String(found.connections),
          ...Object.fromEntries(
            found.certificates.map(({ path, subject, notAfter }) => [
              basename(path),
              `${subject}, valid until ${notAfter.slice(0, 10)}`,
            ]),
          ),
        },
        io,
      )
    }),
  )
}
