import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { addServerOptions, type ServerFlags, useServer } from './use-server.ts'

interface Flags extends ServerFlags {
  readonly json?: boolean
}

/** `kmip reload`. */
export const reload: Define = (command, io) => {
  addExample(
    addServerOptions(
      command.description(
        'Lets a running server of this machine read its certificates, authorities and revocations again. Fails, and changes nothing, when a file cannot be used.',
      ),
    ).option('--json', 'print JSON'),
    'kmip reload',
  ).action((flags: Flags) =>
    useServer(flags, ['operator', 'administrator'], io, async (call) => {
      const result = await call('POST /v1/reload', '', undefined)
      if (flags.json) return printJson(result, io)
      io.stdout.write(`Reloaded ${result.reloaded.join(', ')}.\n`)
      io.stdout.write(
        result.changed
          ? 'New connections use the changed certificates and authorities.\n'
          : 'Certificates and authorities are as before.\n',
      )
    }),
  )
}
