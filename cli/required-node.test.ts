import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describeOldNode, requiredNode } from './required-node.ts'

describe('required Node.js', () => {
  it('is what package.json requires', () => {
    const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
    expect(engines).to.deep.equal({ node: `>=${requiredNode}` })
  })

  it('is described to an older one in one sentence', () => {
    for (const old of ['18.20.8', '20.20.2', '22.22.0', '24.14.9'])
      expect(describeOldNode(old)).to.equal(`Node.js 24.15 or later is required; this is Node.js ${old}.`)
    for (const recent of ['24.15.0', '24.16.1', '25.0.0', '26.10.0', process.versions.node])
      expect(describeOldNode(recent)).to.equal(undefined)
  })
})
