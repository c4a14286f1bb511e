import { SealsExhausted } from '../../errors.ts'
import type { KeyChange } from '../../record/key-change.ts'
import type { Keyring } from '../../seal/keyring.ts'
import type { SealLimits } from '../../seal/seal-limits.ts'

export interface SealReservation {
  /** Whether so many seals can follow at once. Reserves more beforehand, so that a commit rarely waits for them. */
  hasRoom(seals: number): boolean
  /** Resolves once more seals are durably counted. @throws SealsExhausted */
  extend(): Promise<void>
  /** Seals no more, and gives back what was reserved and not used. */
  close(): Promise<void>
}

export interface SealReservationOptions {
  readonly keyring: Keyring
  readonly limits: SealLimits
  /** Resolves when the change is durable. */
  readonly commit: (change: KeyChange) => Promise<void>
  /** The current key has sealed so often that it is to be replaced. Called again until it is. */
  readonly onDue: () => void
}

const ignore = (): void => undefined

/**
 * Counts the seals of the current data key durably, many in advance: once a block, and in a transaction with other commits. After a
 * crash the count is too high by a block or two, never too low.
 */
export const createSealReservation = ({ keyring, limits, commit, onDue }: SealReservationOptions): SealReservation => {
  let pending: Promise<void> | undefined

  const reserveBlock = async (): Promise<void> => {
    const { id, used, reserved } = keyring.current
    const next = Math.min(reserved + limits.block, limits.most)
    if (next >= limits.replaceAt) onDue()
    if (next <= reserved) throw new SealsExhausted(id, used)
    await commit({ change: 'reserve seals', dataKey: id, reserved: next })
    keyring.raise(id, next)
  }
  const extend = (): Promise<void> => {
    pending ??= reserveBlock().finally(() => {
      pending = undefined
    })
    return pending
  }

  return {
    hasRoom(seals) {
      const { used, reserved } = keyring.current
      const left = reserved - used - seals
      // A failure is met again when the room is used up.
      if (left < limits.block / 2 && reserved < limits.most) extend().catch(ignore)
      return left >= 0
    },
    extend,
    async close() {
      await pending?.catch(ignore)
      const { id, used, reserved } = keyring.current
      keyring.settle()
      if (used < reserved) await commit({ change: 'return seals', dataKey: id, reserved, used }).catch(ignore)
    },
  }
}
