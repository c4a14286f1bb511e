import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { dirname } from 'node:path'
import { expect } from 'chai'
import { roles } from '../../server/administration/role.ts'
import type { AdministrationRoute } from '../../server/administration/route.ts'
import { routes } from '../../server/administration/routes.ts'
import { ask } from '../agent/ask.ts'
import { type AdministrationSite, openAdministrationSite } from './open-site.ts'

const all: readonly (readonly [string, AdministrationRoute])[] = Object.entries(routes)

/** A request as its example has it. */
const toRequest = (id: string, { example }: AdministrationRoute) => {
  const [method = '', path = ''] = id.split(' ')
  return { method, path: path.replace('{name}', example.name ?? ''), body: example.request }
}

describe('administrative interface', () => {
  let site: AdministrationSite

  before(async () => {
    site = await openAdministrationSite()
  })
  after(() => site[Symbol.asyncDispose]())
  beforeEach(() => {
    for (const list of [site.changes, site.refusals, site.faults]) list.length = 0
  })
  afterEach(() => expect(site.faults).to.deep.equal([]))

  const askAs = (role: (typeof roles)[number], method: string, path: string, body?: object | Buffer) =>
    ask(site.socketOf(role), method, path, body)
  const refusal = async (status: number, code: string, method: string, path: string, body?: object | Buffer) => {
    const answer = await askAs('administrator', method, path, body)
    const error = answer.json.error as { code: string; message: string }
    expect([answer.status, error?.code], `${method} ${path}`).to.deep.equal([status, code])
    expect(site.refusals.at(-1)?.code).to.equal(code)
    return error.message
  }

  for (const [id, route] of all)
    for (const role of roles.filter((each) => !route.roles.includes(each)))
      it(`refuses ${id} to the role ${role}, and reports it`, async () => {
        const { method, path, body } = toRequest(id, route)
        const { status, json } = await askAs(role, method, path, body)
        const message = `The role ${role} may not use ${id}.`
        expect(status).to.equal(403)
        expect(json.error).to.include({ code: 'notPermitted', message })
        expect(site.refusals).to.deep.equal([{ role, request: `${method} ${path}`, code: 'notPermitted', message }])
        expect(site.changes).to.deep.equal([])
        expect(site.countApplied()).to.equal(0)
      })

  it('lists every route in its OpenAPI document, to every role', async () => {
    for (const role of roles) {
      const { json } = await askAs(role, 'GET', '/v1/open-api')
      const paths = json.paths as Readonly<Record<string, object>>
      const listed = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
      )
      expect(listed).to.have.members(all.map(([id]) => id))
    }
  })

  it('adds, lists and removes users, and shows no password', async () => {
    const user = { name: 'fred', password: 'correct horse battery staple', clients: ['payments-db'] }
    expect((await askAs('administrator', 'POST', '/v1/users', user)).json).to.deep.equal({ name: 'fred' })
    const { json, body } = await askAs('auditor', 'GET', '/v1/users')
    expect(json.checkedClients).to.deep.equal(['payments-db'])
    expect(body.toString()).not.to.match(/correct horse|scrypt/)
    expect((json.users as { name: string }[]).map(({ name }) => name)).to.deep.equal(['fred'])
    await refusal(409, 'exists', 'POST', '/v1/users', user)
    expect((await askAs('administrator', 'DELETE', '/v1/users/fred')).json).to.deep.equal({ name: 'fred' })
    await refusal(404, 'notFound', 'DELETE', '/v1/users/fred')
    expect(site.changes).to.deep.equal([
      { role: 'administrator', route: 'POST /v1/users', name: 'fred' },
      { role: 'administrator', route: 'DELETE /v1/users/{name}', name: 'fred' },
    ])
    expect(JSON.stringify([site.changes, site.refusals])).not.to.include('correct horse')
  })

  it('gives the address for an authenticator once, when the user is added', async () => {
    const user = { name: 'gina', password: 'correct horse battery staple', oneTimePassword: true }
    const { json } = await askAs('administrator', 'POST', '/v1/users', user)
    expect(json.authenticator).to.match(/^otpauth:/)
    expect((await askAs('administrator', 'GET', '/v1/users')).body.toString()).not.to.include('otpauth')
    await askAs('administrator', 'DELETE', '/v1/users/gina')
  })

  it('issues certificates for public keys, and takes no private key', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const order = { name: 'ledger-db', publicKey: pem, days: 3, limits: { operations: ['Get'] } }
    const { json } = await askAs('administrator', 'POST', '/v1/clients', order)
    const certificate = new X509Certificate(String(json.certificate))
    expect(certificate.subject).to.equal('CN=ledger-db')
    expect(certificate.verify(new X509Certificate(String(json.authority)).publicKey)).to.equal(true)
    expect(certificate.publicKey.equals(publicKey)).to.equal(true)
    expect(certificate.validToDate.toISOString()).to.equal(json.notAfter)
    await refusal(409, 'exists', 'POST', '/v1/clients', order)
    const renewed = await askAs('administrator', 'POST', '/v1/clients', { ...order, replace: { overlap: 3600 } })
    expect(renewed.status).to.equal(200)
    const { validUntil } = renewed.json.replaced as { validUntil: string }
    expect(Date.parse(validUntil) - Date.now()).to.be.within(3_500_000, 3_600_000)
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    for (const given of [secret, 'no key'])
      await refusal(422, 'unusable', 'POST', '/v1/clients', { ...order, name: 'other-db', publicKey: given })
    expect(site.changes).to.deep.equal(
      [1, 2].map(() => ({ role: 'administrator', route: 'POST /v1/clients', name: 'ledger-db' })),
    )
  })

  it('limits and revokes clients, and applies it before it answers', async () => {
    const before = site.countApplied()
    const limits = { operations: ['Locate', 'Get'] }
    const path = '/v1/clients/payments-db'
    expect((await askAs('administrator', 'PUT', `${path}/limits`, limits)).status).to.equal(200)
    expect(site.countApplied()).to.equal(before + 1)
    const find = async () => {
      const { clients } = (await askAs('operator', 'GET', '/v1/clients')).json
      return (clients as { name: string; state: string }[]).find(({ name }) => name === 'payments-db')
    }
    expect(await find())
      .to.include({ state: 'valid' })
      .and.to.deep.include(limits)
    expect((await askAs('administrator', 'POST', `${path}/revoke`)).json).to.deep.equal({ revoked: 'payments-db' })
    expect(site.countApplied()).to.equal(before + 2)
    expect(await find()).to.include({ state: 'revoked' })
    for (const rest of ['/limits', '/revoke'])
      await refusal(404, 'notFound', rest === '/limits' ? 'PUT' : 'POST', `/v1/clients/nobody${rest}`)
    await refusal(422, 'unusable', 'POST', '/v1/revoked-certificates', { certificate: 'no certificate' })
  })

  it('answers a reload that met unusable files with the problems', async () => {
    expect((await askAs('operator', 'POST', '/v1/reload')).json).to.deep.include({ changed: true })
    site.problems = ['/etc/kmip/server.crt: no such file']
    expect(await refusal(409, 'refused', 'POST', '/v1/reload')).to.include('/etc/kmip/server.crt: no such file')
    site.problems = []
  })

  it('refuses what is no request of the interface', async () => {
    await refusal(404, 'notFound', 'GET', '/v1/nothing')
    await refusal(404, 'notFound', 'GET', '/')
    await refusal(400, 'badRequest', 'GET', '//')
    await refusal(400, 'badRequest', 'DELETE', '/v1/users/%ZZ')
    await refusal(405, 'methodNotAllowed', 'PUT', '/v1/users')
    for (const body of ['{', '[]', 'null', '"text"', '\0'])
      await refusal(400, 'badRequest', 'POST', '/v1/users', Buffer.from(body))
    await refusal(413, 'tooLarge', 'POST', '/v1/users', Buffer.alloc(2 * 1024 * 1024 + 1, ' '))
  })

  it('lets who still sends read why the request is refused', async () => {
    const large = Buffer.alloc(8 * 1024 * 1024, ' ')
    await refusal(413, 'tooLarge', 'POST', '/v1/users', large)
    await refusal(404, 'notFound', 'POST', '/v1/nothing', large)
    expect((await askAs('auditor', 'POST', '/v1/users', large)).status).to.equal(403)
  })

  it('names the field that is wrong, and does not quote its value', async () => {
    const user = { name: 'fred', password: 'correct horse battery staple' }
    const cases: readonly (readonly [object, string])[] = [
      [{ ...user, pasword: 'hunter2' }, 'The request takes no field pasword.'],
      [{ name: 'fred' }, 'The field password is missing.'],
      [{ ...user, password: ['hunter2'] }, 'The field password must be of the type string.'],
      [{ ...user, device: {} }, 'The field device must have at least one identifier.'],
      [{ ...user, replace: 'hunter2' }, 'The field replace must be of the type boolean.'],
    ]
    for (const [body, message] of cases) {
      expect(await refusal(400, 'badRequest', 'POST', '/v1/users', body)).to.equal(message)
      expect(JSON.stringify(site.refusals)).not.to.include('hunter2')
    }
    const limits = { operations: ['Steal'] }
    const message = await refusal(400, 'badRequest', 'PUT', '/v1/clients/payments-db/limits', limits)
    expect(message).to.match(/^The field operations must be one of .*Locate/)
  })
})

describe('administrative interface that stops', () => {
  it('finishes a request in flight, and removes its sockets', async () => {
    await using site = await openAdministrationSite()
    const path = site.socketOf('administrator')
    const user = { name: 'fred', password: 'correct horse battery staple' }
    const outgoing = request({ socketPath: path, method: 'POST', path: '/v1/users' })
    const status = new Promise<number | undefined>((resolve, reject) => {
      outgoing.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
    })
    const text = JSON.stringify(user)
    outgoing.write(text.slice(0, 10))
    // The server has the request once it has answered a later one.
    await ask(path, 'GET', '/v1/status')
    const closed = site.administration.close()
    outgoing.end(text.slice(10))
    expect(await status).to.equal(200)
    await closed
    expect(await readdir(dirname(path))).to.deep.equal([])
  })

  it('does not wait for a request that never ends', async () => {
    await using site = await openAdministrationSite()
    const outgoing = request({ socketPath: site.socketOf('administrator'), method: 'POST', path: '/v1/users' })
    const failure = new Promise((resolve) => outgoing.on('error', resolve))
    outgoing.write('{')
    await ask(site.socketOf('administrator'), 'GET', '/v1/status')
    await site.administration.close(50)
    expect(await failure).to.be.an('error')
  })
})
