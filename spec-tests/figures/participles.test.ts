import { expect } from 'chai'
import { findParticiples, startsWithParticiple } from './participles.ts'

describe('findParticiples', () => {
  it('knows participles from verbs', () => {
    const names = [
      'settled',
      'keptType',
      'unknown',
      'rewritten',
      'withheld',
      'readKey',
      'need',
      'seed',
      'setState',
      'isHeld',
    ]
    expect(names.filter(startsWithParticiple)).to.deep.equal([
      'settled',
      'keptType',
      'unknown',
      'rewritten',
      'withheld',
    ])
  })

  it('finds functions, at any depth, not values', () => {
    const text = `export const settled = () => {
  function held() {}
  return held
}
const wrapped = wrap(settled)
`
    expect(findParticiples({ file: 'x.ts', text })).to.deep.equal(['x.ts:1: settled', 'x.ts:2: held'])
  })
})
