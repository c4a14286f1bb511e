import {
  type DiscoverVersionsResponse,
  type ResponseMessage,
  type SpokenVersion,
  spokenVersions,
  type Version,
} from '../../codec/index.ts'
import { KmipResponseError, ProtocolError } from '../error.ts'
import { type Outcome, toOutcomes } from '../outcome.ts'
import { type BatchRequest, createBatchRequest } from '../request.ts'
import type { ServerAddress } from './server-address.ts'

/**
 * Discover Versions came with 1.1; a 1.0 server refuses it, and its response has version 1.0. The other versions are for
 * servers that refuse an unknown version before they read the operation (kmip-go).
 */
const askedIn: readonly Version[] = ['1.1', '1.4', '2.1']

/** Result Reasons of servers that do not know the version, or do not have Discover Versions. */
const refusals = new Set([
  'OperationNotSupported',
  'InvalidMessage',
  'UnsupportedProtocolVersion',
  'FeatureNotSupported',
])

const findNewestCommon = ({ protocolVersion = [] }: DiscoverVersionsResponse, server: ServerAddress): SpokenVersion => {
  const offered = protocolVersion.map((each) => `${each.protocolVersionMajor}.${each.protocolVersionMinor}`)
  const newest = spokenVersions.find((each) => offered.includes(each))
  if (newest) return newest
  throw new ProtocolError(
    `the server speaks ${offered.map((each) => `KMIP ${each}`).join(', ') || 'no version of KMIP'}`,
    { fault: 'version', hint: `This client speaks ${spokenVersions.join(', ')}.`, server },
  )
}

const isRefusalBy10 = ({ responseHeader: { protocolVersion } }: ResponseMessage): boolean =>
  protocolVersion.protocolVersionMajor === 1 && protocolVersion.protocolVersionMinor === 0

/** Reads the versions that the server offers, or its refusal. */
const readDiscoverVersions = (outcomes: () => readonly Outcome[]): DiscoverVersionsResponse | KmipResponseError => {
  let error: unknown
  try {
    const [outcome] = outcomes()
    if (outcome?.ok) return outcome.response as DiscoverVersionsResponse
    error = outcome?.error
  } catch (thrown) {
    error = thrown
  }
  if (error instanceof KmipResponseError) return error
  throw error
}

/**
 * Negotiates the newest version that both sides speak, with Discover Versions (KMIP 1.4 §4.26).
 * @param exchange sends items in a version
 */
export const negotiate = async (
  exchange: (items: readonly BatchRequest[], version: Version) => Promise<ResponseMessage>,
  server: ServerAddress,
): Promise<SpokenVersion> => {
  const items = [createBatchRequest('DiscoverVersions', {})]
  for (const version of askedIn) {
    const message = await exchange(items, version)
    const answer = readDiscoverVersions(() => toOutcomes(items, message, server))
    if (!(answer instanceof KmipResponseError)) return findNewestCommon(answer, server)
    const reason = answer.resultReason ?? ''
    if (reason === 'OperationNotSupported' || isRefusalBy10(message)) return '1.0'
    if (!refusals.has(reason)) throw answer
  }
  return '1.0'
}
