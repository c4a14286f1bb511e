import { type SpokenVersion, spokenVersions, type Version, versionIndex, versions } from '../schema/version.ts'
import { CodecError } from '../wire/error.ts'

export { type SpokenVersion, spokenVersions, type Version, versionIndex, versions }

const atLeast = (version: Version, since: Version): boolean => versionIndex(version) >= versionIndex(since)

/** Each attribute has its tag (KMIP 2.0 on), where 1.x has name and index. */
export const hasAttributesByTag = (version: Version): boolean => atLeast(version, '2.0')
/** Split keys in GF(2^16) are made over the GF(2^8) of FIPS 197 (KMIP 1.4 §2.2.5); 2.0 took another one (2.0 and 2.1 §13.1). */
export const hasFips197SplitKeys = (version: Version): boolean => !atLeast(version, '2.0')
/** Wrapped objects are linked to the key that wraps them (KMIP 2.0 §11.27, 2.1 §11.28). */
export const hasWrappingKeyLink = (version: Version): boolean => atLeast(version, '2.0')
/**
 * Every answer carries a Server Correlation Value (KMIP 2.1 §9.10). In 1.4 and 2.0 only one to a request with a Client
 * Correlation Value: PyKMIP 0.10 speaks 2.0 and cannot read a header that has it.
 */
export const alwaysCorrelates = (version: Version): boolean => atLeast(version, '2.1')
/** A certificate request is certified as it is, without a public key on the server (KMIP 2.1 §6.1.6). */
export const certifiesWithoutObject = (version: Version): boolean => atLeast(version, '2.0')
/** Whether something that lives in `since` … `until` is there in `version`. */
export const livesIn = (version: Version, since: Version, until?: Version): boolean =>
  atLeast(version, since) && (until === undefined || atLeast(until, version))

/** A Protocol Version structure (KMIP 1.4 §6.1). */
export interface ProtocolVersionNumbers {
  readonly protocolVersionMajor: number
  readonly protocolVersionMinor: number
}

const numbers = Object.fromEntries(
  versions.map((version) => {
    const [protocolVersionMajor, protocolVersionMinor] = version.split('.').map(Number)
    return [version, { protocolVersionMajor, protocolVersionMinor }]
  }),
) as Readonly<Record<Version, ProtocolVersionNumbers>>

/** By major, then by minor number. */
const byNumbers: Version[][] = []
for (const version of spokenVersions) {
  const { protocolVersionMajor: major, protocolVersionMinor: minor } = numbers[version]
  byNumbers[major] ??= []
  byNumbers[major][minor] = version
}

/** @throws CodecError for a version that is not spoken. */
export const versionOf = ({ protocolVersionMajor, protocolVersionMinor }: ProtocolVersionNumbers): Version => {
  const known = byNumbers[protocolVersionMajor]?.[protocolVersionMinor]
  if (known) return known
  const version = `${protocolVersionMajor}.${protocolVersionMinor}`
  throw new CodecError('malformed', `KMIP ${version} is not spoken here; ${spokenVersions.join(', ')} are`)
}

export const protocolVersionOf = (version: Version): ProtocolVersionNumbers => numbers[version]
