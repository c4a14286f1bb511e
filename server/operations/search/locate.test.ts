import { expect } from 'chai'
import type { KmipError, LocateRequest } from '../../../codec/index.ts'
import type { AnyHandler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import type { FindQuery } from '../../store/store.ts'
import { locate } from './locate.ts'

/** What the store was asked for, or the error. */
const asked = async (request: LocateRequest): Promise<Omit<FindQuery, 'owner'> | KmipError> => {
  let query: Omit<FindQuery, 'owner'> = {}
  const scope = {
    find(given: typeof query) {
      query = given
      return { uniqueIdentifiers: [], total: 0 }
    },
  } as unknown as Scope
  try {
    await (locate as AnyHandler).run(request as never, scope, undefined as never)
    return query
  } catch (error) {
    return error as KmipError
  }
}

describe('Locate', () => {
  it('pages as it is told', async () => {
    expect(await asked({ maximumItems: 2, offsetItems: 3 })).to.include({ maximumItems: 2, offsetItems: 3 })
    expect(await asked({ maximumItems: 0, offsetItems: 0 })).to.include({ maximumItems: 0, offsetItems: 0 })
  })

  it('names its limit of attributes', async () => {
    const attributes = (count: number): LocateRequest['attributes'] =>
      Array.from({ length: count }, (_, i) => ({ attribute: 'ObjectGroup' as const, index: i, value: `group ${i}` }))
    expect(await asked({ attributes: attributes(256) }))
      .to.have.property('attributes')
      .with.length(256)
    const error = await asked({ attributes: attributes(257) })
    expect(error).to.include({ reason: 'InvalidField' })
    expect((error as KmipError).message).to.equal('Locate takes at most 256 attributes, and this request has 257.')
  })

  // SQLite takes a negative limit for none.
  it('refuses negative counts', async () => {
    for (const request of [{ maximumItems: -1 }, { offsetItems: -1 }, { maximumItems: 5, offsetItems: -(2 ** 31) }])
      expect(await asked(request), JSON.stringify(request)).to.include({ reason: 'InvalidField' })
  })
})
