/** Every protocol version that the declarations know, oldest first. A draft is declared and not yet spoken. */
const list = [
  ['1.0', 'spoken'],
  ['1.1', 'spoken'],
  ['1.2', 'spoken'],
  ['1.3', 'spoken'],
  ['1.4', 'spoken'],
  ['2.0', 'spoken'],
  ['2.1', 'spoken'],
  ['3.0', 'draft'],
] as const satisfies readonly (readonly [version: `${number}.${number}`, standing: 'spoken' | 'draft'])[]

type Listed = (typeof list)[number]
export type Version = Listed[0]
/** A version that messages may have. */
export type SpokenVersion = Extract<Listed, readonly [string, 'spoken']>[0]

/** Oldest first. */
export const versions: readonly Version[] = list.map(([version]) => version)

/** The versions that this package speaks, newest first: the answer of Discover Versions. */
export const spokenVersions: readonly SpokenVersion[] = list
  .flatMap(([version, standing]) => (standing === 'spoken' ? [version] : []))
  .toReversed()

/** Place of a version in {@link versions}: the only form in which versions are compared. */
export const versionIndex = (version: Version): number => versions.indexOf(version)
