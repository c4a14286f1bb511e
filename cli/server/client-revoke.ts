import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { addPlaceOptions, findServerPlace, type PlaceFlags } from './server-place.ts'

interface Flags extends PlaceFlags {
  readonly certificate?: string
  readonly json?: boolean
}

/** `kmip client revoke`. */
export const clientRevoke: Define = (command, io) => {
  const revoke = addPlaceOptions(
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
    const { dataDirectory: directory } = await findServerPlace(flags, io)
    if ((name === undefined) === (certificate === undefined))
      throw new CliError('usage', 'give the name of a client, or --certificate')
    const { revokeClient } = await import('../../server/index.ts')
    const which = certificate === undefined ? { name: name ?? '' } : { certificate }
    const revoked = await revokeClient({ directory, which, now: new Date() })
    if (flags.json) printJson({ revoked }, io)
    else io.stdout.write(`Revoked ${revoked}. What it owns stays.\n`)
  })
}
