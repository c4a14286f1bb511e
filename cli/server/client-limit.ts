import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { administer, writers } from './administer.ts'
import { addLimitOptions, describeLimits, hasLimits, type LimitFlags, readLimitTerms } from './client-limits.ts'
import { addServerOptions, type ServerFlags } from './use-server.ts'

interface Flags extends LimitFlags, ServerFlags {
  readonly none?: boolean
  readonly json?: boolean
}

/** `kmip client limit`. */
export const clientLimit: Define = (command, io) => {
  const limit = addServerOptions(
    addLimitOptions(
      command
        .command('limit')
        .summary('limit what a client may do')
        .description(
          'Replaces the limits of a client. A running server applies them within a second, beside those of its configuration (policy.limits). Query and Discover Versions stay allowed.',
        )
        .argument('<name>', 'who: payments-db'),
    ).option('--none', 'remove its limits'),
  ).option('--json', 'print JSON')
  addExample(limit, 'kmip client limit payments-db --operations Locate,Get,Register --no-name-reuse').action(
    async (name: string, flags: Flags) => {
      const terms = readLimitTerms(flags)
      if (hasLimits(terms) === (flags.none ?? false))
        throw new CliError('usage', 'give --operations, --no-name-reuse or both, or else --none')
      const administration = { roles: writers, command: 'client limit' }
      await administer(flags, administration, io, ({ limitClient }) => limitClient(name, terms))
      if (flags.json) printJson({ name, ...terms }, io)
      else io.stdout.write(`${name}: ${describeLimits(terms) || 'no limits'}\n`)
    },
  )
}
