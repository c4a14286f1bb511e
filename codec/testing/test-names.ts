import { CodecError } from '../wire/error.ts'
import type { EnumerationNames, MaskNames, TagNames } from '../wire/reader.ts'

/** Names for the tests of the encodings: the tags below have ids, others have none. */
const ids = new Map([
  [0x420008, 'Attribute'],
  [0x42000d, 'BatchCount'],
  [0x42000f, 'BatchItem'],
  [0x420028, 'CryptographicAlgorithm'],
  [0x42002c, 'CryptographicUsageMask'],
  [0x420078, 'RequestMessage'],
  [0x420092, 'TimeStamp'],
  [0x420094, 'UniqueIdentifier'],
])
const numbers = new Map([...ids].map(([tag, id]) => [id, tag]))

/** The tags of every second number have an invented id too, so that trees of random tags have both kinds. */
export const testTags: TagNames = {
  idOf: (tag) => ids.get(tag) ?? (tag % 2 === 0 ? `Tag${tag.toString(16)}` : undefined),
  tagOf: (id) => numbers.get(id) ?? (/^Tag42[0-9a-f]{4}$/.test(id) ? Number.parseInt(id.slice(3), 16) : undefined),
}

const isHex = (name: string): boolean => /^0x[0-9a-f]{8}$/i.test(name)
const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`

export const testAlgorithms: EnumerationNames = {
  title: 'Cryptographic Algorithm',
  nameOf: (value) => ({ 2: 'DES3', 3: 'AES' })[value] ?? hex(value),
  codeOf: (name) => (isHex(name) ? Number(name) : { DES3: 2, '3DES': 2, AES: 3 }[name]),
}

const bits = ['Sign', 'Verify', 'Encrypt', 'Decrypt']

export const testUsage: MaskNames = {
  title: 'Cryptographic Usage Mask',
  namesOf(mask) {
    const known = bits.filter((_, bit) => mask & (1 << bit))
    const rest = mask & ~0xf
    return rest ? [...known, hex(rest)] : known
  },
  bitsOf(names) {
    let mask = 0
    for (const name of names) {
      const bit = bits.indexOf(name)
      if (bit < 0 && !isHex(name)) return undefined
      mask |= bit < 0 ? Number(name) : 1 << bit
    }
    return mask
  },
}

/** `malformed` or `field` when the act throws a CodecError, `none` when it throws nothing. */
export const faultOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof CodecError) return error.fault
    throw error
  }
  return 'none'
}
