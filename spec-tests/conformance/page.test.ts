import { expect } from 'chai'
import { formatConformancePage } from './page.ts'
import type { Outcome } from './run-case.ts'

const outcome = (id: string, status: Outcome['status'], message?: string): Outcome => ({
  ...{ id, status, mutants: 0, survivors: [] },
  ...(message !== undefined && { message }),
})

describe('conformancePage', () => {
  it('counts by version, and says why a case does not pass', () => {
    const outcomes = [
      outcome('v1.4/A-14', 'ok'),
      outcome('v1.4/B-14', 'failed', 'ResponseMessage[1]: is missing'),
      outcome('v2.1/A-21', 'waived', 'error 4: a | b'),
    ]
    const lines = formatConformancePage(outcomes, new Map([['v1.4/B-14', 'not implemented']])).split('\n')
    expect(lines).to.include.members([
      '| [1.4](#kmip-14) | 2 | 1 | 0 | 1 |',
      '| [2.1](#kmip-21) | 1 | 0 | 1 | 0 |',
      '| all | 3 | 1 | 1 | 1 |',
      '| A-14 | passes |  |',
      '| B-14 | fails | not implemented |',
      '| A-21 | passes but for a published error | error 4: a \\| b |',
    ])
  })
})
