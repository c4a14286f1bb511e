import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { routes } from '../../agent/interface/routes.ts'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { ask } from './ask.ts'

/**
 * The agent's interface, as docs/agent-protocol.md has it. Runs against any implementation: KMIP_AGENT_SOCKET names a socket
 * that may do everything with the key KMIP_AGENT_KEY, with secrets `contract-*` and with keys of the KMS `contract-*`.
 */
const given = process.env.KMIP_AGENT_SOCKET

describe('agent protocol', () => {
  let site: AgentSite | undefined
  let socket: string
  const key = process.env.KMIP_AGENT_KEY ?? 'orders'
  const at = (rest: string): string => `/v1/keys/${key}/${rest}`
  const call = (method: string, path: string, body?: object | Buffer) => ask(socket, method, path, body)
  const refusal = async (status: number, code: string, method: string, path: string, body?: object | Buffer) => {
    const answer = await call(method, path, body)
    const error = answer.json.error as { code: string; message: string }
    expect([answer.status, error?.code], `${method} ${path}`).to.deep.equal([status, code])
    expect(error.message).to.match(/^[A-Z/].*\.$/s)
  }

  before(async () => {
    if (given === undefined) site = await openAgentSite()
    socket = given ?? (site as AgentSite).socket
  })
  after(() => site?.[Symbol.asyncDispose]())

  it('gives fresh data keys, in the clear and wrapped', async () => {
    const [one, other] = [await call('POST', at('data-key')), await call('POST', at('data-key'))]
    expect(one.status).to.equal(200)
    expect(Buffer.from(String(one.json.plaintext), 'base64')).to.have.length(32)
    expect(one.json.plaintext).not.to.equal(other.json.plaintext)
    const unwrapped = await call('POST', at('unwrap'), { wrapped: one.json.wrapped })
    expect(unwrapped.json).to.deep.equal({ plaintext: one.json.plaintext })
  })

  it('wraps, unwraps and wraps anew what it is given', async () => {
    const plaintext = randomBytes(48).toString('base64')
    const { wrapped } = (await call('POST', at('wrap'), { plaintext })).json
    const again = (await call('POST', at('rewrap'), { wrapped })).json
    expect(again.wrapped).not.to.equal(wrapped)
    for (const each of [wrapped, again.wrapped])
      expect((await call('POST', at('unwrap'), { wrapped: each })).json.plaintext).to.equal(plaintext)
    expect(Buffer.from(String(wrapped), 'base64').includes(Buffer.from(plaintext, 'base64'))).to.equal(false)
  })

  it('opens no wrapped key that was altered, in any byte', async () => {
    const { wrapped } = (await call('POST', at('wrap'), { plaintext: randomBytes(32).toString('base64') })).json
    const bytes = Buffer.from(String(wrapped), 'base64')
    for (let byte = 0; byte < bytes.length; byte += 7) {
      const altered = Buffer.from(bytes)
      altered.writeUInt8(altered.readUInt8(byte) ^ 0x20, byte)
      const answer = await call('POST', at('unwrap'), { wrapped: altered.toString('base64') })
      expect(answer.status, `byte ${byte}`).to.be.within(400, 502)
      expect(answer.json, `byte ${byte}`).not.to.have.property('plaintext')
    }
  })

  it('encrypts and decrypts streams, for one purpose', async () => {
    const data = randomBytes(300_000)
    const { body: sealed, status } = await call('POST', `${at('encrypt')}?context=a`, data)
    expect(status).to.equal(200)
    expect((await call('POST', `${at('decrypt')}?context=a`, sealed)).body.equals(data)).to.equal(true)
    await refusal(422, 'cannotOpen', 'POST', `${at('decrypt')}?context=b`, sealed)
    await refusal(422, 'cannotOpen', 'POST', at('decrypt'), Buffer.from('no envelope'))
  })

  it('ends the connection where a stream turns out to be altered behind what it has given out', async () => {
    const { body: sealed } = await call('POST', at('encrypt'), randomBytes(3_000_000))
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1)
    const outcome = await call('POST', at('decrypt'), sealed).then(
      ({ status }) => status,
      () => 'ended',
    )
    expect(outcome).to.be.oneOf(['ended', 422])
  })

  it('keeps secrets', async () => {
    const value = randomBytes(20).toString('base64')
    const path = '/v1/secrets/contract-one'
    await call('DELETE', path)
    await refusal(404, 'notFound', 'GET', path)
    expect((await call('PUT', path, { key, value })).status).to.equal(200)
    expect((await call('GET', path)).json).to.deep.equal({ value })
    await refusal(409, 'exists', 'PUT', path, { key, value })
    const other = randomBytes(7).toString('base64')
    expect((await call('PUT', path, { key, value: other, replace: true })).status).to.equal(200)
    expect((await call('GET', path)).json).to.deep.equal({ value: other })
    expect((await call('GET', '/v1/secrets')).json.names).to.include('contract-one')
    expect((await call('DELETE', path)).status).to.equal(200)
    await refusal(404, 'notFound', 'DELETE', path)
  })

  it('makes, gives and destroys keys that live in the KMS', async () => {
    const path = given === undefined ? '/v1/kms-keys/db-contract' : '/v1/kms-keys/contract-one'
    await refusal(404, 'notFound', 'GET', path)
    expect((await call('POST', path, { length: 128 })).status).to.equal(200)
    await refusal(409, 'exists', 'POST', path)
    const { key: bytes } = (await call('GET', path)).json
    expect(Buffer.from(String(bytes), 'base64')).to.have.length(16)
    expect((await call('DELETE', path)).status).to.equal(200)
    await refusal(404, 'notFound', 'GET', path)
    await refusal(400, 'badRequest', 'POST', path, { length: 100 })
  })

  it('says how it is', async () => {
    const { json } = await call('GET', '/v1/status')
    expect(json.version).to.equal(1)
    const { keys } = routes['GET /v1/status'].response.parse(json)
    expect(keys.find(({ name }) => name === key)?.usable).to.equal(true)
  })

  it('rotates a key; what was wrapped before still opens', async () => {
    const plaintext = randomBytes(32).toString('base64')
    const value = randomBytes(32).toString('base64')
    const { wrapped } = (await call('POST', at('wrap'), { plaintext })).json
    await call('PUT', '/v1/secrets/contract-two', { key, value, replace: true })
    const { json: rekeyed } = await call('POST', at('rekey'))
    expect(rekeyed.rewrapped).to.be.at.least(1)
    expect(rekeyed.current).to.be.a('string')
    expect((await call('POST', at('unwrap'), { wrapped })).json.plaintext).to.equal(plaintext)
    expect((await call('GET', '/v1/secrets/contract-two')).json).to.deep.equal({ value })
    await call('DELETE', '/v1/secrets/contract-two')
  })

  it('retires the keys that were rotated away; what they wrapped still opens', async () => {
    const plaintext = randomBytes(32).toString('base64')
    const { wrapped } = (await call('POST', at('wrap'), { plaintext })).json
    const { json: rekeyed } = await call('POST', at('rekey'))
    const { json: listed } = await call('GET', at('uses'))
    const [first, ...others] = routes['GET /v1/keys/{name}/uses'].response.parse(listed).uses
    expect(first).to.deep.include({ uniqueIdentifier: rekeyed.current, current: true, state: 'Active' })
    expect(others.map(({ uniqueIdentifier }) => uniqueIdentifier)).to.deep.equal(rekeyed.previous)
    const { status, json } = await call('POST', at('retire'), { only: [others[0]?.uniqueIdentifier] })
    expect(status).to.equal(200)
    expect(json).to.deep.include({ retired: [others[0]?.uniqueIdentifier], already: [] })
    expect((await call('POST', at('unwrap'), { wrapped })).json.plaintext).to.equal(plaintext)
    await refusal(409, 'inUse', 'POST', at('retire'), { only: [rekeyed.current] })
    await refusal(400, 'badRequest', 'POST', at('retire'), { only: 'all' })
  })

  it('refuses what is wrong, in words', async () => {
    await refusal(404, 'notFound', 'GET', '/v2/status')
    await refusal(400, 'badRequest', 'GET', at('wrap'))
    await refusal(400, 'badRequest', 'POST', at('wrap'), Buffer.from('{'))
    await refusal(400, 'badRequest', 'POST', at('wrap'), {})
    await refusal(400, 'badRequest', 'POST', at('wrap'), { plaintext: 'not base64!' })
    await refusal(400, 'badRequest', 'POST', at('wrap'), { plaintext: '' })
    await refusal(413, 'tooLarge', 'POST', at('wrap'), Buffer.alloc(3_000_000, 0x20))
    await refusal(400, 'badRequest', 'POST', at('unwrap'), { wrapped: 'AAAA' })
    await refusal(400, 'badRequest', 'GET', '/v1/secrets/..%2Fkeys')
    await refusal(403, 'notPermitted', 'POST', '/v1/keys/nobody/wrap', { plaintext: 'AAAA' })
  })
})
