import { type Command, Option } from 'commander'
import type { Client } from '../../client/index.ts'
import { CliError } from '../cli-error.ts'

export interface ReferenceFlags {
  readonly name?: string
}

/** Adds the reference to an object: a Unique Identifier as argument, or --name. */
export const addObjectReference = (command: Command): Command =>
  command
    .argument('[id]', 'Unique Identifier of the object')
    .addOption(new Option('--name <name>', 'the object of that name, in place of its identifier'))

/** Resolves the reference to a Unique Identifier. @throws CliError if no object, or more than one, has the name */
export const resolveIdentifier = async (
  client: Client,
  id: string | undefined,
  { name }: ReferenceFlags,
): Promise<string> => {
  if (id !== undefined && name !== undefined) throw new CliError('usage', 'give an identifier or --name, not both')
  if (id !== undefined) return id
  if (name === undefined) throw new CliError('usage', 'which object? Give its identifier, or --name NAME')
  const { uniqueIdentifier = [] } = await client.locate({ attributes: { name }, maximumItems: 9 })
  const [first, second] = uniqueIdentifier
  if (first === undefined)
    throw new CliError('notFound', `no object has the name ${name}`, 'See what there is: kmip locate')
  if (second !== undefined)
    throw new CliError('failed', `several objects have the name ${name}`, `Give one of: ${uniqueIdentifier.join(', ')}`)
  return String(first)
}
