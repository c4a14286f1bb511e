import { type AttributeInstance, type AttributeList, valueIn } from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printTable } from '../output.ts'
import { type AttributeFlags, addAttributeOptions, readAttributes, searchable } from './attribute-options.ts'
import { formatAttribute, groupByKey } from './attribute-text.ts'

interface Flags extends ConnectionFlags {
  readonly max: string
  readonly offset?: string
  readonly ids?: boolean
}

const columns = ['Name', 'ObjectType', 'CryptographicAlgorithm', 'CryptographicLength', 'State'] as const

const parseCount = (flag: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new CliError('usage', `${flag}: ${text} is not a number`)
  return Number(text)
}

const formatCell = (list: AttributeList, attribute: (typeof columns)[number]): string => {
  const value = valueIn(list, attribute)
  return value === undefined ? '' : formatAttribute({ attribute, value } as AttributeInstance)
}

/** `kmip locate`. */
export const locate: Define = (command, io) => {
  command
    .option('--max <number>', 'the greatest number of objects to list', '100')
    .option('--offset <number>', 'skip this many objects')
    .option('--ids', 'print identifiers only')
  addAttributeOptions(addConnectionOptions(command), searchable, 'Conditions:')
  addExample(
    command.description('Searches for objects that meet all conditions.'),
    'kmip locate --name orders',
    'kmip locate --state Active --algorithm AES --json',
  ).action(async (flags: Flags & AttributeFlags) => {
    const conditions = {
      attributes: readAttributes(flags, searchable),
      maximumItems: parseCount('--max', flags.max),
      ...(flags.offset !== undefined && { offsetItems: parseCount('--offset', flags.offset) }),
    }
    const found = await withClient(flags, io, async (client) => {
      const { uniqueIdentifier = [] } = await client.locate(conditions)
      if (flags.ids) return uniqueIdentifier.map((id) => ({ id: String(id), attributes: [] as AttributeList }))
      return Promise.all(
        uniqueIdentifier.map(async (id) => {
          const { attributes = [] } = await client.getAttributes({ uniqueIdentifier: id, attributeReference: columns })
          return { id: String(id), attributes }
        }),
      )
    })
    if (flags.json)
      printJson(
        found.map(({ id, attributes }) => ({ uniqueIdentifier: id, ...groupByKey(attributes) })),
        io,
      )
    else if (flags.ids) for (const { id } of found) io.stdout.write(`${id}\n`)
    else if (found.length === 0) io.stderr.write('No object meets these conditions.\n')
    else
      printTable(
        ['Unique Identifier', 'Name', 'Type', 'Algorithm', 'Length', 'State'],
        found.map(({ id, attributes }) => [id, ...columns.map((column) => formatCell(attributes, column))]),
        io,
      )
  })
}
