import { type Version, versions } from '../../codec/index.ts'
import { tagLookup } from '../../codec/kmip/tag.ts'
import type { AnyField } from '../../codec/schema/field.ts'
import type { Type } from '../../codec/schema/type.ts'
import { versionIndex } from '../../codec/schema/version.ts'
import { anchor, spaced, span, table, tagNumber } from './markdown.ts'
import { objects } from './objects.ts'

/** One way that a field looks, and the versions in which it looks so. */
interface Look {
  readonly from: Version
  until: Version
  readonly tag: string
  readonly type: string
  readonly many: boolean
}

/** A type, with a link to where it is described. */
export const typeName = (type: Type<unknown>, variants: boolean): string => {
  if (variants) return '[one of the managed objects](objects.md)'
  const { title } = type
  if (type.entries) return `[${title}](enumerations.md#${anchor(title)})`
  if (type.bits) return `[${title}](masks.md#${anchor(title)})`
  if (type.fields && title === 'KeyMaterial') return '[Key Material](objects.md#key-material)'
  if (title === 'Credential Value') return '[Credential Value](structures.md#credential-value)'
  const at = objects().has(title) ? 'objects.md' : 'structures.md'
  if (type.fields) return `[${spaced(title)}](${at}#${anchor(spaced(title))})`
  if (/attribute/i.test(title)) return `[${title}](attributes.md)`
  return title
}

const looks = (key: string, field: AnyField): Look[] => {
  const found: Look[] = []
  for (const version of versions) {
    const form = field.at(versionIndex(version), false)
    const last = found.at(-1)
    if (!form) continue
    const free = form.variants !== undefined || form.rest
    const tag = free ? '' : (form.tag ?? tagLookup.ofKey(key)?.id ?? '')
    const type = form.rest ? 'any items' : typeName(form.type, form.variants !== undefined)
    const follows = last && versionIndex(last.until) + 1 === versionIndex(version)
    if (last && follows && last.tag === tag && last.type === type && last.many === form.many) last.until = version
    else found.push({ from: version, until: version, tag, type, many: form.many })
  }
  return found
}

const occurs = (optional: boolean, many: boolean): string =>
  many ? (optional ? 'any number' : 'once or more') : optional ? 'optional' : 'required'

/** The fields of a structure in wire order; `since` is the version from which on the structure itself is there. */
export const fieldTable = (
  type: Type<unknown>,
  said: (key: string) => string,
  since: Version = '1.0',
  placeholder?: string,
): string => {
  const rows = Object.entries((type.fields ?? {}) as Readonly<Record<string, AnyField>>).flatMap(([key, field]) => {
    const all = looks(key, field)
    return all.map((look, i) => {
      const note = [
        i === 0 ? said(key) : '',
        i === 0 && key === placeholder ? 'The ID Placeholder when absent.' : '',
      ].filter(Boolean)
      const from = versionIndex(look.from) < versionIndex(since) ? since : look.from
      return [
        `\`${key}\``,
        look.tag && `${spaced(look.tag)} ${tagNumber(look.tag)}`,
        look.type,
        occurs(field.facts.optional, look.many),
        span(from, look.until, since),
        note.join(' '),
      ]
    })
  })
  return table(['Field', 'Tag', 'Type', 'Occurs', 'Versions', 'Notes'], rows)
}
