import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { kmip, type Run } from '../../cli/testing/run-kmip.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

/** What an administrator of a database does by mistake, with the certificate that `kmip connect` issued. */
describe("a database administrator's mistakes", function () {
  this.timeout(120_000)
  let folder: string
  let server: ServerProcess
  const printed = new Map<string, string>()
  const data = () => ['--data-directory', join(folder, 'data')]

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-mistakes-'))
    server = await startServerProcess(data())
    await writeFile(join(folder, 'key'), Buffer.alloc(32, 7))
    for (const consumer of ['pg_tde', 'ceph', 'mysql', 'mongodb-driver', 'barbican', 'pykmip']) {
      const address = ['--server', `localhost:${server.port}`]
      const { code, stderr } = await kmip(['connect', consumer, '--out', folder, ...address, ...data()])
      expect(code, stderr).to.equal(0)
      printed.set(consumer, stderr)
    }
  })
  after(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })

  const runAs = (name: string, args: readonly string[]): Promise<Run> => {
    const [certificates, at] = name === 'admin' ? ['data/clients', 'data'] : ['.', '.']
    const pair = ['crt', 'key'].map((end) => join(folder, certificates, `${name}.${end}`))
    const files = ['--ca', join(folder, at, 'ca.crt'), '--cert', pair[0] ?? '', '--key', pair[1] ?? '']
    return kmip([...args, '--server', `localhost:${server.port}`, ...files])
  }
  const succeed = async (name: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runAs(name, args)
    expect({ code, stderr }, args.join(' ')).to.deep.equal({ code: 0, stderr: '' })
    return stdout
  }
  const make = async (name: string, ...args: string[]): Promise<string> =>
    JSON.parse(await succeed(name, ...args, '--json')).uniqueIdentifier
  const expectRefused = async (said: string, name: string, ...args: string[]): Promise<void> => {
    const { code, stderr } = await runAs(name, args)
    expect(code, args.join(' ')).to.be.above(0)
    expect(stderr).to.include(said)
  }
  const findNamed = async (name: string, key: string): Promise<string> =>
    (await succeed(name, 'locate', '--name', key, '--ids')).trim()

  it('are announced where the consumer is connected', () => {
    expect(printed.get('pg_tde')).to.include('client pg_tde is limited: Locate Get Register; no name reuse')
    expect(printed.get('pg_tde')).to.include('kmip client limit pg_tde')
    expect(printed.get('mysql')).to.include('client mysql is limited').and.not.include('no name reuse')
    expect(printed.get('pykmip')).to.not.include('limited')
  })

  it('pg_tde: its key is neither re-keyed, destroyed nor renamed, and its name is given once', async () => {
    const register = ['register', '--type', 'symmetric', '--in', join(folder, 'key'), '--name', 'database-key']
    const key = await make('pg_tde', ...register)
    for (const [operation, ...args] of [
      ['ReKey', 'rekey', key],
      ['Revoke', 'revoke', key],
      ['Destroy', 'destroy', key],
      ['ModifyAttribute', 'attributes', 'modify', key, 'Name=other'],
    ] as [string, ...string[]][])
      await expectRefused(
        `CN=pg_tde may not use ${operation}: its limits allow only Locate, Get, Register.`,
        'pg_tde',
        ...args,
      )
    await expectRefused(`The name database-key was already given, to ${key}`, 'pg_tde', ...register)
    expect(await findNamed('pg_tde', 'database-key')).to.equal(key)
  })

  it('ceph: objects are decrypted with the key of that name for ever', async () => {
    const create = ['create', '--name', 'my-bucket-key', '--activate']
    const key = await make('ceph', ...create)
    for (const command of ['rekey', 'revoke', 'destroy'])
      await expectRefused('its limits allow only Locate, Get', 'ceph', command, '--name', 'my-bucket-key')
    await expectRefused(`The name my-bucket-key was already given, to ${key}`, 'ceph', ...create)

    // An administrator lifts the limit of operations: the names still stay.
    const more = ['--operations', 'Locate,Get,Create,Activate,ReKey,Revoke,Destroy', '--no-name-reuse']
    expect((await kmip(['client', 'limit', 'ceph', ...more, ...data()])).code).to.equal(0)
    await expectRefused(`The name my-bucket-key stays with ${key}`, 'ceph', 'rekey', key)
    await expectRefused('The object is Active; revoke it first.', 'ceph', 'destroy', key)
    await succeed('ceph', 'revoke', key)
    await succeed('ceph', 'destroy', key)
    await expectRefused(`The name my-bucket-key was already given, to ${key}`, 'ceph', ...create)
    await make('ceph', 'create', '--name', 'my-bucket-key.2', '--activate')
  })

  for (const consumer of ['mysql', 'mongodb-driver', 'barbican'])
    it(`${consumer}: no re-key`, () =>
      expectRefused(`CN=${consumer} may not use ReKey`, consumer, 'rekey', '00000000-0000-4000-8000-000000000000'))

  it('a second connect keeps the limits that an administrator has set', async () => {
    expect((await kmip(['client', 'limit', 'mysql', '--none', ...data()])).code).to.equal(0)
    for (const more of [[], ['--replace']]) {
      const connect = ['connect', 'mysql', '--out', folder, '--server', `localhost:${server.port}`, ...more]
      expect((await kmip([...connect, ...data()])).stderr).to.not.include('limited')
    }
    await make('mysql', 'create', '--name', 'free')
    await succeed('mysql', 'rekey', '--name', 'free')
  })

  it("the administrator's certificate reaches no key of a consumer", async () => {
    const key = await findNamed('pg_tde', 'database-key')
    for (const command of ['get', 'rekey', 'revoke', 'destroy']) {
      await expectRefused('on this object', 'admin', command, key)
      await expectRefused('no object has the name database-key', 'admin', command, '--name', 'database-key')
    }
    expect(await findNamed('pg_tde', 'database-key')).to.equal(key)
  })
})
