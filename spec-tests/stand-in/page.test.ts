import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { withBehaviours } from './page.ts'

describe('docs/compatibility.md', () => {
  it('lists the behaviours that the agent is tested against', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8')
    expect(page === withBehaviours(page), 'the page is stale; update it with: npm run reference').to.equal(true)
  })

  it('refuses a page without the part', () => {
    expect(() => withBehaviours('# A page')).to.throw('no part between')
  })
})
