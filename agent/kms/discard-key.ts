import { type Client, KmipResponseError } from '../../client/index.ts'

/** Active → Deactivated: the key wraps no more. KMIP 1.4 §4.20, 2.1 §6.1.44. */
export const deactivateKey = async (client: Client, uniqueIdentifier: string): Promise<void> => {
  await client.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
}

/** Destroys a key, whatever its State: an Active one must be deactivated before (KMIP 1.4 §4.21, 2.1 §6.1.15). */
export const discardKey = async (client: Client, uniqueIdentifier: string): Promise<void> => {
  try {
    await client.destroy({ uniqueIdentifier })
  } catch (error) {
    if (!(error instanceof KmipResponseError)) throw error
    await deactivateKey(client, uniqueIdentifier)
    await client.destroy({ uniqueIdentifier })
  }
}
