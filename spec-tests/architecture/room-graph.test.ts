import { expect } from 'chai'
import { groupByFolder, reduceTransitively, selectFolder } from './room-graph.ts'

const toGraph = (arrows: Readonly<Record<string, string[]>>) =>
  new Map(Object.entries(arrows).map(([from, to]) => [from, new Set(to)]))

describe('graph of the rooms', () => {
  it('leaves out what follows from other arrows, however long the way', () => {
    const reduced = reduceTransitively(toGraph({ a: ['b', 'c', 'd'], b: ['c'], c: ['d'], d: [] }))
    expect(reduced).to.deep.equal(toGraph({ a: ['b'], b: ['c'], c: ['d'], d: [] }))
  })

  it('keeps two ways to the same room', () => {
    const diamond = toGraph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })
    expect(reduceTransitively(diamond)).to.deep.equal(diamond)
  })

  it('shows the folders at the top, or the rooms of one', () => {
    const rooms = toGraph({
      server: ['server/store'],
      'server/store': ['codec'],
      codec: ['codec/wire'],
      'codec/wire': [],
    })
    expect(groupByFolder(rooms)).to.deep.equal(toGraph({ server: ['codec'], codec: [] }))
    expect(selectFolder(rooms, 'server')).to.deep.equal(toGraph({ server: ['server/store'], 'server/store': [] }))
  })
})
