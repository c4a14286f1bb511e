import { randomBytes } from 'node:crypto'
import type { Client, SpokenVersion } from '../../../client/index.ts'
import type { AttributesByKey, CryptographicUsageMask, UniqueIdentifier } from '../../../codec/index.ts'

/** What the stops of a tour work with. */
export interface TourContext {
  readonly client: Client
  readonly version: SpokenVersion
  /** A name that no other object has. */
  name(): string
  /** Remembers an object, to be destroyed at the end of the tour. */
  keep(uniqueIdentifier: UniqueIdentifier): UniqueIdentifier
  /** All objects to be destroyed. */
  readonly kept: readonly UniqueIdentifier[]
}

export const createTourContext = (client: Client, version: SpokenVersion): TourContext => {
  const kept: UniqueIdentifier[] = []
  return {
    client,
    version,
    kept,
    name: () => `tour ${randomBytes(6).toString('hex')}`,
    keep: (uniqueIdentifier) => {
      kept.push(uniqueIdentifier)
      return uniqueIdentifier
    },
  }
}

/** Destroys the objects of a tour, as far as the server allows it. */
export const discardObjects = async ({ client, kept }: TourContext): Promise<void> => {
  for (const uniqueIdentifier of kept) {
    const revocationReason = { revocationReasonCode: 'CessationOfOperation' } as const
    await client.revoke({ uniqueIdentifier, revocationReason }).catch(() => undefined)
    await client.destroy({ uniqueIdentifier }).catch(() => undefined)
  }
}

/** A new AES key of 256 bits. */
export const createKey = async (
  { client, keep, name }: TourContext,
  cryptographicUsageMask: readonly CryptographicUsageMask[] = ['Encrypt', 'Decrypt'],
  more: AttributesByKey = {},
): Promise<UniqueIdentifier> => {
  const attributes = {
    ...({ name: name(), cryptographicAlgorithm: 'AES', cryptographicLength: 256, cryptographicUsageMask } as const),
    ...more,
  }
  return keep((await client.create({ objectType: 'SymmetricKey', attributes })).uniqueIdentifier)
}

export const createActiveKey = async (
  context: TourContext,
  cryptographicUsageMask?: readonly CryptographicUsageMask[],
): Promise<UniqueIdentifier> => {
  const uniqueIdentifier = await createKey(context, cryptographicUsageMask)
  await context.client.activate({ uniqueIdentifier })
  return uniqueIdentifier
}

/** A new RSA key pair, not active. */
export const createKeyPair = async ({
  client,
  keep,
  name,
}: TourContext): Promise<{ privateKey: UniqueIdentifier; publicKey: UniqueIdentifier }> => {
  const made = await client.createKeyPair({
    commonAttributes: { cryptographicAlgorithm: 'RSA', cryptographicLength: 2048 },
    privateKeyAttributes: { name: name(), cryptographicUsageMask: ['Sign'] },
    publicKeyAttributes: { name: name(), cryptographicUsageMask: ['Verify'] },
  })
  return { privateKey: keep(made.privateKeyUniqueIdentifier), publicKey: keep(made.publicKeyUniqueIdentifier) }
}
