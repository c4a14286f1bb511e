import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { ask } from './ask.ts'

describe('agent', () => {
  let site: AgentSite
  beforeEach(async () => {
    site = await openAgentSite()
  })
  afterEach(() => site[Symbol.asyncDispose]())

  const call = async (method: string, path: string, body?: object) => (await ask(site.socket, method, path, body)).json
  const codeOf = ({ error }: Record<string, unknown>) => (error as { code?: string } | undefined)?.code
  const operations = () => site.server.done.map(({ operation }) => operation)

  for (const [key, needed, never] of [
    ['orders', ['Encrypt', 'Decrypt'], ['Get']],
    ['wrapped', ['Register', 'Get', 'Destroy'], ['Encrypt', 'Decrypt']],
    ['exported', ['Get'], ['Encrypt', 'Decrypt']],
  ] as const)
    it(`wraps with ${key} by ${needed.join(', ')}, and without ${never.join(', ')}`, async () => {
      const plaintext = randomBytes(32).toString('base64')
      const { wrapped } = await call('POST', `/v1/keys/${key}/wrap`, { plaintext })
      expect((await call('POST', `/v1/keys/${key}/unwrap`, { wrapped })).plaintext).to.equal(plaintext)
      expect(operations()).to.include.members([...needed])
      for (const operation of never) expect(operations()).not.to.include(operation)
      expect(codeOf(await call('POST', '/v1/keys/absent/unwrap', { wrapped }))).to.equal('cannotOpen')
    })

  it('a socket is an identity: it may do what its configuration says, and no more', async () => {
    const narrow = async (method: string, path: string, body?: object) =>
      (await ask(site.narrow, method, path, body)).json
    const { wrapped, plaintext } = await call('POST', '/v1/keys/orders/data-key')
    await call('PUT', '/v1/secrets/passphrase', { key: 'orders', value: 'cGFzcw==' })
    await call('PUT', '/v1/secrets/other', { key: 'orders', value: 'cGFzcw==' })
    expect((await narrow('POST', '/v1/keys/orders/unwrap', { wrapped })).plaintext).to.equal(plaintext)
    expect((await narrow('GET', '/v1/secrets/passphrase')).value).to.equal('cGFzcw==')
    expect(await narrow('GET', '/v1/secrets')).to.deep.equal({ names: ['passphrase'] })
    for (const [method, path] of [
      ['GET', '/v1/secrets/other'],
      ['PUT', '/v1/secrets/passphrase'],
      ['DELETE', '/v1/secrets/passphrase'],
      ['POST', '/v1/keys/orders/data-key'],
      ['POST', '/v1/keys/orders/wrap'],
      ['POST', '/v1/keys/orders/rekey'],
      ['POST', '/v1/keys/wrapped/unwrap'],
      ['GET', '/v1/kms-keys/db-1'],
    ] as const)
      expect(
        codeOf(await narrow(method, path, method.startsWith('P') ? { wrapped } : undefined)),
        `${method} ${path}`,
      ).to.equal('notPermitted')
    expect((await stat(site.narrow)).mode & 0o777).to.equal(0o600)
  })

  it('a key of one name opens nothing of another, though the KMS would', async () => {
    const { wrapped } = await call('POST', '/v1/keys/orders/data-key')
    expect(codeOf(await call('POST', '/v1/keys/exported/unwrap', { wrapped }))).to.equal('cannotOpen')
  })

  it('nothing on its disk is in the clear', async () => {
    const value = Buffer.from('a secret that must not lie about in the clear')
    await call('PUT', '/v1/secrets/passphrase', { key: 'orders', value: value.toString('base64') })
    for (const name of await readdir(join(site.folder, 'data'), { recursive: true })) {
      const path = join(site.folder, 'data', name)
      const { mode } = await stat(path)
      expect(mode & 0o077, name).to.equal(0)
      if ((await stat(path)).isFile()) expect((await readFile(path)).includes(value), name).to.equal(false)
    }
  })

  it('says that the KMS is away, which one and why, within its time; and goes on when it is back', async () => {
    const { wrapped, plaintext } = await call('POST', '/v1/keys/orders/data-key')
    await site.server.close()
    const before = performance.now()
    const answer = await call('POST', '/v1/keys/orders/unwrap', { wrapped })
    expect(performance.now() - before).to.be.below(5000)
    expect(codeOf(answer)).to.equal('kmsUnavailable')
    expect(JSON.stringify(answer)).to.include(`localhost:${site.server.port}`)
    expect(site.faults).to.deep.equal([])
    expect(plaintext).to.be.a('string')
  })

  it('keeps unwrapped data keys for as long as it may, and not longer', async () => {
    await site.restart({ cache: 400 })
    const { wrapped, plaintext } = await call('POST', '/v1/keys/orders/data-key')
    const asked = operations().length
    expect((await call('POST', '/v1/keys/orders/unwrap', { wrapped })).plaintext).to.equal(plaintext)
    expect(operations().length).to.equal(asked)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect((await call('POST', '/v1/keys/orders/unwrap', { wrapped })).plaintext).to.equal(plaintext)
    expect(operations().slice(asked)).to.deep.equal(['Decrypt'])
  })

  it('without a cache asks the KMS each time: a key that is revoked there is of no more use', async () => {
    const { wrapped } = await call('POST', '/v1/keys/orders/data-key')
    const asked = operations().length
    await call('POST', '/v1/keys/orders/unwrap', { wrapped })
    await call('POST', '/v1/keys/orders/unwrap', { wrapped })
    expect(operations().slice(asked)).to.deep.equal(['Decrypt', 'Decrypt'])
  })

  it('does not make a key that it was not told to make', async () => {
    const answer = await call('POST', '/v1/keys/absent/data-key')
    expect(codeOf(answer)).to.equal('notFound')
    expect(JSON.stringify(answer)).to.include('kmip create --name absent')
    expect(operations()).not.to.include('Create')
  })

  it('takes the place of a socket that a killed agent left, but not of one in use or of a file', async () => {
    const { runAgent } = await import('../../agent/run-agent.ts')
    const log = { logFault: () => undefined, logRefusal: () => undefined }
    const refused = await runAgent(await site.config(), log).then(
      () => 'started',
      (error: Error) => error.message,
    )
    expect(refused).to.include('is another agent running?')
    const config = await site.config()
    const [first] = config.sockets
    const onFile = { ...config, sockets: [{ ...first, path: join(site.folder, 'agent.toml') }] } as typeof config
    const message = await runAgent(onFile, log).then(
      () => 'started',
      (error: Error) => error.message,
    )
    expect(message).to.include('is not a socket')
  })
})
