import { commitContract } from './contract/commits.ts'
import { crashContract } from './contract/crash.ts'
import { documentContract } from './contract/documents.ts'
import { findContract } from './contract/find.ts'
import type { StoreHarness, StorePlace } from './contract/harness.ts'
import { modelContract } from './contract/model.ts'
import { nameContract } from './contract/names.ts'
import type { ObjectStore } from './store.ts'

/** Registers the tests that every object store passes. */
export function objectStoreContract(title: string, harness: StoreHarness): void {
  describe(title, () => {
    let place: StorePlace
    let current: ObjectStore | undefined
    const store = () => current!
    const close = async () => {
      await current?.close()
      current = undefined
    }
    const reopen = async () => {
      await close()
      current = await place.open()
    }
    const clear = async () => {
      await close()
      await place?.remove()
    }
    const fresh = async () => {
      await clear()
      place = await harness.createPlace()
      current = await place.open()
      return { store, reopen }
    }
    afterEach(clear)

    describe('commit', () => {
      beforeEach(fresh)
      commitContract(store, reopen)
    })
    describe('Names', () => {
      beforeEach(fresh)
      nameContract(store)
    })
    describe('find', () => {
      beforeEach(fresh)
      findContract(store)
    })
    describe('documents', () => {
      beforeEach(fresh)
      documentContract(store, reopen)
    })
    describe('against a naive store', () => modelContract(fresh))
    describe('crash', () => {
      beforeEach(async () => {
        place = await harness.createPlace()
      })
      crashContract(() => place)
    })
  })
}
