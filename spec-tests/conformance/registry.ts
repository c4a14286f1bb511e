import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { attributeId } from './value.ts'

interface Entry {
  readonly id: string
  readonly value: string
  readonly aliases?: readonly (string | { readonly id?: string; readonly name?: string })[]
}

interface TagEntry {
  readonly id: string
  readonly hex: string
  readonly enum?: string
  readonly mask?: string
}

interface RegistryFile {
  readonly tags: readonly TagEntry[]
  readonly enumerations: Record<string, readonly Entry[]>
  readonly masks: Record<string, readonly Entry[]>
}

/** Names and numbers of KMIP, read from the shared facts and not from the code under test. */
export interface Registry {
  tagOf(name: string): number
  nameOf(tag: number): string
  /** Number of an enumeration's value. `field`: tag name, or attribute name beside an Attribute Value. */
  enumerationValue(field: string, name: string): number
  enumerationName(field: string, value: number): string
  /** Whether the integers of this field are masks. */
  isMask(field: string): boolean
  maskValue(field: string, names: string): number
  maskNames(field: string, value: number): string
}

const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`

const aliasesOf = ({ aliases = [] }: Entry) =>
  aliases.flatMap((alias) => (typeof alias === 'string' ? [alias] : [alias.id ?? '', alias.name ?? '']))

/** KMIP leaves these numbers to PKCS#11 (CKR_OK is 0) and has no name for them; PKCS11-M-1-21 has this one. */
const unregistered: RegistryFile['enumerations'] = { PKCS_11ReturnCode: [{ id: 'OK', value: '0' }] }

/** Reads `kmip/registry.json` below the shared folder. */
export const readRegistry = (shared: string): Registry => {
  const file = JSON.parse(readFileSync(join(shared, 'kmip/registry.json'), 'utf8')) as RegistryFile
  const byId = new Map(file.tags.map((tag) => [tag.id, tag]))
  const byNumber = new Map(file.tags.map((tag) => [Number.parseInt(tag.hex, 16), tag]))
  const field = (name: string) => byId.get(attributeId(name))
  const tagOf = (name: string) => {
    const number = name.startsWith('0x') ? Number(name) : Number.parseInt(byId.get(name)?.hex ?? '', 16)
    if (Number.isNaN(number)) throw new Error(`no tag is called ${name}`)
    return number
  }
  const nameOf = (tag: number) => byNumber.get(tag)?.id ?? `0x${tag.toString(16).padStart(6, '0')}`
  const enumeration = (name: string) => {
    const own = field(name)?.enum ?? ''
    return unregistered[own] ?? file.enumerations[own] ?? []
  }
  const mask = (name: string) => file.masks[field(name)?.mask ?? ''] ?? []
  const isTag = (name: string) => field(name)?.enum === 'Tag'
  return {
    tagOf,
    nameOf,
    enumerationValue(name, value) {
      if (value.startsWith('0x')) return Number(value)
      if (isTag(name)) return tagOf(value)
      const entry = enumeration(name).find(
        (candidate) => candidate.id === value || aliasesOf(candidate).includes(value),
      )
      if (!entry) throw new Error(`${name} has no value ${value}`)
      return Number.parseInt(entry.value, 16)
    },
    enumerationName(name, value) {
      if (isTag(name)) return nameOf(value)
      return enumeration(name).find((entry) => Number.parseInt(entry.value, 16) === value)?.id ?? hex(value)
    },
    isMask: (name) => field(name)?.mask !== undefined,
    maskValue(name, names) {
      let bits = 0
      for (const one of names.split(/\s+/).filter(Boolean)) {
        const entry = mask(name).find(({ id }) => id === one)
        if (!entry && !one.startsWith('0x')) throw new Error(`${name} has no bit ${one}`)
        bits |= entry ? Number.parseInt(entry.value, 16) : Number(one)
      }
      return bits
    },
    maskNames(name, value) {
      const entries = mask(name).filter((entry) => value & Number.parseInt(entry.value, 16))
      const unknown = entries.reduce((left, entry) => left & ~Number.parseInt(entry.value, 16), value)
      return [...entries.map(({ id }) => id), ...(unknown ? [hex(unknown >>> 0)] : [])].join(' ')
    },
  }
}
