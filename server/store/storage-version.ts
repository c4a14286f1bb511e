import { protocolVersionOf, type Version, versionIndex, versions } from '../../codec/kmip/version.ts'
import type { Context } from '../../codec/schema/type.ts'

/** The KMIP version in which the store writes records: the newest declared one, which has every declared field. */
export const storageVersion: Version = versions.at(-1) as Version

/** The version of the records of kmip 0.1.0, which carry none. */
export const unnamedVersion: Version = '2.1'

/** Encodes a version as records carry it: major and minor number, a byte each. */
export const toVersionNumber = (version: Version): number => {
  const { protocolVersionMajor, protocolVersionMinor } = protocolVersionOf(version)
  return (protocolVersionMajor << 8) | protocolVersionMinor
}

const declared = new Map(versions.map((version) => [toVersionNumber(version), version]))

/** `undefined`: newer than all declared versions. */
export const fromVersionNumber = (number: number): Version | undefined => declared.get(number)

/** `3.0`; for an undeclared version too. */
export const describeVersion = (number: number): string => `${number >> 8}.${number & 0xff}`

const contexts: readonly Context[] = versions.map((_, version) => ({ version, exact: true, hasIndices: true }))

/** The context in which records are written and read: a field that the version does not have throws. */
export const getRecordContext = (version: Version): Context => contexts[versionIndex(version)] as Context

/**
 * Encodes a value in the oldest version from 2.1 on that has all of its fields: equal values give equal bytes whichever version
 * is the newest. The indexes and digests in stores depend on these bytes.
 */
export const encodeCanonically = (encode: (context: Context) => Uint8Array): Uint8Array => {
  for (let version = versionIndex(unnamedVersion); ; version++)
    try {
      return encode(contexts[version] as Context)
    } catch (error) {
      if (version === versionIndex(storageVersion)) throw error
    }
}
