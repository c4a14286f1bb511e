import { type Command, Option } from 'commander'
import {
  type AttributeId,
  type AttributeInstance,
  attributeOfId,
  attributeOfName,
  attributes,
  type NamedAttribute,
  spokenVersions,
  vendorOf,
} from '../../codec/index.ts'
import { livesIn } from '../../codec/kmip/version.ts'
import { Mask } from '../../codec/schema/mask.ts'
import { normalizeName } from '../../configuration/similar-name.ts'
import { CliError } from '../cli-error.ts'
import { findEnumerationOfField } from '../enumerations.ts'
import { isSimple, parseFieldValue } from '../field-value.ts'
import { collectRepeated } from '../repeated.ts'
import { suggestName } from '../suggest-name.ts'

const ids = Object.keys(attributes) as AttributeId[]
const requireAttribute = (id: AttributeId): NamedAttribute => attributeOfId(id) as NamedAttribute

/** `CryptographicLength` → `cryptographic-length`. */
export const toFlagName = (id: string): string =>
  id
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()

const isSpoken = (id: AttributeId): boolean =>
  spokenVersions.some((version) => livesIn(version, requireAttribute(id).since))
const isWord = (id: AttributeId): boolean => id === 'Name' || isSimple(requireAttribute(id).field)

/** Attributes that a client may set on a new object with one word. */
export const settable: readonly AttributeId[] = ids.filter((id) => {
  const { v1, v2 } = requireAttribute(id)
  return isSpoken(id) && isWord(id) && [...(v1?.initiallySetBy ?? []), ...(v2.initiallySetBy ?? [])].includes('client')
})
/** Attributes that one word can search for. */
export const searchable: readonly AttributeId[] = ids.filter(
  (id) => isSpoken(id) && isWord(id) && !id.startsWith('Certificate'),
)

const describeAttribute = (id: AttributeId): string => {
  const { name, field } = requireAttribute(id)
  const names = [...((field instanceof Mask ? field : findEnumerationOfField(field))?.entries.keys() ?? [])]
  const list = names.length > 0 ? `: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}` : ''
  return `${name}${list}${field instanceof Mask ? ' (separated by commas)' : ''}`
}

/** Adds an option for each attribute; `--cryptographic-length` is also `--length`. */
export const addAttributeOptions = (
  command: Command,
  which: readonly AttributeId[],
  group = 'Attributes:',
): Command => {
  for (const id of which) {
    const long = toFlagName(id)
    const short = long.startsWith('cryptographic-') ? `--${long.slice('cryptographic-'.length)}, ` : ''
    const option = new Option(`${short}--${long} <value>`, describeAttribute(id)).helpGroup(group)
    command.addOption(requireAttribute(id).v2.multiInstance ? option.argParser(collectRepeated) : option)
  }
  const other = new Option('--attribute <name=value>', 'any other attribute, x-NAME=TEXT too; structures as JSON')
  return command.addOption(other.helpGroup(group).argParser(collectRepeated))
}

const parseValue = (what: string, { id, field }: NamedAttribute, text: string): unknown =>
  id === 'Name' && !text.startsWith('{')
    ? { nameValue: text, nameType: 'UninterpretedTextString' }
    : parseFieldValue(what, field, text)

/** Finds an attribute by tag id, 1.x name or flag: `CryptographicLength`, `Cryptographic Length`, `cryptographic-length`. */
export const findAttribute = (text: string): NamedAttribute => {
  const found = attributeOfId(text) ?? attributeOfName(text)
  const id = found?.id ?? ids.find((each) => normalizeName(each) === normalizeName(text))
  if (id && id !== 'Attribute') return requireAttribute(id)
  throw new CliError('usage', `there is no attribute ${text}`, suggestName(text, ids))
}

/** Reads `NAME=VALUE`; `x-NAME=TEXT` is a vendor attribute. */
export const parseAttribute = (text: string): AttributeInstance => {
  const at = text.indexOf('=')
  if (at < 1) throw new CliError('usage', `${text}: an attribute is written NAME=VALUE`)
  const [name, value] = [text.slice(0, at), text.slice(at + 1)]
  if (/^[xy]-/.test(name)) {
    const attributeValue = { tag: 0x42000b, type: 'TextString', value } as const
    return { attribute: 'Attribute', value: { ...vendorOf(name), attributeValue } }
  }
  const attribute = findAttribute(name)
  return { attribute: attribute.id, value: parseValue(attribute.name, attribute, value) } as AttributeInstance
}

/** The values of the options of {@link addAttributeOptions}. */
export type AttributeFlags = Readonly<Record<string, unknown>>

const toFlagKey = (id: string): string => toFlagName(id).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** Reads the attributes from the options, in the order of the declarations. */
export const readAttributes = (flags: AttributeFlags, which: readonly AttributeId[]): AttributeInstance[] => {
  const list: AttributeInstance[] = []
  for (const id of which)
    for (const text of [flags[toFlagKey(id)] ?? []].flat() as string[])
      list.push({
        attribute: id,
        value: parseValue(`--${toFlagName(id)}`, requireAttribute(id), text),
      } as AttributeInstance)
  return [...list, ...((flags.attribute ?? []) as string[]).map(parseAttribute)]
}

/** Adds a default for each attribute that the list lacks. */
export const addDefaults = (
  list: readonly AttributeInstance[],
  defaults: readonly AttributeInstance[],
): AttributeInstance[] => [...list, ...defaults.filter((each) => !list.some((own) => own.attribute === each.attribute))]
