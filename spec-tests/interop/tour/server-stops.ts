import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { KmipResponseError } from '../../../client/index.ts'
import { createActiveKey, createKey, type TourContext } from './context.ts'

/** The value to Poll with, of a Create that the server carries out later; `undefined` when it answered at once. */
const createLater = async ({ client, keep, name }: TourContext): Promise<Uint8Array | undefined> => {
  const attributes = {
    name: name(),
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    cryptographicUsageMask: ['Encrypt'],
  } as const
  try {
    keep(
      (await client.create({ objectType: 'SymmetricKey', attributes }, { asynchronous: 'Optional' })).uniqueIdentifier,
    )
    return undefined
  } catch (error) {
    if (!(error instanceof KmipResponseError) || !error.asynchronousCorrelationValue) throw error
    return error.asynchronousCorrelationValue
  }
}

const unknownRequest = Buffer.from('0000000000000000', 'hex')

/** The server, sessions, and asynchronous requests. */
export const serverStops = {
  async Query({ client, version }: TourContext) {
    const answer = await client.query({
      queryFunction: ['QueryOperations', 'QueryObjects', 'QueryServerInformation', 'QueryApplicationNamespaces'],
    })
    expect(answer.operation).to.include('Query')
    // The functions of 1.1 to 1.3: a server may refuse one that it does not know.
    if (['1.0', '1.1', '1.2'].includes(version)) return
    await client.query({
      queryFunction: ['QueryExtensionList', 'QueryExtensionMap', 'QueryProfiles', 'QueryCapabilities', 'QueryRNGs'],
    })
  },
  async DiscoverVersions({ client, version }: TourContext) {
    const { protocolVersion = [] } = await client.discoverVersions()
    const offered = protocolVersion.map((each) => `${each.protocolVersionMajor}.${each.protocolVersionMinor}`)
    expect(offered).to.include(version)
  },
  async Ping({ client }: TourContext) {
    await client.ping()
  },
  async Log({ client }: TourContext) {
    await client.log({ logMessage: 'a tour of the operations' })
  },
  async Interop({ client }: TourContext) {
    await client.interop({ interopFunction: 'Begin', interopIdentifier: 'tour' })
    await client.interop({ interopFunction: 'End', interopIdentifier: 'tour' })
  },
  async Login({ client }: TourContext) {
    const { ticket } = await client.login({})
    expect(ticket.ticketValue.length).to.be.greaterThan(0)
    await client.logout({ ticket }).catch(() => undefined)
  },
  async Logout({ client }: TourContext) {
    const { ticket } = await client.login({})
    await client.logout({ ticket })
  },
  async DelegatedLogin({ client }: TourContext) {
    const right = [{ operations: { operation: ['Get'] } }] as const
    const { ticket } = await client.delegatedLogin({ rights: { right } })
    await client.logout({ ticket }).catch(() => undefined)
  },
  async GetConstraints({ client }: TourContext) {
    await client.getConstraints()
  },
  async PKCS_11({ client }: TourContext) {
    const { pkcs_11Function } = await client.pkcs_11({ pkcs_11Function: 'C_GetInfo' })
    expect(pkcs_11Function).to.equal('C_GetInfo')
  },
  async Poll(context: TourContext) {
    const { client, keep } = context
    let asynchronousCorrelationValue = await createLater(context)
    while (asynchronousCorrelationValue) {
      const answer = await client.poll({ asynchronousCorrelationValue }).catch((error: unknown) => {
        if (error instanceof KmipResponseError && error.resultStatus === 'OperationPending') return undefined
        throw error
      })
      const { uniqueIdentifier } = (answer ?? {}) as { uniqueIdentifier?: string }
      if (uniqueIdentifier !== undefined) keep(uniqueIdentifier)
      if (answer) asynchronousCorrelationValue = undefined
      else await sleep(100)
    }
  },
  async Cancel(context: TourContext) {
    const asynchronousCorrelationValue = (await createLater(context)) ?? unknownRequest
    await context.client.cancel({ asynchronousCorrelationValue })
  },
  async Process(context: TourContext) {
    const asynchronousCorrelationValue = (await createLater(context)) ?? unknownRequest
    await context.client.process({ asynchronousCorrelationValue })
  },
  async QueryAsynchronousRequests({ client }: TourContext) {
    await client.queryAsynchronousRequests({})
  },
  async ObtainLease(context: TourContext) {
    const uniqueIdentifier = await createActiveKey(context)
    const answer = await context.client.obtainLease({ uniqueIdentifier })
    expect(answer.uniqueIdentifier).to.equal(uniqueIdentifier)
  },
  async GetUsageAllocation(context: TourContext) {
    const { client } = context
    const usageLimits = { usageLimitsTotal: 10n, usageLimitsCount: 10n, usageLimitsUnit: 'Byte' } as const
    const uniqueIdentifier = await createKey(context, ['Encrypt', 'Decrypt'], { usageLimits })
    await client.activate({ uniqueIdentifier })
    await client.getUsageAllocation({ uniqueIdentifier, usageLimitsCount: 1n })
  },
}
