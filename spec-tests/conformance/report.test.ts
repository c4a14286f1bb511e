import { expect } from 'chai'
import { lineOf, summaryOf, totalsOf } from './report.ts'
import type { Outcome } from './run-case.ts'

const outcome = (id: string, status: Outcome['status'], more: Partial<Outcome> = {}): Outcome => ({
  id,
  status,
  mutants: 0,
  survivors: [],
  ...more,
})
const known = new Map([['b', 'Sign is missing']])

describe('report', () => {
  it('has one line a case', () => {
    expect(lineOf(outcome('a', 'ok'), known)).to.equal('ok a')
    expect(lineOf(outcome('b', 'failed', { message: 'x: y' }), known)).to.equal('known b: Sign is missing')
    expect(lineOf(outcome('c', 'failed', { message: 'x: y' }), known)).to.equal('FAIL c: x: y')
    expect(lineOf(outcome('d', 'waived', { message: 'error 1' }), known)).to.equal('waived d: error 1')
  })

  it('is wrong when a listed case passes, as when another fails', () => {
    expect(lineOf(outcome('b', 'ok'), known)).to.contain('FAIL b: passes, but is listed')
    expect(totalsOf([outcome('b', 'ok')], known).right).to.equal(false)
    expect(totalsOf([outcome('c', 'failed')], known).right).to.equal(false)
    expect(totalsOf([outcome('a', 'ok'), outcome('b', 'failed')], known).right).to.equal(true)
  })

  it('is wrong when a mutant survives', () => {
    const totals = totalsOf([outcome('a', 'ok', { mutants: 3, survivors: ['State'] })], known)
    expect(totals.right).to.equal(false)
    expect(summaryOf(totals)).to.deep.equal([
      'FAIL a mutant survives: a State',
      'mutation score 2/3',
      '1 passed, 0 failed, 0 waived',
    ])
  })
})
