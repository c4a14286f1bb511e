import { expect } from 'chai'
import { createServer, type KmipServer } from '../../server/index.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import { behaviourNames } from './behaviours.ts'
import { exerciseAgent } from './exercise.ts'

describe('the agent on servers of other vendors', function () {
  this.timeout(60_000)
  const store = createMemoryStore()
  let server: KmipServer
  before(() => {
    server = createServer({ store })
  })
  beforeEach(() => store.empty())
  after(() => server.close())

  it('on a server without any of these behaviours', async () => {
    expect(await exerciseAgent(server, [])).to.deep.equal([])
  })

  for (const name of behaviourNames)
    it(name, async () => {
      expect(await exerciseAgent(server, [name])).to.deep.equal([])
    })
})
