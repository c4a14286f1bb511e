import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FilledStore, fillStore } from './fill-store.ts'

/** Data directories of several sizes, each filled on first use. */
export interface FilledStores extends AsyncDisposable {
  get(objects: number): Promise<FilledStore>
}

export const createFilledStores = async (): Promise<FilledStores> => {
  const folder = await mkdtemp(join(tmpdir(), 'kmip-stores-'))
  const stores = new Map<number, Promise<FilledStore>>()
  return {
    get(objects) {
      const store = stores.get(objects) ?? fillStore(join(folder, String(objects)), objects)
      stores.set(objects, store)
      return store
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}
