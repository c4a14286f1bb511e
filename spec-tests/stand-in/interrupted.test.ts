import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { routes } from '../../agent/interface/routes.ts'
import { connect } from '../../client/index.ts'
import { createServer, type KmipServer } from '../../server/index.ts'
import { createMemoryStore } from '../matrix/memory-store.ts'
import { openAgentOnStandIn, toKeyName } from './agent-on-stand-in.ts'
import { createLedger } from './ledger.ts'
import { openStandIn } from './stand-in.ts'

describe('a rotation that stopped after Create', () => {
  let server: KmipServer
  before(() => {
    server = createServer({ store: createMemoryStore() })
  })
  after(() => server.close())

  it('is completed with another key where the server does not tell Names', async () => {
    await using standIn = await openStandIn(server, ['getAttributesRefused'])
    await using agent = await openAgentOnStandIn(standIn, ['local'])
    const ledger = createLedger(agent.call)
    for (let sealed = 0; sealed < 3; sealed++) expect(await ledger.seal('local')).to.equal(undefined)
    const key = toKeyName('local')
    const status = routes['GET /v1/status'].response.parse((await agent.call('GET', '/v1/status')).json)
    const current = status.keys[0]?.uniqueIdentifier

    const { port, ca, cert, key: privateKey } = standIn
    await using client = await connect({ host: 'localhost', port, ca, cert, key: privateKey })
    const attributes = {
      name: `${key}.2`,
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt', 'Decrypt'],
    } as const
    const { uniqueIdentifier } = await client.create({ objectType: 'SymmetricKey', attributes })
    const record = { current, previous: [], rotation: { step: 'create', generation: 2 } }
    await writeFile(join(agent.dataDirectory, `keys/${key}.json`), JSON.stringify(record))
    await agent.restart()

    const rotated = await agent.call('POST', `/v1/keys/${key}/rekey`)
    expect(rotated.status, String(rotated.body)).to.equal(200)
    const { current: next } = routes['POST /v1/keys/{name}/rekey'].response.parse(rotated.json)
    expect(next).not.to.be.oneOf([current, uniqueIdentifier])
    expect(await ledger.seal('local')).to.equal(undefined)
    expect(await ledger.findLost(['local'])).to.deep.equal([])
  })
})
