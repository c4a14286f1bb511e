import { Option } from 'commander'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { clientLimit } from './client-limit.ts'
import { addLimitOptions, describeLimits, hasLimits, type LimitFlags, readLimitTerms } from './client-limits.ts'
import { clientList } from './client-list.ts'
import { clientRevoke } from './client-revoke.ts'
import { addReplaceOptions, describeReplaced, type ReplaceFlags, readReplacement } from './overlap.ts'
import { addPlaceOptions, findServerPlace, type PlaceFlags } from './server-place.ts'

interface Flags extends LimitFlags, ReplaceFlags, PlaceFlags {
  readonly out?: string
  readonly keyType: 'EC' | 'RSA'
  readonly days: string
  readonly json?: boolean
}

/** `kmip client`. */
export const client: Define = (command, io) => {
  for (const define of [clientAdd, clientLimit, clientList, clientRevoke]) define(command, io)
}

const clientAdd: Define = (command, io) => {
  const add = addPlaceOptions(
    addLimitOptions(
      addReplaceOptions(
        command
          .command('add')
          .summary('issue a certificate to a client')
          .description('Issues a client certificate. Its name owns the objects that the client makes.')
          .argument('<name>', 'who the client is: payments-db')
          .option('--out <dir>', 'folder for NAME.crt, NAME.key and ca.crt (default: clients/ in the data directory)')
          .addOption(new Option('--key-type <type>', 'of the private key').choices(['EC', 'RSA']).default('EC'))
          .option('--days <number>', 'that the certificate is valid', '825'),
        'renew the certificate of an existing client',
      ),
    ),
  ).option('--json', 'print JSON')
  addExample(add, 'kmip client add payments-db --out /etc/postgresql/kmip').action(
    async (name: string, flags: Flags) => {
      const { dataDirectory: directory } = await findServerPlace(flags, io)
      const days = Number(flags.days)
      if (!Number.isInteger(days) || days < 1)
        throw new CliError('usage', `--days: ${flags.days} is not a number of days`)
      const limits = readLimitTerms(flags)
      const replace = await readReplacement(flags, name, io)
      const { addClient } = await import('../../server/index.ts')
      const added = await addClient({
        directory,
        name,
        keyType: flags.keyType,
        days,
        now: new Date(),
        ...(flags.out !== undefined && { out: flags.out }),
        replace,
        ...(hasLimits(limits) && { limits }),
      })
      if (flags.json) printJson({ ...added, ...limits }, io)
      else
        printFields(
          {
            Certificate: added.cert,
            Key: added.key,
            Authority: added.ca,
            'Valid until': added.notAfter.toISOString(),
            ...(replace && { 'Old certificate': describeReplaced(added.replaced) }),
            ...(hasLimits(limits) && { Limits: describeLimits(limits) }),
          },
          io,
        )
    },
  )
}
