import { testCommits } from './contract/commits.ts'
import { testCrash } from './contract/crash.ts'
import { testDocuments } from './contract/documents.ts'
import { testFind } from './contract/find.ts'
import type { StoreHarness, StorePlace } from './contract/harness.ts'
import { testAgainstModel } from './contract/model.ts'
import { testNames } from './contract/names.ts'
import type { ObjectStore } from './store.ts'

/** Registers the tests that every object store passes. */
export function testObjectStore(title: string, harness: StoreHarness): void {
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
      testCommits(store, reopen)
    })
    describe('Names', () => {
      beforeEach(fresh)
      testNames(store)
    })
    describe('find', () => {
      beforeEach(fresh)
      testFind(store)
    })
    describe('documents', () => {
      beforeEach(fresh)
      testDocuments(store, reopen)
    })
    describe('against a naive store', () => testAgainstModel(fresh))
    describe('crash', () => {
      beforeEach(async () => {
        place = await harness.createPlace()
      })
      testCrash(() => place)
    })
  })
}
