import { type DiscoverVersionsResponse, type ResponseMessage, spokenVersions, type Version } from '../codec/index.ts'
import { KmipResponseError, ProtocolError } from './error.ts'
import type { SpokenVersion } from './options.ts'
import { outcomesOf } from './outcome.ts'
import { type BatchRequest, batchRequest } from './request.ts'
import type { ServerAddress } from './server-address.ts'

/** Discover Versions came with it; servers of 1.0 refuse it, and the answer says so. */
const askedIn: Version = '1.1'

/** What a server of 1.0 answers to a message of 1.1. */
const refusals = new Set([
  'OperationNotSupported',
  'InvalidMessage',
  'UnsupportedProtocolVersion',
  'FeatureNotSupported',
])

const newestOf = ({ protocolVersion = [] }: DiscoverVersionsResponse, server: ServerAddress): SpokenVersion => {
  const offered = protocolVersion.map((each) => `${each.protocolVersionMajor}.${each.protocolVersionMinor}`)
  const newest = spokenVersions.find((each) => offered.includes(each))
  if (newest) return newest
  throw new ProtocolError(
    `the server speaks ${offered.map((each) => `KMIP ${each}`).join(', ') || 'no version of KMIP'}`,
    `This client speaks ${spokenVersions.join(', ')}.`,
    server,
  )
}

const speaksOnly10 = ({ responseHeader: { protocolVersion } }: ResponseMessage): boolean =>
  protocolVersion.protocolVersionMajor === 1 && protocolVersion.protocolVersionMinor === 0

/**
 * The newest version that both sides speak, asked for with Discover Versions (KMIP 1.4 §4.26).
 * @param exchange sends items in a version
 */
export const negotiate = async (
  exchange: (items: readonly BatchRequest[], version: Version) => Promise<ResponseMessage>,
  server: ServerAddress,
): Promise<SpokenVersion> => {
  const items = [batchRequest('DiscoverVersions', {})]
  const message = await exchange(items, askedIn)
  const refused = (error: unknown): KmipResponseError => {
    if (error instanceof KmipResponseError) return error
    throw error
  }
  let error: KmipResponseError
  try {
    const [outcome] = outcomesOf(items, message, server)
    if (outcome?.ok) return newestOf(outcome.response as DiscoverVersionsResponse, server)
    error = refused(outcome?.error)
  } catch (thrown) {
    error = refused(thrown)
  }
  if (refusals.has(error.resultReason ?? '') || speaksOnly10(message)) return '1.0'
  throw error
}
