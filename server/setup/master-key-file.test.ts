import { randomBytes } from 'node:crypto'
import { linkSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createMasterKey } from '../store/seal/master-key.ts'
import { createNextMasterKey, readMasterKey, removeNextMasterKey } from './master-key-file.ts'
import { SetUpError } from './set-up-error.ts'

const catchRejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the file of the master key', () => {
  const secret = Buffer.alloc(32, 7)
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-master-key-'))
    path = join(folder, 'master.key')
    writeFileSync(path, secret, { mode: 0o600 })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('keeps the old key until the new one is used', async () => {
    await using next = await createNextMasterKey(path, randomBytes)
    expect(readFileSync(path)).to.deep.equal(secret)
    expect(statSync(`${path}.new`).mode & 0o777).to.equal(0o600)
    expect(createMasterKey(readFileSync(`${path}.new`)).id).to.equal(next.masterKey.id)
    await next.use()
    expect((await readMasterKey(path)).id).to.equal(next.masterKey.id)
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    await next.eraseOld()
    expect(() => statSync(`${path}.new`)).to.throw('ENOENT')
  })

  it('leaves a linked copy of the old key as it is', async () => {
    linkSync(path, join(folder, 'backup'))
    await using next = await createNextMasterKey(path, randomBytes)
    await next.use()
    await next.eraseOld()
    expect(readFileSync(join(folder, 'backup'))).to.deep.equal(secret)
  })

  it('is replaced again after an interruption, and what that left is removed', async () => {
    await createNextMasterKey(path, randomBytes)
    await using next = await createNextMasterKey(path, randomBytes)
    await next.use()
    await createNextMasterKey(path, randomBytes)
    await removeNextMasterKey(path)
    await removeNextMasterKey(path)
    expect(() => statSync(`${path}.new`)).to.throw('ENOENT')
  })

  it('is refused when it is missing, has another size, or is a link where it is to be replaced', async () => {
    expect(await catchRejection(readMasterKey(join(folder, 'none')))).to.be.instanceOf(SetUpError)
    writeFileSync(join(folder, 'short'), 'short')
    expect(String(await catchRejection(readMasterKey(join(folder, 'short'))))).to.include('5 bytes instead of 32')
    symlinkSync(path, join(folder, 'linked'))
    expect(String(await catchRejection(createNextMasterKey(join(folder, 'linked'), randomBytes)))).to.include(
      'symbolic link',
    )
    expect(readFileSync(path)).to.deep.equal(secret)
  })
})
