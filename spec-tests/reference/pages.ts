import {
  type AnyOperation,
  type AttributeRules,
  attributes,
  type Condition,
  operations,
  spokenVersions,
  type Version,
  versions,
} from '../../codec/index.ts'
import type { AttributeDeclaration } from '../../codec/kmip/attribute/declare.ts'
import * as enumerations from '../../codec/kmip/enumeration/index.ts'
import * as masks from '../../codec/kmip/mask.ts'
import { RequestMessage, ResponseMessage } from '../../codec/kmip/message.ts'
import { credentialValues } from '../../codec/kmip/structure/credentials.ts'
import type { EnumerationEntry, Type } from '../../codec/schema/type.ts'
import { versionIndex } from '../../codec/schema/version.ts'
import { fieldsOf, keyMaterials, structures } from '../../codec/testing/declarations.ts'
import { agentPage } from './agent-page.ts'
import { type Comments, readComments, type Said } from './comments.ts'
import { fieldTable, typeName } from './fields.ts'
import { anchor, lifetime, page, spaced, span, table, tagNumber } from './markdown.ts'
import { objects } from './objects.ts'
import { served } from './served.ts'

const all = Object.values(operations) as readonly AnyOperation[]
const since = (first: Version) => (first === '1.0' ? '' : `From KMIP ${first} on.`)
const source = ({ section }: Said) => section && `${section}.`
const sentence = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ')

const operationsPage = (comments: Comments): string => {
  const done = served()
  const mark = (name: string) => (done.has(name) ? 'yes' : '')
  const payload = (operation: AnyOperation, direction: 'request' | 'response'): string => {
    const placeholder = direction === 'request' ? operation.placeholderIn : undefined
    const said = (key: string) => comments.payload(operation.name, direction, key).text
    const title = `**${direction === 'request' ? 'Request' : 'Response'}**`
    return page(
      title,
      fieldTable(operation[direction].type, said, operation.since, placeholder) || 'An empty payload.',
    ).trimEnd()
  }
  const one = (operation: AnyOperation): string => {
    const comment = comments.of(operation.name)
    const direction =
      operation.direction === 'server-to-client' ? 'The server sends the request, the client the response.' : ''
    const { placeholderOut } = operation
    const out = typeof placeholderOut === 'object' ? placeholderOut.firstOf : placeholderOut
    const sets = out === 'none' ? '' : `\`${out}\` of the response sets the ID Placeholder.`
    return page(
      `## ${spaced(operation.name)}`,
      sentence(comment.text, since(operation.since), direction, sets, source(comment)),
      `Code \`${operation.code}\`. ${done.has(operation.name) ? 'The server implements it.' : 'The server does not implement it yet.'}`,
      payload(operation, 'request'),
      payload(operation, 'response'),
    ).trimEnd()
  }
  return page(
    '# Operations',
    'In the order of their codes. `client.getAttributes(…)` of the library takes the request as shown here and returns the response.',
    table(
      ['Operation', 'Code', 'Versions', 'Server', 'Section'],
      all.map(({ name, code, since: first }) => [
        `[${spaced(name)}](#${anchor(spaced(name))})`,
        `\`${code}\``,
        lifetime(first),
        mark(name),
        comments.of(name).section,
      ]),
    ),
    ...all.map(one),
  )
}

const structureSection = (id: string, type: Type<unknown>, comments: Comments): string => {
  const comment = comments.of(id)
  return page(
    `## ${spaced(id)}`,
    sentence(comment.text === `${spaced(id)}.` ? '' : comment.text, source(comment)),
    fieldTable(type, (key) => comments.key(id, key).text),
  ).trimEnd()
}

const batchItemOf = ({ type }: { readonly type: Type<unknown> }): Type<unknown> =>
  fieldsOf(type).batchItem?.type as Type<unknown>

const structuresPage = (comments: Comments): string => {
  const own = [...structures()].filter(([id]) => !objects().has(id)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const credentials = Object.entries(credentialValues).map(([type, { type: value }]) =>
    page(
      `**${spaced(type)}**`,
      fieldTable(value, () => ''),
    ).trimEnd(),
  )
  return page(
    '# Structures',
    'The structures in payloads, headers and attributes. Managed objects and their keys: [Managed objects](objects.md).',
    ...own.map(([id, type]) => structureSection(id, type, comments)),
    '## Batch Item',
    '**Of a request**',
    fieldTable(batchItemOf(RequestMessage), () => ''),
    '**Of a response**',
    fieldTable(batchItemOf(ResponseMessage), () => ''),
    '## Credential Value',
    'By Credential Type.',
    ...credentials,
  )
}

const objectsPage = (comments: Comments): string => {
  const materials = [...keyMaterials()].map(([format, type]) =>
    page(
      `### ${spaced(format)}`,
      fieldTable(type, () => ''),
    ).trimEnd(),
  )
  return page(
    '# Managed objects',
    'The objects that a server stores. In memory the key is the type: `{ symmetricKey: { keyBlock } }`.',
    ...[...objects()].map(([id, type]) => structureSection(id, type, comments)),
    '## Key Material',
    'A Byte String in most formats, and a structure in these:',
    ...materials,
  )
}

const conditions: Readonly<Record<Condition, string>> = {
  whilePreActive: 'while Pre-Active',
  whileAhead: 'while the date lies ahead',
  whileUsable: 'while Pre-Active or Active',
  whenUnset: 'when it is not set',
  byItsCreator: 'by the side that made it',
  beforeFirstUse: 'before the first use',
}

const answer = (given: boolean | Condition | undefined): string =>
  typeof given === 'string' ? conditions[given] : given ? 'yes' : 'no'

const rules: readonly (readonly [string, (rules: AttributeRules) => string])[] = [
  ['Always has a value', (r) => answer(r.alwaysHasValue)],
  ['First set by', (r) => r.initiallySetBy?.join(' or ') || 'nobody'],
  ['Changed by the server', (r) => answer(r.modifiableByServer)],
  ['Changed by a client', (r) => answer(r.modifiableByClient)],
  ['Deleted by a client', (r) => answer(r.deletableByClient)],
  ['Several instances', (r) => answer(r.multiInstance)],
  ['Of', (r) => r.appliesTo?.map(spaced).join(', ') ?? 'every object'],
]

/** The exported lists that {@link attributes} is put together from. */
const groups = ['identification', 'cryptographic', 'lifecycle', 'certificate', 'link', 'rotation'].map(
  (group) => `${group}Attributes`,
)

const attributesPage = (comments: Comments): string => {
  const entries = Object.entries(attributes) as readonly (readonly [string, AttributeDeclaration])[]
  const comment = (id: string) => groups.map((group) => comments.key(group, id)).find(({ section }) => section)
  const one = ([id, declaration]: (typeof entries)[number]): string => {
    const { name, field, v1, v2, since: first, until } = declaration
    const old = versionIndex(first) <= versionIndex('1.4') ? (v1 ?? v2) : undefined
    const sets = [...(old ? [['1.x', old] as const] : []), ...(until ? [] : [['2.x', v2] as const])]
    return page(
      `## ${name}`,
      sentence(
        `\`${id}\` ${tagNumber(id)}, ${typeName(field.type, false)}, KMIP ${lifetime(first, until)}.`,
        comment(id)?.text ?? '',
        source(comment(id) ?? { text: '', section: '' }),
      ),
      table(
        ['', ...sets.map(([title]) => title)],
        rules.map(([title, tell]) => [title, ...sets.map(([, set]) => tell(set))]),
      ),
    ).trimEnd()
  }
  return page(
    '# Attributes',
    "In 1.x an attribute travels by name, with an index; in 2.x as a tag of its own. In memory both are `{ attribute: 'State', index, value }`.",
    table(
      ['Attribute', 'Tag', 'Type', 'Versions', 'Section'],
      entries.map(([id, { name, field, since: first, until }]) => [
        `[${name}](#${anchor(name)})`,
        tagNumber(id),
        typeName(field.type, false),
        lifetime(first, until),
        comment(id)?.section ?? '',
      ]),
    ),
    ...entries.map(one),
  )
}

interface Named {
  readonly title: string
  readonly entries: ReadonlyMap<string, EnumerationEntry>
}

const valuesPage = (title: string, about: string, list: Readonly<Record<string, unknown>>, comments: Comments) => {
  const found = (Object.entries(list) as [string, Named][]).toSorted(([, a], [, b]) => (a.title < b.title ? -1 : 1))
  const one = ([id, { title: name, entries }]: [string, Named]): string => {
    const comment = comments.of(id)
    return page(
      `## ${name}`,
      sentence(comment.text === `${name}.` ? '' : comment.text, source(comment)),
      table(
        ['Name', 'Value', 'Versions'],
        [...entries].map(([value, { value: number, since: first, until }]) => [
          `\`${value}\``,
          `\`${number.toString(16).toUpperCase().padStart(8, '0')}\``,
          span(first, until),
        ]),
      ) || 'Vendor values only, from `80000000` on.',
    ).trimEnd()
  }
  return page(`# ${title}`, about, ...found.map(one))
}

const indexPage = (): string =>
  page(
    '# Reference',
    `KMIP ${versions[0]} to ${versions.at(-1)} as this package declares it. The server speaks ${spokenVersions.toReversed().join(', ')}; ${versions.at(-1)} is a draft. An empty *Versions* means every version.`,
    table(
      ['page', 'what is in it'],
      [
        ['[Operations](operations.md)', 'requests and responses, and which operations the server implements'],
        ['[Attributes](attributes.md)', 'their types, and who may set, change and delete them'],
        ['[Managed objects](objects.md)', 'the objects that a server stores, and key material'],
        ['[Structures](structures.md)', 'messages, payloads and attributes'],
        ['[Enumerations](enumerations.md)', 'names and numbers'],
        ['[Masks](masks.md)', 'names and bits'],
        ['[The HTTP interface of the agent](agent.md)', 'requests, responses, permissions and errors'],
        ['[Command line](command-line.md)', 'every command of `kmip` with its help, and the exit codes'],
        ['[Consumers](consumers.md)', 'what `kmip connect` prints for each database and program'],
      ],
    ),
    '`npm run reference` writes these pages from the declarations in `codec/kmip/` and `agent/interface/`, and the commands in `cli/`.',
  )

/** Every page, by its name in `docs/reference/`. */
export const pages = (): ReadonlyMap<string, string> => {
  const comments = readComments()
  return new Map([
    ['README.md', indexPage()],
    ['operations.md', operationsPage(comments)],
    ['attributes.md', attributesPage(comments)],
    ['objects.md', objectsPage(comments)],
    ['structures.md', structuresPage(comments)],
    [
      'enumerations.md',
      valuesPage(
        'Enumerations',
        'Names in memory, numbers on the wire. A number without a name stays as it came: `0x80000001` in memory.',
        enumerations,
        comments,
      ),
    ],
    ['masks.md', valuesPage('Masks', 'Lists of names in memory, one number on the wire.', masks, comments)],
    ['agent.md', agentPage()],
  ])
}
