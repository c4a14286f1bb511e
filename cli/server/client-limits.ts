import { type Command, Option } from 'commander'
import { clientOperations, type OperationName } from '../../codec/index.ts'
import type { LimitTerms } from '../../server/index.ts'
import { resolveName } from '../field-value.ts'

export interface LimitFlags {
  readonly operations?: string
  /** commander's default of a `--no-` option is true. */
  readonly nameReuse: boolean
}

/** Adds the options that limit a client. */
export const addLimitOptions = (command: Command): Command =>
  command
    .option('--operations <list>', 'the only ones it may use, beside Query: Locate,Get,Register')
    .addOption(
      new Option('--no-name-reuse', 'a name stays with its object for ever: no Re-key of a named key, no second use'),
    )

/** Reads these options; empty terms if none is given. @throws CliError for an unknown operation */
export const readLimitTerms = ({ operations, nameReuse }: LimitFlags): LimitTerms => ({
  ...(operations !== undefined && {
    operations: operations
      .split(',')
      // resolveName returns one of the names that it is given.
      .map((each) => resolveName('--operations', each.trim(), clientOperations) as OperationName),
  }),
  ...(!nameReuse && { reuseNames: false as const }),
})

/** Whether terms limit anything. */
export const hasLimits = ({ operations, reuseNames }: LimitTerms): boolean =>
  operations !== undefined || reuseNames === false

/** Describes the limits of a client in a few words. */
export const describeLimits = ({ operations, reuseNames }: LimitTerms): string =>
  [operations?.join(' '), reuseNames === false ? 'no name reuse' : undefined].filter(Boolean).join('; ')
