import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { routes } from '../../agent/interface/routes.ts'
import { type Client, connect } from '../../client/index.ts'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { ask } from './ask.ts'
import { type Done, environment, runCommand } from './run-command.ts'

describe('retiring key-encryption keys', () => {
  let site: AgentSite
  let kms: Client
  beforeEach(async () => {
    site = await openAgentSite()
    const { kms: access } = await site.config()
    kms = await connect({
      servers: access.servers,
      ca: await readFile(access.ca as string),
      cert: await readFile(access.cert),
      key: await readFile(access.key),
    })
  })
  afterEach(async () => {
    await kms.close()
    await site[Symbol.asyncDispose]()
  })

  const call = async (method: string, path: string, body?: object) => (await ask(site.socket, method, path, body)).json
  const good = async (...given: Parameters<typeof call>) => {
    const answer = await call(...given)
    expect(answer, JSON.stringify(answer)).not.to.have.property('error')
    return answer
  }
  const refusal = async (code: string, ...given: Parameters<typeof call>): Promise<string> => {
    const { error } = (await call(...given)) as { error?: { code: string; message: string; hint?: string } }
    expect(error?.code, JSON.stringify(error)).to.equal(code)
    return `${error?.message} ${error?.hint}`
  }
  const uses = async (key = 'orders') =>
    routes['GET /v1/keys/{name}/uses'].response.parse(await good('GET', `/v1/keys/${key}/uses`)).uses
  const stateOf = async (uniqueIdentifier: string) => {
    const { attributes } = await kms.getAttributes({ uniqueIdentifier, attributeReference: ['State'] })
    return attributes?.find(({ attribute }) => attribute === 'State')?.value
  }
  const dataDirectory = () => join(site.folder, 'data')
  const kmip = (...args: string[]): Promise<Done> => runCommand(args, environment(site.socket))

  for (const key of ['orders', 'wrapped', 'exported'])
    it(`${key}: an old key is Deactivated, seals nothing more and opens what it sealed`, async () => {
      const { wrapped, plaintext } = await good('POST', `/v1/keys/${key}/data-key`)
      await good('PUT', '/v1/secrets/one', { key, value: 'b25l' })
      const [old] = await uses(key)
      expect(old).to.include({ current: true, state: 'Active' })
      expect(old?.secrets).to.deep.equal(['one'])
      expect(await good('POST', `/v1/keys/${key}/retire`)).to.deep.equal({ retired: [], already: [] })
      const { current } = await good('POST', `/v1/keys/${key}/rekey`)
      expect(await uses(key)).to.deep.equal([
        { uniqueIdentifier: current, current: true, state: 'Active', secrets: ['one'] },
        { uniqueIdentifier: old?.uniqueIdentifier, current: false, state: 'Active', secrets: [] },
      ])
      const id = old?.uniqueIdentifier as string
      expect(await good('POST', `/v1/keys/${key}/retire`)).to.deep.equal({
        retired: [id],
        already: [],
        opensDeactivated: true,
      })
      expect(await stateOf(id)).to.equal('Deactivated')
      expect(await stateOf(String(current))).to.equal('Active')
      expect((await good('POST', `/v1/keys/${key}/unwrap`, { wrapped })).plaintext).to.equal(plaintext)
      expect((await good('POST', `/v1/keys/${key}/rewrap`, { wrapped })).wrapped).to.be.a('string')
      // Once more changes nothing.
      expect(await good('POST', `/v1/keys/${key}/retire`)).to.deep.equal({ retired: [], already: [id] })
      // Not even the key that it was tried with is left.
      const { uniqueIdentifier = [] } = await kms.locate({ attributes: { objectType: 'SymmetricKey' } })
      expect(uniqueIdentifier.map(String)).to.have.members([id, String(current)])
    })

  it('refuses while a secret needs the key, names both, and changes nothing', async () => {
    await good('PUT', '/v1/secrets/one', { key: 'orders', value: 'b25l' })
    const path = join(dataDirectory(), 'secrets/one.sealed')
    const before = await readFile(path)
    const first = (await uses())[0]?.uniqueIdentifier as string
    await good('POST', '/v1/keys/orders/rekey')
    const second = (await uses())[0]?.uniqueIdentifier as string
    await good('POST', '/v1/keys/orders/rekey')
    // As when a backup of the agent's folder is brought back.
    await writeFile(path, before)
    const said = await refusal('inUse', 'POST', '/v1/keys/orders/retire')
    expect(said).to.include(`${first} by one`).and.include('kmip agent rekey orders').and.not.include(second)
    expect(await stateOf(second)).to.equal('Active')
    // The other one may go.
    expect(await good('POST', '/v1/keys/orders/retire', { only: [second] })).to.deep.equal({
      retired: [second],
      already: [],
      opensDeactivated: true,
    })
    expect(await stateOf(first)).to.equal('Active')
    await good('POST', '/v1/keys/orders/rekey')
    expect((await good('POST', '/v1/keys/orders/retire')).retired)
      .to.include(first)
      .and.have.length(2)
    expect((await good('GET', '/v1/secrets/one')).value).to.equal('b25l')
  })

  it('never retires the key in use, nor one that it does not know', async () => {
    const [current] = await uses()
    const only = [current?.uniqueIdentifier]
    expect(await refusal('inUse', 'POST', '/v1/keys/orders/retire', { only })).to.include('rekey')
    const other = String((await uses('wrapped'))[0]?.uniqueIdentifier)
    await refusal('notFound', 'POST', '/v1/keys/orders/retire', { only: [other] })
    await refusal('badRequest', 'POST', '/v1/keys/orders/retire', { only: 'all' })
    await refusal('notFound', 'POST', '/v1/keys/absent/retire')
    expect(await stateOf(other)).to.equal('Active')
    const narrow = await ask(site.narrow, 'POST', '/v1/keys/orders/retire')
    expect(narrow.status).to.equal(403)
    expect((await ask(site.narrow, 'GET', '/v1/keys/orders/uses')).status).to.equal(403)
  })

  it('waits for a rotation that was cut short', async () => {
    const { previous } = await good('POST', '/v1/keys/orders/rekey')
    const file = join(dataDirectory(), 'keys/orders.json')
    const state = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...state, rotation: { step: 'replace', rewrapped: {} } }))
    expect(await refusal('inUse', 'POST', '/v1/keys/orders/retire')).to.include('kmip agent rekey orders')
    await good('POST', '/v1/keys/orders/rekey')
    expect((await good('POST', '/v1/keys/orders/retire')).retired).to.deep.equal(previous)
  })

  it('says of a key that the KMS has no more that it has it no more', async () => {
    const old = (await uses())[0]?.uniqueIdentifier as string
    await good('POST', '/v1/keys/orders/rekey')
    await good('POST', '/v1/keys/orders/retire')
    await kms.destroy({ uniqueIdentifier: old })
    expect((await uses())[1]?.state).to.be.oneOf([undefined, 'Destroyed'])
    expect(await good('POST', '/v1/keys/orders/retire')).to.deep.equal({ retired: [], already: [old] })
  })

  it('commands: files say themselves which key they need', async () => {
    const folder = join(site.folder, 'work')
    await mkdir(folder)
    const [sealed, wrapped, plain] = ['sealed', 'wrapped', 'plain'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    await writeFile(plain, randomBytes(100_000))
    const quiet = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await kmip(...args)
      expect(code, `${args.join(' ')}: ${stderr}`).to.equal(0)
      return stdout.toString()
    }
    await quiet('seal', '--key', 'orders', '--in', plain, '--out', sealed)
    await writeFile(join(folder, 'key'), randomBytes(32))
    await quiet('wrap', '--key', 'orders', '--in', join(folder, 'key'), '--out', wrapped)
    await quiet('agent', 'rekey', 'orders')
    const found = JSON.parse(await quiet('agent', 'uses', 'orders', sealed, wrapped, '--json'))
    expect(found.map(({ files }: { files: string[] }) => files)).to.deep.equal([[], [sealed, wrapped]])
    const old = found[1].uniqueIdentifier
    const refused = await kmip('agent', 'retire', 'orders', sealed)
    expect(refused.code).to.equal(1)
    expect(refused.stderr).to.include(`${old} by ${sealed}`).and.include('kmip reseal')
    expect(await stateOf(old)).to.equal('Active')
    const other = await kmip('agent', 'uses', 'orders', plain)
    expect([other.code, other.stdout.length]).to.deep.equal([2, 0])
    expect(other.stderr).to.include(`${plain} is not a sealed file`)
    await quiet('reseal', sealed)
    const { stdout, stderr } = await kmip('agent', 'retire', 'orders', sealed)
    expect(stdout.toString()).to.equal(
      `Deactivated now: ${old}\nThe KMS unwraps with Deactivated keys: a temporary key showed it.\n`,
    )
    expect(stderr).to.include('A sealed file carries its data key in its header')
    expect(await quiet('agent', 'uses', 'orders', sealed)).to.match(new RegExp(`${old} +Deactivated\\n`))
    // What was not named and not resealed still opens.
    expect((await kmip('unwrap', '--in', wrapped)).stdout.equals(await readFile(join(folder, 'key')))).to.equal(true)
  })
})
