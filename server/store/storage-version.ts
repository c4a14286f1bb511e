import { protocolVersionOf, type Version, versionIndex, versions } from '../../codec/kmip/version.ts'
import type { Context } from '../../codec/schema/type.ts'

/** The KMIP version in which records are written: the newest declared one, so that no declared field is left out. */
export const storageVersion: Version = versions.at(-1) as Version

/** The version of records that name none: kmip 0.1.0 wrote all of its records so. */
export const unnamedVersion: Version = '2.1'

/** A version as records carry it: major and minor number in a byte each. */
export const versionNumber = (version: Version): number => {
  const { protocolVersionMajor, protocolVersionMinor } = protocolVersionOf(version)
  return (protocolVersionMajor << 8) | protocolVersionMinor
}

const declared = new Map(versions.map((version) => [versionNumber(version), version]))

/** `undefined`: it is newer than all that are declared here. */
export const versionOfNumber = (number: number): Version | undefined => declared.get(number)

/** `3.0`, also of a version that is not declared here. */
export const describeVersion = (number: number): string => `${number >> 8}.${number & 0xff}`

const contexts: readonly Context[] = versions.map((_, version) => ({ version, exact: true, hasIndices: true }))

/** How structures are written to records, and read from them: what cannot be kept throws. */
export const recordContext = (version: Version): Context => contexts[versionIndex(version)] as Context

/**
 * Encodes a value in the oldest version that holds all of it, from 2.1 on: equal values give equal bytes, whichever version
 * is the newest. Indexes and digests in stores depend on these bytes.
 */
export const encodeCanonically = (encode: (context: Context) => Uint8Array): Uint8Array => {
  for (let version = versionIndex(unnamedVersion); ; version++)
    try {
      return encode(contexts[version] as Context)
    } catch (error) {
      if (version === versionIndex(storageVersion)) throw error
    }
}
