import { expect } from 'chai'
import { document } from '../../contract/documents.ts'
import { commitNew } from '../../contract/samples.ts'
import { useTestStore } from '../../contract/sqlite-harness.ts'
import type { KeyChange } from '../../record/key-change.ts'
import { SEAL_HEADER } from '../../seal/seal.ts'
import { createKeyWriter } from './key-writer.ts'

describe('a row that is sealed again', () => {
  const test = useTestStore()
  const sealed = Buffer.alloc(SEAL_HEADER)

  it('is left alone if it was changed, deleted or replaced since it was read', async () => {
    const object = await commitNew(test.store)
    await test.store.commit([], [], [{ kind: 'create', document: document('a') }])
    const letters = test.store.documents({ kind: 'letter' })
    await test.edit((db) => {
      const header = (table: string, column: string) =>
        db.prepare(`SELECT substr(${column}, 1, ${SEAL_HEADER}) AS header FROM ${table}`).get()?.header as Uint8Array
      const write = createKeyWriter(db, () => undefined)
      const attempt = (before: Extract<KeyChange, { change: 'reseal object' }>['before'], of: 'object' | 'document') =>
        write(
          of === 'object'
            ? { change: 'reseal object', before, attributes: sealed, object: sealed }
            : { change: 'reseal document', before, sealed },
        )
      for (const [of, current] of [
        ['object', header('object', 'attributes')],
        ['document', header('document', 'sealed')],
      ] as const) {
        attempt({ row: 1, revision: 2, header: current }, of)
        attempt({ row: 1, revision: 1, header: sealed }, of)
        attempt({ row: 2, revision: 1, header: current }, of)
      }
    })
    expect(test.store.get(object.uniqueIdentifier)).to.deep.equal(object)
    expect(test.store.documents({ kind: 'letter' })).to.deep.equal(letters)
  })
})
