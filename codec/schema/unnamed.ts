/** An enumeration or mask value that no declaration names: `0x` and 8 hexadecimal digits. */
export type Unnamed = `0x${string}`

/** How a number without a name is written. */
export const toUnnamed = (value: number): Unnamed => `0x${(value >>> 0).toString(16).padStart(8, '0')}`

/**
 * Whether a value of an enumeration has no name, and is none of the numbers for extensions, 8XXXXXXX. The standard keeps the
 * others for itself. KMIP 1.4 §9.1.3.2, 2.1 §11.
 */
export const isUnassigned = (name: string): boolean => name.charCodeAt(0) === zero && Number(name) < 0x8000_0000

const zero = '0'.charCodeAt(0)

/** The number written so, with 1 to 8 digits; `undefined` when it is not. */
export const numberOfUnnamed = (name: string): number | undefined =>
  /^0x[0-9a-fA-F]{1,8}$/.test(name) ? Number.parseInt(name.slice(2), 16) : undefined
