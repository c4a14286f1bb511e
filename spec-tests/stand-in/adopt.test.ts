import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { routes } from '../../agent/interface/routes.ts'
import { connect } from '../../client/index.ts'
import { createServer, type KmipServer } from '../../server/index.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import { openAgentOnStandIn, toKeyName } from './agent-on-stand-in.ts'
import { methods } from './behaviour.ts'
import { createLedger } from './ledger.ts'
import { openStandIn } from './stand-in.ts'

/**
 * What the agent of version 0.1 left behind on such a server: Re-key was sent and had deactivated the key, the answer was not
 * understood, and the record still names the old key.
 */
describe('an agent whose key the server has deactivated', () => {
  let server: KmipServer
  before(() => {
    server = createServer({ store: createMemoryStore() })
  })
  after(() => server.close())

  for (const method of methods)
    it(`seals again after it has adopted the new key (${method})`, async () => {
      await using standIn = await openStandIn(server, ['reKeyDeactivates', 'deactivatedNotReturned'])
      await using agent = await openAgentOnStandIn(standIn, [method])
      const ledger = createLedger(agent.call)
      const key = toKeyName(method)
      for (let sealed = 0; sealed < 3; sealed++) expect(await ledger.seal(method)).to.equal(undefined)

      const uses = await agent.call('GET', `/v1/keys/${key}/uses`)
      const [use] = routes['GET /v1/keys/{name}/uses'].response.parse(uses.json).uses
      const old = use?.uniqueIdentifier ?? ''
      const { port, ca, cert, key: privateKey } = standIn
      await using client = await connect({ host: 'localhost', port, ca, cert, key: privateKey })
      const { uniqueIdentifier } = await client.reKey({ uniqueIdentifier: old })
      const record = { current: old, previous: [], rekeying: old }
      await writeFile(join(agent.dataDirectory, `keys/${key}.json`), JSON.stringify(record))
      await agent.restart()

      const refused = await agent.call('POST', `/v1/keys/${key}/data-key`)
      expect(refused.status, String(refused.body)).to.equal(502)
      expect(String(refused.body)).to.include(key).and.include(`localhost:${port}`).and.include('kmip doctor')

      const adopted = await agent.call('POST', `/v1/keys/${key}/adopt`, { uniqueIdentifier })
      expect(adopted.status, String(adopted.body)).to.equal(200)
      expect(await ledger.seal(method), 'seals').to.equal(undefined)
      const lost = await ledger.findLost([method])
      // Only Decrypt still works with the old key there: what the other methods sealed with it, the server keeps to itself.
      expect(lost.length, lost.join('\n')).to.equal(method === 'encrypt' ? 0 : 3)
      const state = await agent.call('GET', `/v1/keys/${key}/uses`)
      const [current] = routes['GET /v1/keys/{name}/uses'].response.parse(state.json).uses
      expect(current).to.include({ uniqueIdentifier, current: true, state: 'Active' })
    })
})
