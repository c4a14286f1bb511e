import { expect } from 'chai'
import { findCasts } from './casts.ts'

describe('findCasts', () => {
  const find = (text: string) => findCasts({ file: 'x.ts', text })

  it('finds assertions, not `as const`, renames, comments or strings', () => {
    const text = `import { a as b } from './a.ts'
// x as A
export const c = ['as B'] as const
export const d = b as D
`
    expect(find(text)).to.deep.equal([{ place: 'x.ts:4: as D', isForced: false }])
  })

  it('counts a cast by way of unknown once, and marks it', () => {
    expect(find('f(x as unknown as Y)')).to.deep.equal([{ place: 'x.ts:1: as Y', isForced: true }])
    expect(find('f(x as never)')).to.deep.equal([{ place: 'x.ts:1: as never', isForced: true }])
  })

  it('finds a cast within the value of another', () => {
    expect(find('(f(x as A) as B)').map(({ place }) => place)).to.have.members(['x.ts:1: as A', 'x.ts:1: as B'])
  })
})
