import { Option } from 'commander'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { administer, requireOut, writers } from './administer.ts'
import { clientLimit } from './client-limit.ts'
import { addLimitOptions, describeLimits, hasLimits, type LimitFlags, readLimitTerms } from './client-limits.ts'
import { clientList } from './client-list.ts'
import { clientRevoke } from './client-revoke.ts'
import { describeReaders } from './data-directory-owner.ts'
import { addReplaceOptions, describeReplaced, type ReplaceFlags, readReplacement } from './overlap.ts'
import { addServerOptions, type ServerFlags } from './use-server.ts'

interface Flags extends LimitFlags, ReplaceFlags, ServerFlags {
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
  const add = addServerOptions(
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
      const days = Number(flags.days)
      if (!Number.isInteger(days) || days < 1)
        throw new CliError('usage', `--days: ${flags.days} is not a number of days`)
      const limits = readLimitTerms(flags)
      const replace = await readReplacement(flags, name, io)
      const { saveClient } = await import('../../server/index.ts')
      const added = await administer(flags, { roles: writers, command: 'client add' }, io, async (administrator) => {
        await requireOut(administrator, flags.out)
        const terms = { days, replace, limits: hasLimits(limits) ? limits : undefined }
        return saveClient({
          ...{ directory: administrator.dataDirectory, name, keyType: flags.keyType, replace },
          ...(flags.out !== undefined && { out: flags.out }),
          issue: (publicKey) => administrator.issueClient(name, { publicKey, ...terms }),
        })
      })
      if (flags.json) printJson({ ...added, ...limits }, io)
      else
        printFields(
          {
            Certificate: added.cert,
            Key: added.key,
            ...(flags.out !== undefined && { 'Key readable by': await describeReaders(added.key) }),
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
