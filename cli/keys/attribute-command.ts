import type { Command } from 'commander'
import type { Client } from '../../client/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, addSubcommand } from '../define.ts'
import type { Io } from '../io.ts'
import { type ReferenceFlags, resolveIdentifier } from './object-reference.ts'

export interface AttributeCommand<T> {
  readonly name: string
  readonly summary: string
  /** What follows the object: one, any number, or nothing. */
  readonly rest?: '<name=value>' | '<attribute>' | '[attribute...]'
  readonly example: string
  /** What is done when no subcommand is said. */
  readonly isDefault?: true
  /** Reads what was given, before there is a connection. */
  prepare(given: readonly string[]): (client: Client, uniqueIdentifier: string) => Promise<T>
  print(result: T, json: boolean): void
}

/** Adds a subcommand on one object, told by its identifier, `name:NAME` or `--name NAME`. */
export const addAttributeCommand = <T>(parent: Command, io: Io, given: AttributeCommand<T>): void => {
  const { name, summary, rest } = given
  const command = addSubcommand(parent, name, summary, given.isDefault)
    .usage(`[options] <object> ${rest ?? ''}`)
    .argument('[words...]', `Unique Identifier or name:NAME, unless there is --name${rest ? `; then ${rest}` : ''}`)
    .option('--name <name>', 'the object of that name')
  addExample(addConnectionOptions(command), given.example).action(
    async (words: readonly string[], flags: ConnectionFlags & ReferenceFlags) => {
      const [first, ...others] = words
      const named = flags.name ?? (first?.startsWith('name:') ? first.slice(5) : undefined)
      const own = flags.name === undefined ? others : words
      if (rest !== '[attribute...]' && own.length !== (rest ? 1 : 0))
        throw new CliError('usage', `${name}: expected ${rest ? `one ${rest}` : 'nothing'} after the object`)
      const work = given.prepare(own)
      const result = await withClient(flags, io, async (client) =>
        work(
          client,
          await resolveIdentifier(
            client,
            named === undefined ? first : undefined,
            named === undefined ? {} : { name: named },
          ),
        ),
      )
      given.print(result, flags.json ?? false)
    },
  )
}
