import { expect } from 'chai'
import { type Client, KmipResponseError } from '../../../client/index.ts'
import type { AttributeId, AttributesByKey, ResultReason, UniqueIdentifier } from '../../../codec/index.ts'
import { valueIn, valuesIn } from '../../../codec/index.ts'
import { interopVersions } from '../interop-versions.ts'

type InteropVersion = (typeof interopVersions)[number]

/** What the checks of one version work with. */
export interface Context {
  readonly version: InteropVersion
  readonly client: Client
  /** Another principal. */
  readonly stranger: Client
  /** Whether the version spoken is this one or a newer one. */
  since(version: InteropVersion): boolean
  /** A name that no other object has. */
  name(): string
}

/** A check for the versions since..until. */
export interface Check {
  readonly name: string
  readonly since?: InteropVersion
  readonly until?: InteropVersion
  run(context: Context): Promise<unknown>
}

const place = (version: InteropVersion): number => interopVersions.indexOf(version)

export const isDue = ({ since = '1.0', until = '2.0' }: Check, version: InteropVersion): boolean =>
  place(since) <= place(version) && place(version) <= place(until)

export const createContext = (version: InteropVersion, client: Client, stranger: Client): Context => {
  let named = 0
  return {
    version,
    client,
    stranger,
    since: (other) => place(version) >= place(other),
    name: () => `${version} object ${++named}`,
  }
}

/** A new AES key for encryption; its identifier. */
export const createKey = async (
  { client }: Pick<Context, 'client'>,
  more: AttributesByKey = {},
): Promise<UniqueIdentifier> => {
  const { uniqueIdentifier } = await client.create({
    objectType: 'SymmetricKey',
    attributes: {
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt', 'Decrypt'],
      ...more,
    },
  })
  return uniqueIdentifier
}

/** All values of one attribute of an object. */
export const getAttributes = async <A extends AttributeId>(
  { client }: Context,
  uniqueIdentifier: UniqueIdentifier,
  attribute: A,
) => {
  const answer = await client.getAttributes({ uniqueIdentifier, attributeReference: [attribute] })
  expect(answer.uniqueIdentifier).to.equal(uniqueIdentifier)
  return valuesIn(answer.attributes ?? [], attribute)
}

/** The value of one attribute of an object. */
export const getAttribute = async <A extends AttributeId>(
  { client }: Context,
  uniqueIdentifier: UniqueIdentifier,
  attribute: A,
) => {
  const answer = await client.getAttributes({ uniqueIdentifier, attributeReference: [attribute] })
  return valueIn(answer.attributes ?? [], attribute)
}

/** The call has to fail in the server, with this reason and a sentence. */
export const expectFailure = async (call: Promise<unknown>, reason: ResultReason): Promise<KmipResponseError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof KmipResponseError)) throw error ?? new Error(`succeeded, where ${reason} was due`)
  expect(error.resultStatus).to.equal('OperationFailed')
  expect(error.resultReason).to.equal(reason)
  expect(error.resultMessage).to.match(/\w/)
  return error
}

export const expectRecent = (date: unknown): void => {
  expect(date).to.be.instanceOf(Date)
  expect(Math.abs(Date.now() - (date as Date).getTime())).to.be.lessThan(60_000)
}
