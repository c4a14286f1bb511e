import type { EnumerationNames } from './reader.ts'

/** Numbers of an enumeration that is not known: `0x` and 8 hexadecimal digits. */
export const unnamed: EnumerationNames = {
  title: 'Enumeration',
  nameOf: (value) => `0x${value.toString(16).padStart(8, '0')}`,
  codeOf: (name) => (/^0x[0-9a-f]{8}$/i.test(name) ? Number(name) : undefined),
}
