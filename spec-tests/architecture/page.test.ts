import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { readImportGraph } from './import-graph.ts'
import { drawGraph, withRooms } from './page.ts'
import { readRoomGraph } from './room-graph.ts'
import { productFolders } from './rooms.ts'

const root = join(import.meta.dirname, '../..')

describe('docs/architecture.md', () => {
  it('shows the rooms and imports as they are', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    const graph = readRoomGraph(readImportGraph(root, productFolders))
    expect(page === withRooms(page, graph), 'the page is stale; update it with: npm run reference').to.equal(true)
  })

  it('draws an arrow for an import', () => {
    const graph = new Map([
      ['server', new Set(['server/store'])],
      ['server/store', new Set<string>()],
    ])
    expect(drawGraph(graph).split('\n')).to.deep.equal([
      '```mermaid',
      'flowchart TD',
      '  server["server/"]',
      '  server-store["store"]',
      '  server --> server-store',
      '```',
    ])
  })
})
