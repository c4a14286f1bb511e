import type { Stage } from './stage.ts'

/** A key of the KMS, as a data key in the vault names it. */
export interface MasterKey {
  readonly keyId: string
  readonly delegated?: boolean
}

/** A data key in the vault. */
export interface DataKey {
  readonly key: string
  readonly master: MasterKey
}

/** Keys that wrap data keys where the driver is, which fetches them, or in the KMS. */
export interface Kind {
  readonly name: string
  /** The master key options that give the driver a key of this kind. */
  readonly given: { readonly delegated?: true }
  /** What a new master key is. */
  readonly objectType: string
  readonly bits: number
  /** What it asks the KMS for, and in which version: a new master key, wrapping a data key, unwrapping it. */
  readonly create: readonly string[]
  readonly wrap: string
  readonly unwrap: string
}

export const fetched: Kind = {
  name: 'keys that the driver fetches',
  given: {},
  objectType: 'SecretData',
  bits: 768,
  create: ['1.0 Register', '1.0 Activate'],
  wrap: '1.0 Get',
  unwrap: '1.0 Get',
}

export const delegated: Kind = {
  name: 'delegated keys',
  given: { delegated: true },
  objectType: 'SymmetricKey',
  bits: 256,
  create: ['1.2 Create', '1.0 Activate'],
  wrap: '1.2 Encrypt',
  unwrap: '1.2 Decrypt',
}

/** What an application encrypts. */
export const secret = 'the-marker-that-nobody-else-may-read'

/** What the driver is asked for, in short. */
export const commandsOf = ({ driver }: Pick<Stage, 'driver'>, { given }: Kind) => ({
  createDataKey: (name: string, masterKey: object = {}): Promise<DataKey> =>
    driver.ask({ do: 'create_data_key', name, master_key: { ...given, ...masterKey } }),
  encrypt: (key: string, algorithm: 'random' | 'deterministic' = 'random'): Promise<string> =>
    driver.ask({ do: 'encrypt', key, value: secret, algorithm }),
  decrypt: (value: string, seconds?: number): Promise<unknown> =>
    driver.ask({ do: 'decrypt', value, ...(seconds !== undefined && { seconds }) }),
  rewrap: (keys: readonly string[], masterKey: object): Promise<{ modified: number; masters: MasterKey[] }> =>
    driver.ask({ do: 'rewrap', keys, master_key: masterKey }),
})

/** What the driver says when it fails. */
export const failure = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('it did not fail')
}
