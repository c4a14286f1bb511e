import { expect } from 'chai'
import { type Agent, createAgent } from '../../agent/agent.ts'
import { toDataPaths } from '../../agent/configuration/load-agent-config.ts'
import { createDataKeyCache } from '../../agent/data-key-cache.ts'
import { loadConnectOptions } from '../../agent/kms/connect-options.ts'
import { type Kms, openKms } from '../../agent/kms/kms.ts'
import { openKeyStates } from '../../agent/records/key-state.ts'
import { openSecrets, type Secrets } from '../../agent/records/secrets.ts'
import type { Client } from '../../client/index.ts'
import { createKeyedMutex } from '../../concurrency/keyed-mutex.ts'
import { type AgentSite, openAgentSite } from './agent-site.ts'

/** Ends the agent at one of its calls to the KMS: nothing that it asks for later happens. */
interface End {
  /** Calls that are still answered. */
  left: number
  /** The KMS does what it was asked for last, and nobody is told. */
  readonly done: boolean
}

class Killed extends Error {}

const until = (end: End, client: Client): Client =>
  new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return async (...given: unknown[]) => {
        if (end.left-- > 0) return value.apply(target, given)
        if (end.left === -1 && end.done) await value.apply(target, given)
        throw new Killed()
      }
    },
  })

const endingAt = (end: End, kms: Kms): Kms => ({
  use: (work) => kms.use((client) => work(until(end, client))),
  useWithRetry: (work) => kms.useWithRetry((client) => work(until(end, client))),
  [Symbol.asyncDispose]: () => kms[Symbol.asyncDispose](),
})

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

  /** An agent as after a start: over what is on the disk, with nothing in memory. */
  const started = async (key: string, end?: End, changed = (secrets: Secrets) => secrets): Promise<Agent> => {
    const config = await site.config({ keys: { [key]: { name: key, method: 'encrypt', create: true } } })
    const paths = toDataPaths(config.dataDirectory)
    return createAgent({
      config,
      kms: end ? endingAt(end, kms) : kms,
      cache: createDataKeyCache(0, () => performance.now()),
      states: openKeyStates(paths.keys),
      secrets: changed(openSecrets(paths.secrets)),
      mutex: createKeyedMutex(),
    })
  }

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
