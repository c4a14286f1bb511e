import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Agent } from '../../agent/agent.ts'
import { toDataPaths } from '../../agent/configuration/load-agent-config.ts'
import { AgentError } from '../../agent/interface/agent-error.ts'
import { loadConnectOptions } from '../../agent/kms/connect-options.ts'
import { type Kms, openKms } from '../../agent/kms/kms.ts'
import { type Client, connect } from '../../client/index.ts'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { type End, Killed, type StartOptions, startOver } from './ended-agent.ts'
import { environment, runCommand } from './run-command.ts'

describe('rotating key-encryption keys', function () {
  this.timeout(60_000)
  let site: AgentSite
  let kms: Kms
  let client: Client
  before(async () => {
    site = await openAgentSite()
    await site.running[Symbol.asyncDispose]()
    const options = await loadConnectOptions(await site.config())
    kms = openKms(options)
    client = await connect(options)
  })
  after(async () => {
    await client.close()
    await kms[Symbol.asyncDispose]()
    await site[Symbol.asyncDispose]()
  })

  const start = (key: string, options?: StartOptions): Promise<Agent> => startOver(site, kms, key, options)
  const refusal = async (work: Promise<unknown>): Promise<AgentError> => {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error instanceof AgentError) return error
    throw error ?? new Error('not refused')
  }
  /** Something sealed outside the agent's records. */
  const sealToken = async (agent: Agent, key: string) => {
    const { plaintext, wrapped } = await agent.createDataKey(key)
    return async (later: Agent) =>
      expect(Buffer.from(await later.unwrap(key, wrapped)).equals(Buffer.from(plaintext)), key).to.equal(true)
  }
  const nameOf = async (uniqueIdentifier: string): Promise<string | undefined> => {
    const { attributes = [] } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['Name'] })
    return attributes.flatMap((each) => (each.attribute === 'Name' ? [each.value.nameValue] : []))[0]
  }

  it('creates a key and never sends Re-key; the old key stays Active', async () => {
    const agent = await start('plain')
    const opens = await sealToken(agent, 'plain')
    const { current: old } = await agent.readKeyState('plain')
    const asked = site.server.done.length
    const { current, previous } = await agent.rekey('plain')
    const operations = site.server.done.slice(asked).map(({ operation }) => operation)
    expect(operations.slice(0, 5)).to.deep.equal(['Locate', 'Create', 'GetAttributes', 'Activate', 'Encrypt'])
    expect(previous).to.deep.equal([old])
    expect([await nameOf(old), await nameOf(current)]).to.deep.equal(['plain', 'plain.2'])
    expect((await agent.listKeyUses('plain')).map(({ state }) => state)).to.deep.equal(['Active', 'Active'])
    expect(site.server.done.map(({ operation }) => operation)).not.to.include('ReKey')
    await opens(agent)
  })

  /** Whether the rotation ended well in spite of its end. Whatever happened, all that was sealed opens, and more can be sealed. */
  const rotateUntil = async (key: string, options: StartOptions): Promise<boolean> => {
    const agent = await start(key)
    const opens = await sealToken(agent, key)
    for (const name of ['one', 'two']) await agent.writeSecret(key, `${key}-${name}`, Buffer.from(name), false)
    const outcome = await (await start(key, options)).rekey(key).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(outcome).to.be.instanceOf(Killed)
    const next = await start(key)
    const expectSecrets = async (reader: Agent): Promise<void> => {
      for (const name of ['one', 'two'])
        expect((await reader.readSecret(`${key}-${name}`)).toString(), key).to.equal(name)
    }
    await opens(next)
    await expectSecrets(next)
    const opensLater = await sealToken(next, key)
    const { current } = await next.rekey(key)
    const uses = await next.listKeyUses(key)
    expect(uses[0], key).to.deep.include({ uniqueIdentifier: current, current: true, state: 'Active' })
    expect(uses[0]?.secrets, key).to.deep.equal([`${key}-one`, `${key}-two`])
    for (const { state, secrets } of uses.slice(1)) expect([state, secrets]).to.deep.equal(['Active', []])
    await opens(next)
    await opensLater(next)
    await expectSecrets(next)
    for (const name of ['one', 'two']) await next.deleteSecret(`${key}-${name}`)
    return !(outcome instanceof Error)
  }

  for (const done of [false, true])
    for (const at of ['end', 'endOfWrites'] as const)
      it(`cut short at each ${at === 'end' ? 'call to the KMS' : 'write to the disk'}, ${done ? 'after' : 'before'} it: nothing is lost`, async () => {
        let left = 0
        while (!(await rotateUntil(`${at}-${done}-${left}`, { [at]: { left, done } satisfies End }))) left++
        // Of the KMS: Locate, Create, its State, Activate, the trial, two secrets; of the disk: three states, two secrets, the last state.
        expect(left).to.be.at.least(at === 'end' ? 10 : 6)
      })

  it('undo gives up a rotation whose key is not in use; there is a command for every other case', async () => {
    const agent = await start('undone')
    const { current } = await agent.readKeyState('undone')
    const none = await refusal(agent.rekey('undone', { undo: true }))
    expect([none.code, none.hint]).to.deep.equal([
      'notFound',
      'Return to an older key: kmip agent adopt undone IDENTIFIER',
    ])
    // Locate, Create, State, Activate: then the trial.
    await (await start('undone', { end: { left: 5, done: false } })).rekey('undone').catch(() => undefined)
    const before = await agent.readKeyState('undone')
    expect(before.rotation?.step).to.equal('prove')
    expect((await refusal(agent.retire('undone', {}))).hint).to.include('kmip agent rekey undone')
    const { abandoned, current: after } = await agent.rekey('undone', { undo: true })
    expect(after).to.equal(current)
    expect(await nameOf(String(abandoned))).to.equal('undone.2')
    const next = await agent.rekey('undone')
    expect(await nameOf(next.current)).to.equal('undone.3')
    const back = await refusal(agent.rekey('undone', { undo: true }))
    expect(back.hint).to.equal(`Return to an older key: kmip agent adopt undone ${current}`)
    expect((await agent.adopt('undone', current)).current).to.equal(current)
    expect((await agent.readKeyState('undone')).previous).to.deep.equal([next.current])
  })

  it('a key that the KMS lost: says what does not open, and adopt gets the agent to seal again', async () => {
    const agent = await start('lost')
    await agent.writeSecret('lost', 'lost-secret', Buffer.from('x'), false)
    const { current: old } = await agent.readKeyState('lost')
    await client.revoke({ uniqueIdentifier: old, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
    await client.destroy({ uniqueIdentifier: old })
    const sealing = await refusal(agent.createDataKey('lost'))
    expect(sealing.message).to.include(`localhost:${site.server.port}`).and.include(`The key lost needs ${old}`)
    expect(sealing.hint).to.include('kmip doctor')
    const rotating = await refusal(agent.rekey('lost'))
    expect(rotating.message)
      .to.include(`lost-secret (needs ${old})`)
      .and.include(`${old} stays its key, and everything sealed stays as it is`)
      .and.include(`localhost:${site.server.port}`)
    const [, successor = ''] = /kmip agent adopt lost (\S+)/.exec(rotating.hint ?? '') ?? []
    expect(await nameOf(successor)).to.equal('lost.2')
    expect(rotating.hint).to.include('kmip agent rekey lost --undo')
    const { current, unopened } = await agent.adopt('lost', successor)
    expect(current).to.equal(successor)
    expect(unopened.map(({ name, uniqueIdentifier }) => [name, uniqueIdentifier])).to.deep.equal([['lost-secret', old]])
    await (await sealToken(agent, 'lost'))(agent)
    await agent.deleteSecret('lost-secret')
  })

  it('adopt refuses what is no working key, and changes nothing', async () => {
    const agent = await start('kept')
    const before = await agent.readKeyState('kept')
    const { uniqueIdentifier } = await client.create({
      objectType: 'SymmetricKey',
      attributes: { cryptographicAlgorithm: 'AES', cryptographicLength: 256, cryptographicUsageMask: ['WrapKey'] },
    })
    for (const each of [String(uniqueIdentifier), 'absent']) {
      const error = await refusal(agent.adopt('kept', each))
      expect(error.message).to.include(`kept cannot use ${each}. Nothing was changed.`)
      expect(error.hint).to.be.a('string')
    }
    expect(await agent.readKeyState('kept')).to.deep.equal(before)
  })

  it('opens what another agent with the same key sealed after its own rotation', async () => {
    const [here, elsewhere] = [await start('shared'), await mkdtemp(join(site.folder, 'elsewhere-'))]
    for (const path of Object.values(toDataPaths(elsewhere))) await mkdir(path)
    const opensHere = await sealToken(here, 'shared')
    const there = await start('shared', { dataDirectory: elsewhere })
    await opensHere(there)
    await there.rekey('shared')
    const opensThere = await sealToken(there, 'shared')
    await opensThere(here)
    await here.rekey('shared')
    expect(await nameOf((await here.readKeyState('shared')).current)).to.equal('shared.3')
    await opensThere(here)
    await (await sealToken(here, 'shared'))(there)
  })

  it('the doctor names the way out of a rotation by Re-key that stopped: the KMS had deactivated the old key', async () => {
    const stuck = (await (await start('orders')).readKeyState('orders')).current
    const { uniqueIdentifier } = await client.reKey({ uniqueIdentifier: stuck })
    await client.activate({ uniqueIdentifier }).catch(() => undefined)
    await client.revoke({ uniqueIdentifier: stuck, revocationReason: { revocationReasonCode: 'CessationOfOperation' } })
    const { stdout } = await runCommand(
      ['doctor', '--config', join(site.folder, 'agent.toml'), '--json'],
      environment(site.socket),
    )
    const findings: { what: string; result: string; detail: string; remedy?: string }[] = JSON.parse(stdout.toString())
    const finding = findings.find(({ what }) => what === 'key orders')
    expect(finding).to.include({ result: 'failed', remedy: `kmip agent adopt orders ${uniqueIdentifier}` })
    const agent = await start('orders')
    await agent.adopt('orders', String(uniqueIdentifier))
    await (await sealToken(agent, 'orders'))(agent)
  })
})
