/** A tag as it is written where no name is known: `0x420094`. */
export const formatTag = (tag: number): string => `0x${tag.toString(16).padStart(6, '0')}`
