import { randomBytes } from 'node:crypto'
import type { Client } from '../../client/index.ts'

export interface RegisteredKey {
  readonly uniqueIdentifier: string
  /** The key, in hexadecimal digits. */
  readonly digits: string
}

/** Registers a new 256-bit AES key. */
export const registerKey = async (client: Client): Promise<RegisteredKey> => {
  const keyMaterial = randomBytes(32)
  const keyBlock = {
    keyFormatType: 'Raw',
    keyValue: { keyMaterial },
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
  } as const
  const { uniqueIdentifier } = await client.register({
    objectType: 'SymmetricKey',
    attributes: { cryptographicUsageMask: ['Encrypt', 'Decrypt'] },
    object: { symmetricKey: { keyBlock } },
  })
  return { uniqueIdentifier: String(uniqueIdentifier), digits: keyMaterial.toString('hex') }
}
