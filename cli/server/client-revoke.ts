import { readFile } from 'node:fs/promises'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { administer, writers } from './administer.ts'
import { addServerOptions, type ServerFlags } from './use-server.ts'

interface Flags extends ServerFlags {
  readonly certificate?: string
  readonly json?: boolean
}

/** `kmip client revoke`. */
export const clientRevoke: Define = (command, io) => {
  const revoke = addServerOptions(
    command
      .command('revoke')
      .summary('revoke a client')
      .description(
        'Revokes every certificate of a client. A running server closes its connections at once. Its objects stay; a new certificate for the same name (client add) is accepted.',
      )
      .argument('[name]', 'who: payments-db')
      .option('--certificate <file>', 'one certificate (PEM) in place of a name, of whatever authority'),
  ).option('--json', 'print JSON')
  addExample(revoke, 'kmip client revoke payments-db').action(async (name: string | undefined, flags: Flags) => {
    const { certificate } = flags
    if ((name === undefined) === (certificate === undefined))
      throw new CliError('usage', 'give the name of a client, or --certificate')
    const which = certificate === undefined ? { name: name ?? '' } : { pem: await readFile(certificate, 'utf8') }
    const administration = { roles: writers, command: 'client revoke' }
    const revoked = await administer(flags, administration, io, ({ revokeClient }) => revokeClient(which))
    if (flags.json) printJson({ revoked }, io)
    else io.stdout.write(`Revoked ${revoked}. What it owns stays.\n`)
  })
}
