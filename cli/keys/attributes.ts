import type { Client } from '../../client/index.ts'
import { type AttributeInstance, type AttributeReference, customName, vendorOf } from '../../codec/index.ts'
import type { Define } from '../define.ts'
import type { Io } from '../io.ts'
import { printJson } from '../json-value.ts'
import { table } from '../output.ts'
import { type AttributeCommand, attributeCommand } from './attribute-command.ts'
import { attributeGiven, attributeNamed } from './attribute-options.ts'
import { attributeName, attributesByKey, attributeText } from './attribute-text.ts'

const referenceTo = (text: string): AttributeReference =>
  /^[xy]-/.test(text) ? vendorOf(text) : attributeNamed(text).id

const get = (io: Io): AttributeCommand<readonly AttributeInstance[]> => ({
  name: 'get',
  isDefault: true,
  summary: 'show attributes of an object, all or those named',
  rest: '[attribute...]',
  example: 'kmip attributes get name:orders State "Activation Date"',
  prepare(names) {
    const attributeReference = names.map(referenceTo)
    const which = attributeReference.length > 0 ? { attributeReference } : {}
    return async (client, uniqueIdentifier) => {
      const { attributes = [] } = await client.getAttributes({ uniqueIdentifier, ...which })
      return attributes as readonly AttributeInstance[]
    }
  },
  print(list, json) {
    if (json) printJson(attributesByKey(list), io)
    else
      table(
        ['Attribute', 'Value'],
        list.map((each) => [attributeName(each), attributeText(each)]),
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
      table(
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
    const attribute = attributeGiven(given)
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
    const attributeReference = referenceTo(given)
    return (client, uniqueIdentifier) => client.deleteAttribute({ uniqueIdentifier, attributeReference })
  },
  print(result, json) {
    if (json) printJson(result, io)
  },
})

/** `kmip attributes …`. */
export const attributes: Define = (command, io) => {
  attributeCommand(command, io, get(io))
  attributeCommand(command, io, list(io))
  const add: Change = (client, uniqueIdentifier, newAttribute) =>
    client.addAttribute({ uniqueIdentifier, newAttribute })
  attributeCommand(command, io, change(io, 'add', 'add an attribute', 'x-Shelf=7', add))
  const modify: Change = (client, uniqueIdentifier, newAttribute) =>
    client.modifyAttribute({ uniqueIdentifier, newAttribute })
  attributeCommand(command, io, change(io, 'modify', 'change an attribute', '"Contact Information=dba"', modify))
  const set: Change = (client, uniqueIdentifier, newAttribute) =>
    client.setAttribute({ uniqueIdentifier, newAttribute })
  const setting = 'set an attribute, whether or not it is there (KMIP 2.0 on)'
  attributeCommand(command, io, change(io, 'set', setting, 'Comment=monthly', set))
  attributeCommand(command, io, remove(io))
}
