import { formatAddress } from '../../../client/connection/server-address.ts'
import type { ConnectOptions, Oddity, SpokenVersion } from '../../../client/index.ts'
import { connect, describeOddity, KmipResponseError } from '../../../client/index.ts'
import type { ClientOperation } from '../../../codec/index.ts'
import { clientOperations, operations, spokenVersions, versions } from '../../../codec/index.ts'
import type { Tally } from '../tally.ts'
import { createTourContext, discardObjects, type TourContext } from './context.ts'
import { leftOut, stops } from './stops.ts'

/** A call that the server refused, although it offers the operation. */
export interface Refusal {
  readonly version: SpokenVersion
  readonly operation: ClientOperation
  /** Result Reason and Result Message. */
  readonly reason: string
}

/** What the client met at a server. */
export interface Tour {
  /** Each once. */
  readonly oddities: readonly Oddity[]
  readonly refusals: readonly Refusal[]
  /** The operations that were called, by version. */
  readonly called: Readonly<Partial<Record<SpokenVersion, readonly ClientOperation[]>>>
}

const isClientOperation = (name: string): name is ClientOperation => clientOperations.some((each) => each === name)

const livesIn = (operation: ClientOperation, version: SpokenVersion): boolean =>
  versions.indexOf(operations[operation].since) <= versions.indexOf(version)

/** The versions that client and server speak, oldest first. */
const findVersions = async (options: ConnectOptions): Promise<SpokenVersion[]> => {
  await using client = await connect(options)
  if (options.version !== undefined || client.version === '1.0') return [client.version]
  const { protocolVersion = [] } = await client.discoverVersions()
  const offered = protocolVersion.map((each) => `${each.protocolVersionMajor}.${each.protocolVersionMinor}`)
  return spokenVersions.filter((version) => offered.includes(version)).toReversed()
}

const tourVersion = async (
  server: string,
  version: SpokenVersion,
  context: TourContext,
  tally: Tally,
): Promise<{ called: ClientOperation[]; refusals: Refusal[] }> => {
  const { operation = [] } = await context.client.query({ queryFunction: ['QueryOperations'] })
  const offered = new Set(operation.filter(isClientOperation).filter((each) => livesIn(each, version)))
  const called: ClientOperation[] = []
  const refusals: Refusal[] = []
  for (const [name, run] of Object.entries(stops) as [ClientOperation, (context: TourContext) => Promise<void>][]) {
    if (!offered.has(name)) continue
    called.push(name)
    await tally.check(`${server} ${version}: tour: ${name}`, () =>
      run(context).catch((error: unknown) => {
        if (!(error instanceof KmipResponseError) || error.resultReason === undefined) throw error
        refusals.push({ version, operation: name, reason: `${error.resultReason}: ${error.resultMessage ?? ''}` })
      }),
    )
  }
  return { called, refusals }
}

/**
 * Calls every operation that a server offers in its answer to Query, in each version that both sides speak, but for those of `leftOut`.
 * A call passes with a well-formed answer: a success with the value that was due, or a refusal with its reason. Leaves no objects behind
 * where the server destroys them.
 *
 * @param server its name, for the tally
 * @param options a client that may create objects; `version`: this version only
 */
export const runTour = async (server: string, options: ConnectOptions, tally: Tally): Promise<Tour> => {
  const oddities = new Map<string, Oddity>()
  const refusals: Refusal[] = []
  const called: Partial<Record<SpokenVersion, ClientOperation[]>> = {}
  for (const version of await findVersions(options)) {
    const onOddity = (oddity: Oddity): void => {
      oddities.set(`${version} ${describeOddity(oddity)}`, oddity)
    }
    await using client = await connect({ ...options, version, onOddity })
    const context = createTourContext(client, version)
    try {
      const toured = await tourVersion(server, version, context, tally)
      called[version] = toured.called
      refusals.push(...toured.refusals)
    } finally {
      await discardObjects(context)
    }
  }
  return { oddities: [...oddities.values()], refusals, called }
}

/** One line each, for a report: oddities, refusals, and what was left out. */
export const describeTour = ({ oddities, refusals }: Tour): string[] => [
  ...oddities.map((oddity) => `oddity: ${describeOddity(oddity).replace(`${formatAddress(oddity.server)}: `, '')}`),
  ...refusals.map(({ version, operation, reason }) => `refused: ${version} ${operation}: ${reason}`),
  ...Object.entries(leftOut).map(([operation, reason]) => `left out: ${operation}: ${reason}`),
]
