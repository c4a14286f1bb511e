import type { Command } from 'commander'
import { type AttributeInstance, type AttributeReference, vendorOf } from '../../codec/index.ts'
import type { Client } from '../index.ts'
import { attributeGiven, attributeNamed } from './attribute-options.ts'
import { attributeName, attributesByKey, attributeText } from './attribute-text.ts'
import { type ConnectionFlags, connected, connectionOptions } from './connection-options.ts'
import { type Define, example } from './define.ts'
import type { Io } from './io.ts'
import { printJson } from './json-value.ts'
import { identifierOf, type ReferenceFlags } from './object-reference.ts'
import { table } from './output.ts'

type Flags = ConnectionFlags & ReferenceFlags & { readonly index?: string }

const referenceTo = (text: string): AttributeReference =>
  /^[xy]-/.test(text) ? vendorOf(text) : attributeNamed(text).id

const show = (list: readonly AttributeInstance[], flags: Flags, io: Io): void => {
  if (flags.json) printJson(attributesByKey(list), io)
  else
    table(
      ['Attribute', 'Value'],
      list.map((each) => [attributeName(each), attributeText(each)]),
      io,
    )
}

/** A subcommand on one object: by identifier or `--name`, and what follows. */
const sub = (
  parent: Command,
  io: Io,
  name: string,
  summary: string,
  rest: string | undefined,
  work: (client: Client, id: string, given: string[], flags: Flags) => Promise<void>,
): Command => {
  const command = parent
    .command(name)
    .summary(summary)
    .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
  command.argument('<object>', 'Unique Identifier, or name:NAME')
  if (rest) command.argument(rest.includes('...') ? `[${rest}]` : `<${rest}>`)
  return connectionOptions(command).action(
    async (object: string, given: string | string[] | undefined, flags: Flags) => {
      const named = object.startsWith('name:') ? { name: object.slice(5) } : {}
      const options = rest ? flags : (given as unknown as Flags)
      await connected(options, io, async (client) => {
        const id = await identifierOf(client, 'name' in named ? undefined : object, named)
        await work(client, id, rest ? [given ?? []].flat() : [], options)
      })
    },
  )
}

/** `kmip attributes …`. */
export const attributes: Define = (command, io) => {
  const get = sub(
    command,
    io,
    'get',
    'show attributes of an object, all or those named',
    'attributes...',
    async (client, id, names, flags) => {
      const attributeReference = names.map(referenceTo)
      const { attributes: list = [] } = await client.getAttributes({
        uniqueIdentifier: id,
        ...(attributeReference.length && { attributeReference }),
      })
      show(list as readonly AttributeInstance[], flags, io)
    },
  )
  example(get, 'kmip attributes get name:orders State "Activation Date"')
  const list = sub(
    command,
    io,
    'list',
    'list the names of the attributes that an object has',
    undefined,
    async (client, id, _, flags) => {
      const { attributeReference = [] } = await client.getAttributeList({ uniqueIdentifier: id })
      const names = attributeReference.map((each) =>
        typeof each === 'string' ? each : `${each.vendorIdentification}-${each.attributeName}`,
      )
      if (flags.json) printJson(names, io)
      else for (const name of names) io.stdout.write(`${name}\n`)
    },
  )
  example(list, 'kmip attributes list name:orders')
  const add = sub(command, io, 'add', 'add an attribute', 'name=value', async (client, id, [given], flags) => {
    await client.addAttribute({ uniqueIdentifier: id, newAttribute: attributeGiven(given as string) })
    if (flags.json) printJson({ uniqueIdentifier: id }, io)
  })
  example(add, 'kmip attributes add name:orders x-Shelf=7')
  const modify = sub(command, io, 'modify', 'change an attribute', 'name=value', async (client, id, [given], flags) => {
    await client.modifyAttribute({ uniqueIdentifier: id, newAttribute: attributeGiven(given as string) })
    if (flags.json) printJson({ uniqueIdentifier: id }, io)
  })
  example(modify, 'kmip attributes modify name:orders "Contact Information=dba@example.org"')
  const set = sub(
    command,
    io,
    'set',
    'set an attribute, whether or not it is there (KMIP 2.0 on)',
    'name=value',
    async (client, id, [given], flags) => {
      await client.setAttribute({ uniqueIdentifier: id, newAttribute: attributeGiven(given as string) })
      if (flags.json) printJson({ uniqueIdentifier: id }, io)
    },
  )
  example(set, 'kmip attributes set name:orders Comment=monthly')
  const remove = sub(command, io, 'delete', 'delete an attribute', 'attribute', async (client, id, [name], flags) => {
    await client.deleteAttribute({ uniqueIdentifier: id, attributeReference: referenceTo(name as string) })
    if (flags.json) printJson({ uniqueIdentifier: id }, io)
  })
  example(remove, 'kmip attributes delete name:orders x-Shelf')
}
