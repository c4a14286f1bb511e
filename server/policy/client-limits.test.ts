import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { changeClientLimit, readClientLimits } from '../setup/client-limits.ts'
import { reasonOf } from '../testing/reason-of.ts'
import { openClientLimits } from './client-limits.ts'
import { createDeclaredPolicy } from './declared-policy.ts'

describe('limits of clients in the data directory', () => {
  let folder: string
  let path: string
  let now = 0
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-limits-'))
    path = join(folder, 'limits.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const open = () => openClientLimits(path, () => now)
  const wait = () => {
    now += 1000
  }

  it('apply within a second of a change, or at the next refresh', async () => {
    const limits = open()
    const policy = createDeclaredPolicy({ limits: [{ of: ['app'], operations: ['Get', 'Locate'] }] }, limits.read)
    const ask = (name: string, operation: 'Get' | 'Locate' | 'Destroy') =>
      reasonOf(() => policy.requireOperation({ id: `CN=${name}` }, operation))
    expect(ask('app', 'Locate')).to.equal('none')
    expect(ask('db', 'Destroy')).to.equal('none')
    await changeClientLimit(path, 'app', { operations: ['Get', 'Destroy'] })
    await changeClientLimit(path, 'db', { operations: ['Get'], reuseNames: false })
    expect(ask('db', 'Destroy')).to.equal('none')
    wait()
    expect(ask('db', 'Destroy')).to.equal('PermissionDenied')
    expect(policy.mayReuseNames('CN=db')).to.equal(false)
    // Both the configuration and the file must allow an operation.
    expect(ask('app', 'Get')).to.equal('none')
    expect(ask('app', 'Locate')).to.equal('PermissionDenied')
    expect(ask('app', 'Destroy')).to.equal('PermissionDenied')
    await changeClientLimit(path, 'db', {})
    limits.refresh()
    expect(ask('db', 'Destroy')).to.equal('none')
    expect(await readClientLimits(path)).to.deep.equal([{ name: 'app', operations: ['Get', 'Destroy'] }])
  })

  it('name what they allow', async () => {
    await changeClientLimit(path, 'db', { operations: ['Locate', 'Get'] })
    const policy = createDeclaredPolicy({}, open().read)
    expect(() => policy.requireOperation({ id: 'CN=db' }, 'Destroy')).to.throw(
      'CN=db may not use Destroy: its limits allow only Locate, Get.',
    )
  })

  for (const [what, text] of Object.entries({
    'is no JSON': '{',
    'is empty': '',
    'has another shape': '[]',
    'has an unknown key': '{"clients":[{"name":"db","operation":["Get"]}]}',
    'names no operation': '{"clients":[{"name":"db","operations":[]}]}',
    'names an unknown operation': '{"clients":[{"name":"db","operations":["Fetch"]}]}',
    'names a client twice': '{"clients":[{"name":"db"},{"name":"db","operations":["Get"]}]}',
  }))
    it(`refuse everybody while the file ${what}`, async () => {
      await changeClientLimit(path, 'db', { operations: ['Get'] })
      const limits = open()
      const policy = createDeclaredPolicy({}, limits.read)
      policy.requireOperation({ id: 'CN=db' }, 'Get')
      writeFileSync(path, text)
      wait()
      for (const attempt of [1, 2])
        expect(() => policy.requireOperation({ id: 'CN=other' }, 'Get'), `${attempt}`).to.throw(
          `${path} is not a list of clients' limits`,
        )
      expect(() => policy.mayReuseNames('CN=other')).to.throw('is not a list')
      writeFileSync(path, '{"clients":[]}')
      policy.requireOperation({ id: 'CN=db' }, 'Destroy')
    })

  it('are written one after the other by commands that run at once', async () => {
    const names = Array.from({ length: 8 }, (_, at) => `client-${at}`)
    await Promise.all(names.map((name) => changeClientLimit(path, name, { operations: ['Get'] })))
    expect((await readClientLimits(path)).map(({ name }) => name)).to.have.members(names)
  })
})
