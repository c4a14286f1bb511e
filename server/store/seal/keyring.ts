import { createSecretKey, type KeyObject } from 'node:crypto'
import { SealsExhausted } from '../errors.ts'

/** A data key that seals, and the count of its seals. */
export interface SealingKey {
  readonly id: number
  readonly bytes: Uint8Array
  /** Seals counted so far: never fewer than there were. */
  readonly used: number
  /** Seals that the store has durably counted in advance; the key seals no more often. */
  readonly reserved: number
}

/** The data keys that open what is in the store. One of them, the current one, seals, and each seal is counted before it happens. */
export interface Keyring {
  /** The key that seals from now on. */
  readonly current: Pick<SealingKey, 'id' | 'used' | 'reserved'>
  readonly ids: readonly number[]
  find(id: number): KeyObject | undefined
  /** Counts a seal of the current key. @throws SealsExhausted */
  take(): { readonly id: number; readonly key: KeyObject }
  /** The store has durably counted more seals of this key in advance. */
  raise(id: number, reserved: number): void
  /** Seals no more than up to now. */
  settle(): void
  /** Adds a key, which seals from now on. */
  use(key: SealingKey): void
  /** Forgets a key that seals nothing in the store any more. */
  remove(id: number): void
}

/** @param keys - at least one; the last one is current */
export function createKeyring(keys: readonly SealingKey[]): Keyring {
  const known = new Map<number, KeyObject>()
  let id = 0
  let used = 0
  let reserved = 0
  let sealing: KeyObject | undefined
  const use = (key: SealingKey): void => {
    sealing = createSecretKey(key.bytes)
    known.set(key.id, sealing)
    id = key.id
    used = key.used
    reserved = key.reserved
  }
  for (const key of keys) use(key)
  return {
    get current() {
      return { id, used, reserved }
    },
    get ids() {
      return [...known.keys()]
    },
    find: (wanted) => known.get(wanted),
    take() {
      if (!sealing || used >= reserved) throw new SealsExhausted(id, used)
      used++
      return { id, key: sealing }
    },
    raise(raised, to) {
      if (raised === id && to > reserved) reserved = to
    },
    settle() {
      reserved = used
    },
    use,
    remove: (removed) => void known.delete(removed),
  }
}
