import type { Client } from '../../client/index.ts'
import { type AttributeInstance, type AttributeReference, customName, vendorOf } from '../../codec/index.ts'
import type { Define } from '../define.ts'
import type { Io } from '../io.ts'
import { printJson } from '../json-value.ts'
import { printTable } from '../output.ts'
import { type AttributeCommand, addAttributeCommand } from './attribute-command.ts'
import { findAttribute, parseAttribute } from './attribute-options.ts'
import { formatAttribute, groupByKey, nameAttribute } from './attribute-text.ts'

const parseReference = (text: string): AttributeReference =>
  /^[xy]-/.test(text) ? vendorOf(text) : findAttribute(text).id

const get = (io: Io): AttributeCommand<readonly AttributeInstance[]> => ({
  name: 'get',
  isDefault: true,
  summary: 'show attributes of an object, all or those named',
  rest: '[attribute...]',
  example: 'kmip attributes get name:orders State "Activation Date"',
  prepare(names) {
    const attributeReference = names.map(parseReference)
    const which = attributeReference.length > 0 ? { attributeReference } : {}
    return async (client, uniqueIdentifier) => {
      const { attributes = [] } = await client.getAttributes({ uniqueIdentifier, ...which })
      return attributes as readonly AttributeInstance[]
    }
  },
  print(list, json) {
    if (json) printJson(groupByKey(list), io)
    else
      printTable(
        ['Attribute', 'Value'],
        list.map((each) => [nameAttribute(each), formatAttribute(each)]),
        io,
      )
  },
})

const list = (io: Io): AttributeCommand<readonly AttributeReference[]> => ({
  name: 'list',
  summary: 'list the names of the attributes that an object has',
  example: 'kmip attributes list name:orders',
  prepare: () => async (client, uniqueIdentifier) =>
    (await client.getAttributeList({ uniqueIdentifier })).attributeReference,
  print(references, json) {
    const names = references.map((each) =>
      typeof each === 'string' ? each : (customName(each) ?? `${each.vendorIdentification}/${each.attributeName}`),
    )
    if (json) printJson(names, io)
    else
      printTable(
        ['Attribute'],
        names.map((name) => [name]),
        io,
      )
  },
})

type Change = (client: Client, uniqueIdentifier: string, newAttribute: AttributeInstance) => Promise<object>

const change = (io: Io, name: string, summary: string, example: string, work: Change): AttributeCommand<object> => ({
  name,
  summary,
  rest: '<name=value>',
  example: `kmip attributes ${name} name:orders ${example}`,
  prepare([given = '']) {
    const attribute = parseAttribute(given)
    return (client, uniqueIdentifier) => work(client, uniqueIdentifier, attribute)
  },
  print(result, json) {
    if (json) printJson(result, io)
  },
})

const remove = (io: Io): AttributeCommand<object> => ({
  name: 'delete',
  summary: 'delete an attribute',
  rest: '<attribute>',
  example: 'kmip attributes delete name:orders x-Shelf',
  prepare([given = '']) {
    const attributeReference = parseReference(given)
    return (client, uniqueIdentifier) => client.deleteAttribute({ uniqueIdentifier, attributeReference })
  },
  print(result, json) {
    if (json) printJson(result, io)
  },
})

/** `kmip attributes …`. */
export const attributes: Define = (command, io) => {
  addAttributeCommand(command, io, get(io))
  addAttributeCommand(command, io, list(io))
  const add: Change = (client, uniqueIdentifier, newAttribute) =>
    client.addAttribute({ uniqueIdentifier, newAttribute })
  addAttributeCommand(command, io, change(io, 'add', 'add an attribute', 'x-Shelf=7', add))
  const modify: Change = (client, uniqueIdentifier, newAttribute) =>
    client.modifyAttribute({ uniqueIdentifier, newAttribute })
  addAttributeCommand(command, io, change(io, 'modify', 'change an attribute', '"Contact Information=dba"', modify))
  const set: Change = (client, uniqueIdentifier, newAttribute) =>
    client.setAttribute({ uniqueIdentifier, newAttribute })
  const setting = 'set an attribute, whether or not it is there (KMIP 2.0 on)'
  addAttributeCommand(command, io, change(io, 'set', setting, 'Comment=monthly', set))
  addAttributeCommand(command, io, remove(io))
}
