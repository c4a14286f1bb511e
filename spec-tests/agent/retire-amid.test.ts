import { expect } from 'chai'
import type { Agent } from '../../agent/agent.ts'
import { loadConnectOptions } from '../../agent/kms/connect-options.ts'
import { type Kms, openKms } from '../../agent/kms/kms.ts'
import type { Secrets } from '../../agent/records/secrets.ts'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { type End, Killed, startOver } from './ended-agent.ts'

describe('retiring key-encryption keys in the midst of something else', function () {
  this.timeout(20_000)
  let site: AgentSite
  let kms: Kms
  before(async () => {
    site = await openAgentSite()
    await site.running[Symbol.asyncDispose]()
    kms = openKms(await loadConnectOptions(await site.config()))
  })
  after(async () => {
    await kms[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  const started = (key: string, end?: End, secrets?: (secrets: Secrets) => Secrets): Promise<Agent> =>
    startOver(site, kms, key, { end, secrets })

  /** Whether it was done in spite of its end. */
  const retiredBut = async (key: string, end: End): Promise<boolean> => {
    const agent = await started(key)
    const { plaintext, wrapped } = await agent.createDataKey(key)
    await agent.writeSecret(key, key, Buffer.from(key), false)
    await agent.rekey(key)
    await agent.rekey(key)
    const outcome = await (await started(key, end)).retire(key, {}).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(outcome).to.be.instanceOf(Killed)
    const next = await started(key)
    expect(Buffer.from(await next.unwrap(key, wrapped)).equals(Buffer.from(plaintext)), key).to.equal(true)
    const { retired, already } = await next.retire(key, {})
    const { current, previous } = await next.readKeyState(key)
    expect(previous).to.have.length(2)
    expect([...retired, ...already], key).to.have.members([...previous])
    const states = (await next.listKeyUses(key)).map(({ uniqueIdentifier, state }) => [uniqueIdentifier, state])
    expect(states, key).to.deep.equal([
      [current, 'Active'],
      ...previous.map((uniqueIdentifier) => [uniqueIdentifier, 'Deactivated']),
    ])
    expect(await next.retire(key, {}), key).to.deep.equal({ retired: [], already: [...previous] })
    expect((await next.readSecret(key)).toString()).to.equal(key)
    expect(Buffer.from(await next.unwrap(key, wrapped)).equals(Buffer.from(plaintext)), key).to.equal(true)
    return !(outcome instanceof Error)
  }

  for (const done of [false, true])
    it(`cut short at each call to the KMS, ${done ? 'after' : 'before'} the KMS has done it: the next run completes it`, async () => {
      let left = 0
      while (!(await retiredBut(`${done}-${left}`, { left, done }))) left++
      // States of three keys, the trial with a fourth, and two that become Deactivated.
      expect(left).to.be.above(10)
    })

  it('a secret that is written while its key is rotated needs no old key afterwards', async () => {
    const [reached, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = (secrets: Secrets): Secrets => ({
      ...secrets,
      async put(name, envelope, replace) {
        if (!replace) {
          reached.resolve()
          await release.promise
        }
        return secrets.put(name, envelope, replace)
      },
    })
    const agent = await started('slow', undefined, slow)
    const written = agent.writeSecret('slow', 'slow', Buffer.from('value'), false)
    await reached.promise
    const rotated = agent.rekey('slow')
    await Promise.race([rotated, new Promise((resolve) => setTimeout(resolve, 500))])
    release.resolve()
    await Promise.all([written, rotated])
    const needed = (await agent.listKeyUses('slow')).map(({ current, secrets }) => ({ current, secrets }))
    expect(needed).to.deep.equal([
      { current: true, secrets: ['slow'] },
      { current: false, secrets: [] },
    ])
  })
})
