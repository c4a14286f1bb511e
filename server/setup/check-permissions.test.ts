import { chmodSync, chownSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkPermissions, describePermissionFault } from './check-permissions.ts'
import { SetUpError } from './set-up-error.ts'

describe('permissionFault', () => {
  const fault = (mode: number, owner = 1000, path = '/d/master.key', user = 1000): string | undefined =>
    describePermissionFault({ path, what: path === '/d' ? 'data directory' : 'master key', mode, owner }, user)

  it('says who can do what, and the command that ends it', () => {
    expect(fault(0o100644)).to.equal(
      'The master key /d/master.key can be read by others (mode 644). Run: chmod 600 /d/master.key',
    )
    expect(fault(0o100640)).to.include('can be read by its group (mode 640)')
    expect(fault(0o100666)).to.include('can be read and changed by others (mode 666)')
    expect(fault(0o100602)).to.include('can be changed by others (mode 602)')
    expect(fault(0o40755, 1000, '/d')).to.equal(
      'The data directory /d can be listed and entered by others (mode 755). Run: chmod 700 /d',
    )
  })

  it('is content with every mode that keeps group and others out', () => {
    for (const mode of [0o600, 0o400, 0o700, 0o200]) expect(fault(0o100000 | mode)).to.equal(undefined)
  })

  it('trusts its own user and root, nobody else', () => {
    expect(fault(0o600, 0)).to.equal(undefined)
    expect(fault(0o600, 0, '/d/master.key', 0)).to.equal(undefined)
    expect(fault(0o600, 1001)).to.equal(
      'The master key /d/master.key belongs to the user 1001, but this process runs as 1000. Run it as 1001, or: chown 1000 /d/master.key',
    )
    expect(fault(0o600, 1001, '/d/master.key', 0)).to.include('runs as 0')
  })

  it('gives commands that a shell takes', () => {
    expect(fault(0o644, 1000, "/d/it's mine")).to.match(/Run: chmod 600 '\/d\/it'\\''s mine'$/)
  })
})

describe('checkPermissions', () => {
  let directory: string
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'kmip-mode-')))
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('reports every fault at once and passes over what is not there', async () => {
    const [a, b] = [join(directory, 'a'), join(directory, 'b')]
    writeFileSync(a, '', { mode: 0o600 })
    writeFileSync(b, '', { mode: 0o600 })
    const list = [
      { path: directory, what: 'data directory' },
      { path: a, what: 'master key' },
      { path: b, what: 'private key' },
      { path: join(directory, 'none'), what: 'private key' },
    ] as const
    await checkPermissions(list)
    chmodSync(a, 0o640)
    chmodSync(directory, 0o711)
    const error = await checkPermissions(list).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(SetUpError)
    expect((error as Error).message.split('\n')).to.have.length(2)
    expect((error as Error).message)
      .to.include(`chmod 700 ${directory}\n`)
      .and.include(`chmod 600 ${a}`)
  })

  it('judges the target of a symbolic link and names it', async () => {
    const [target, link] = [join(directory, 'target'), join(directory, 'link')]
    writeFileSync(target, '')
    chmodSync(target, 0o604)
    symlinkSync(target, link)
    const error = await checkPermissions([{ path: link, what: 'private key' }]).catch((reason: unknown) => reason)
    expect((error as Error).message).to.equal(
      `The private key ${target} can be read by others (mode 604). Run: chmod 600 ${target}`,
    )
  })

  it('compares the owner with the user of the process', async () => {
    // A directory of root is trusted, so as root this test asks about a file that it gives away.
    const path = join(directory, 'key')
    writeFileSync(path, '', { mode: 0o600 })
    const own = statSync(path).uid
    if (own === 0) chownSync(path, 4321, 0)
    const { uid } = statSync(path)
    await checkPermissions([{ path, what: 'private key' }], uid)
    const error = await checkPermissions([{ path, what: 'private key' }], uid + 1).catch((reason: unknown) => reason)
    expect((error as Error).message).to.include(`belongs to the user ${uid}`)
  })
})
