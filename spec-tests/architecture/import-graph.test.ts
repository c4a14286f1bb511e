import { expect } from 'chai'
import { readImports } from './import-graph.ts'

describe('readImports', () => {
  it('finds every kind of import from the repository, and no package', () => {
    const source = `import { join } from 'node:path'
import type { A } from './a.ts'
import {
  b,
} from '../b.ts'
import './c.ts'
export * from './d.ts'
const e = await import('./e.ts')
`
    expect(readImports('server/x.ts', source)).to.deep.equal([
      { kind: 'import', to: 'server/a.ts' },
      { kind: 'import', to: 'b.ts' },
      { kind: 'export', to: 'server/d.ts' },
      { kind: 'import', to: 'server/c.ts' },
      { kind: 'lazy', to: 'server/e.ts' },
    ])
  })
})
