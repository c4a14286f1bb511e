/** Every protocol version that the declarations know, oldest first. 3.0 is a draft: declared, not yet spoken. */
export const versions = ['1.0', '1.1', '1.2', '1.3', '1.4', '2.0', '2.1', '3.0'] as const

export type Version = (typeof versions)[number]

/** Place of a version in {@link versions}: the only form in which versions are compared. */
export const versionIndex = (version: Version): number => versions.indexOf(version)
