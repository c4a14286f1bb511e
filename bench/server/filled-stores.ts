import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Filled, fill } from './fill-store.ts'

/** Data directories by the number of keys in them, each filled when it is first asked for. */
export interface Stores extends AsyncDisposable {
  with(count: number): Promise<Filled>
}

export const openStores = async (): Promise<Stores> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-stores-'))
  const made = new Map<number, Promise<Filled>>()
  return {
    with(count) {
      const known = made.get(count) ?? fill(join(folder, String(count)), count)
      made.set(count, known)
      return known
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
