/** An enumeration or mask value that no declaration names: `0x` and 8 hexadecimal digits. */
export type Unnamed = `0x${string}`

/** How a number without a name is written. */
export const toUnnamed = (value: number): Unnamed => `0x${(value >>> 0).toString(16).padStart(8, '0')}`

/** The number written so, with 1 to 8 digits; `undefined` when it is not. */
export const numberOfUnnamed = (name: string): number | undefined =>
  /^0x[0-9a-fA-F]{1,8}$/.test(name) ? Number.parseInt(name.slice(2), 16) : undefined
