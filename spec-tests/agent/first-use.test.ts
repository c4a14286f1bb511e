import { expect } from 'chai'
import { AgentError } from '../../agent/interface/agent-error.ts'
import { loadConnectOptions } from '../../agent/kms/connect-options.ts'
import { type Kms, openKms } from '../../agent/kms/kms.ts'
import type { Client } from '../../client/index.ts'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { startOver } from './ended-agent.ts'

/** Ignores Key Wrap Type in Get, as Cosmian's server does in KMIP 1.4. */
const returnWrapped = (client: Client): Client =>
  new Proxy(client, {
    get(target, name) {
      if (name !== 'get') return Reflect.get(target, name, target)
      return (request: Parameters<Client['get']>[0]) => target.get({ ...request, keyWrapType: undefined })
    },
  })

describe('the first use of a key-encryption key', () => {
  let site: AgentSite
  let kms: Kms
  before(async () => {
    site = await openAgentSite()
    kms = openKms(await loadConnectOptions(await site.config()))
  })
  after(async () => {
    await kms[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  it('seals nothing with a KMS that wraps and does not unwrap', async () => {
    const oneWay: Kms = {
      ...kms,
      use: (work) => kms.use((client) => work(returnWrapped(client))),
      useWithRetry: (work) => kms.useWithRetry((client) => work(returnWrapped(client))),
    }
    const agent = await startOver(site, oneWay, 'one-way', { method: 'keyWrap' })
    for (const seal of [
      () => agent.createDataKey('one-way'),
      () => agent.writeSecret('one-way', 'lost', Buffer.from('x'), false),
    ]) {
      const error: unknown = await seal().catch((reason: unknown) => reason)
      expect(error).to.be.instanceOf(AgentError)
      const { code, message, hint } = error as AgentError
      const { current } = await agent.readKeyState('one-way')
      expect(code).to.equal('kmsRefused')
      expect(message).to.include(`localhost:${site.server.port}`).and.include(`The key one-way needs ${current}`)
      expect(message).to.include('Nothing was sealed.')
      expect(hint).to.include('method').and.include('[keys.one-way]')
    }
    expect(await agent.listSecrets()).to.deep.equal([])
  })

  it('tries each key once, and a new key again', async () => {
    const agent = await startOver(site, kms, 'tried')
    const countUnwraps = async (work: () => Promise<unknown>): Promise<number> => {
      const before = site.server.done.length
      await work()
      return site.server.done.slice(before).filter(({ operation }) => operation === 'Decrypt').length
    }
    const seal = () => agent.createDataKey('tried')
    expect(await countUnwraps(seal)).to.equal(1)
    expect(await countUnwraps(seal)).to.equal(0)
    await agent.rekey('tried')
    expect(await countUnwraps(seal)).to.equal(1)
  })
})
