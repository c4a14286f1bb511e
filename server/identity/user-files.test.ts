import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readCheckedClients } from './checked-clients.ts'
import { verifyPassword } from './credential/password-hash.ts'
import { toDeviceKey } from './user.ts'
import { addUser, readUsers, removeUser } from './user-files.ts'
import { openUsers } from './users.ts'

const cost = { ln: 4, r: 8, p: 1 }
const now = new Date('2026-01-02T03:04:05Z')
const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing failed',
    ({ message }) => message,
  )

describe('users in files', () => {
  let folder: string
  let directory: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-users-'))
    directory = join(folder, 'users')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const add = (name: string, more: object = {}) => addUser({ directory, name, password: 'secret', now, cost, ...more })

  it('are kept one a file, which only the owner can read and no password is in', async () => {
    await add('fred', { clients: ['app'] })
    const path = join(directory, 'fred.json')
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    expect(statSync(directory).mode & 0o777).to.equal(0o700)
    expect(readFileSync(path, 'utf8')).to.not.include('"secret"')
    const [user] = await readUsers(directory)
    expect(user).to.deep.include({ name: 'fred', clients: ['app'], created: now.toISOString() })
    expect(await verifyPassword('secret', user?.password ?? '')).to.equal(true)
  })

  it('have a name that is fit for a file and a principal, once', async () => {
    for (const name of ['', '../x', 'a b', '.a', '-a', 'a;b', 'a=b', 'x'.repeat(65)])
      expect(await failure(add(name)), name).to.include('cannot be the name of a user')
    await add('fred')
    expect(await failure(add('fred'))).to.include('There is a user "fred" already')
    await add('fred', { password: 'other', replace: true })
    const [user, ...others] = await readUsers(directory)
    expect(others).to.deep.equal([])
    expect(await verifyPassword('other', user?.password ?? '')).to.equal(true)
    expect(await failure(add('anna', { password: '' }))).to.include('password is empty')
    expect(readdirSync(directory)).to.have.members(['.checked.json', 'fred.json'])
  })

  it('are known from the next request on, and unknown once removed', async () => {
    const users = openUsers(directory)
    expect(await users.findByName('fred')).to.equal(undefined)
    expect(await users.isInUse('CN=app')).to.equal(false)
    await add('fred')
    expect(await users.isInUse('CN=app')).to.equal(true)
    expect((await users.findByName('fred'))?.name).to.equal('fred')
    expect(await users.findByName('Fred')).to.equal(undefined)
    await add('anna')
    expect((await users.findByName('anna'))?.name).to.equal('anna')
    await removeUser(directory, 'anna')
    await removeUser(directory, 'fred')
    expect(await users.isInUse('CN=app')).to.equal(true)
    await add('anna')
    expect(await users.findByName('fred')).to.equal(undefined)
    expect(await failure(removeUser(directory, 'fred'))).to.equal('There is no user "fred".')
    expect(await failure(removeUser(directory, '../users/anna'))).to.include('There is no user')
  })

  it('matter to the clients that they may come with, also once removed', async () => {
    const users = openUsers(directory)
    const listInUse = async () => {
      const all = await Promise.all(['CN=app', 'O=x,CN=db', 'CN=ceph'].map((each) => users.isInUse(each)))
      return all.map(String).join(' ')
    }
    expect(await listInUse()).to.equal('false false false')
    await add('fred', { clients: ['app'] })
    expect(await listInUse()).to.equal('true false false')
    await Promise.all([add('anna', { clients: ['O=x,CN=db', 'app'] }), add('bob', { clients: ['other'] })])
    expect(await listInUse()).to.equal('true true false')
    await removeUser(directory, 'anna')
    await removeUser(directory, 'fred')
    expect(await listInUse()).to.equal('true true false')
    expect(await readCheckedClients(directory)).to.have.members(['app', 'O=x,CN=db', 'other'])
    await add('carol')
    await add('dave', { clients: ['app'] })
    expect(await listInUse()).to.equal('true true true')
  })

  it('of a release without the list of clients matter to all; a damaged list lets nobody in', async () => {
    await add('fred', { clients: ['app'] })
    const users = openUsers(directory)
    writeFileSync(join(directory, '.checked.json'), '{"clients":"app"}')
    expect(await failure(users.isInUse('CN=ceph'))).to.include('does not hold a list of clients')
    rmSync(join(directory, '.checked.json'))
    expect(await users.isInUse('CN=ceph')).to.equal(true)
  })

  it('are not read again while nothing changes', async () => {
    await add('fred')
    const past = new Date(Date.now() - 60_000)
    utimesSync(directory, past, past)
    const users = openUsers(directory)
    const first = await users.findByName('fred')
    expect(await users.findByName('fred')).to.equal(first)
    utimesSync(directory, new Date(), new Date())
    expect(await users.findByName('fred')).to.not.equal(first)
  })

  it('may be devices, known by their identifiers and not by name, and no two the same', async () => {
    const device = { deviceSerialNumber: '1', networkIdentifier: 'n' }
    await add('drive', { device })
    const users = openUsers(directory)
    expect(await users.findByName('drive')).to.equal(undefined)
    expect((await users.findByDevice(toDeviceKey(device)))?.name).to.equal('drive')
    expect(await users.findByDevice(toDeviceKey({ deviceSerialNumber: '1' }))).to.equal(undefined)
    expect(await users.findByDevice(toDeviceKey({ ...device, mediaIdentifier: 'm' }))).to.equal(undefined)
    expect(await failure(add('twin', { device }))).to.include('drive already has these device identifiers')
    expect(await failure(add('none', { device: {} }))).to.include('at least one identifier')
  })

  it('are refused where a file is damaged', async () => {
    await add('fred')
    const path = join(directory, 'fred.json')
    const whole = readFileSync(path, 'utf8')
    for (const text of ['', '{', whole.replace('fred', 'anna'), whole.replace('"name"', '"names"')]) {
      writeFileSync(path, text)
      expect(await failure(readUsers(directory)), text).to.include(`${path} does not hold a user`)
    }
  })
})
