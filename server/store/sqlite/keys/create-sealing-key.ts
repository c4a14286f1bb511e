import type { KeyChange } from '../../record/key-change.ts'
import { createDataKey } from '../../seal/data-keys.ts'
import type { SealingKey } from '../../seal/keyring.ts'
import type { MasterKey } from '../../seal/master-key.ts'

/** A data key, and the change that puts it into the store. */
export interface NewSealingKey {
  readonly key: SealingKey
  readonly change: KeyChange
}

export interface SealingKeyOptions {
  readonly id: number
  /** Seals that are counted in advance. */
  readonly reserved: number
  readonly masterKeys: readonly MasterKey[]
  readonly random: (size: number) => Uint8Array
  readonly now: () => Date
}

/** Generates a data key that seals. It is used once its change is durable. */
export const createSealingKey = async (options: SealingKeyOptions): Promise<NewSealingKey> => {
  const { id, reserved, masterKeys, random, now } = options
  const { bytes, wrapped } = await createDataKey(id, 'seal', masterKeys, random)
  return {
    key: { id, bytes, used: 0, reserved },
    change: { change: 'add data key', dataKey: id, wrapped, sealing: { since: now().getTime(), reserved } },
  }
}
