import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createFile, makeDirectory, readFileIfExists, removeAbandoned, renewFile, replaceFile } from './durable-file.ts'

const mode = (path: string): number => statSync(path).mode & 0o777

describe('durable files', () => {
  let directory: string
  let path: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-file-'))
    path = join(directory, 'a.key')
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('makes a file once, with its mode, and leaves nothing beside it', async () => {
    expect(await createFile(path, 'first', 0o600)).to.equal(true)
    expect(await createFile(path, 'second', 0o600)).to.equal(false)
    expect(readFileSync(path, 'utf8')).to.equal('first')
    expect(mode(path)).to.equal(0o600)
    expect(readdirSync(directory)).to.deep.equal(['a.key'])
  })

  it('lets exactly one of many runs at once make it', async () => {
    const contents = Array.from({ length: 8 }, (_, index) => `run ${index}`.repeat(1000))
    const made = await Promise.all(contents.map((content) => createFile(path, content, 0o600)))
    expect(made.filter(Boolean)).to.have.length(1)
    expect(readFileSync(path, 'utf8')).to.equal(contents[made.indexOf(true)])
  })

  it('replaces a file whole, and the target of a symbolic link in its place', async () => {
    mkdirSync(join(directory, 'real'))
    const target = join(directory, 'real', 'target')
    writeFileSync(target, 'old', { mode: 0o644 })
    symlinkSync(target, path)
    await replaceFile(path, 'new', 0o600)
    expect(readFileSync(target, 'utf8')).to.equal('new')
    expect(mode(target)).to.equal(0o600)
    expect(readFileSync(path, 'utf8')).to.equal('new')
    expect(readdirSync(join(directory, 'real'))).to.deep.equal(['target'])
  })

  it('renews a file with its mode and owner, and makes one that is missing', async () => {
    await renewFile(path, 'first', 0o400)
    expect(mode(path)).to.equal(0o400)
    chmodSync(path, 0o640)
    const isRoot = process.getuid?.() === 0
    if (isRoot) chownSync(path, 65_534, 65_533)
    await renewFile(path, 'second', 0o400)
    expect(readFileSync(path, 'utf8')).to.equal('second')
    expect(mode(path)).to.equal(0o640)
    if (isRoot) expect(statSync(path)).to.include({ uid: 65_534, gid: 65_533 })
    expect(readdirSync(directory)).to.deep.equal(['a.key'])
    chmodSync(path, 0o644)
    await renewFile(path, 'third', 0o600)
    expect(mode(path), 'open to everybody').to.equal(0o600)
  })

  it('renews no symbolic link', async () => {
    const target = join(directory, 'target')
    writeFileSync(target, 'of somebody else')
    symlinkSync(target, path)
    const error = await renewFile(path, 'new', 0o600).catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'ELOOP')
    expect(error).to.have.property('message').that.includes(`${path} is a symbolic link`)
    expect(readFileSync(target, 'utf8')).to.equal('of somebody else')
  })

  it('leaves nothing behind when a file cannot be placed', async () => {
    mkdirSync(path)
    const error = await replaceFile(path, 'content', 0o600).catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'EISDIR')
    expect(readdirSync(directory)).to.deep.equal(['a.key'])
  })

  it('reads what is there', async () => {
    expect(await readFileIfExists(path)).to.equal(undefined)
    writeFileSync(path, 'x')
    expect((await readFileIfExists(path))?.toString()).to.equal('x')
    expect(await readFileIfExists(directory).catch((reason: unknown) => reason)).to.have.property('code', 'EISDIR')
  })

  it('makes directories for their owner only', async () => {
    const inner = join(directory, 'a', 'b')
    expect(await makeDirectory(inner)).to.equal(true)
    expect(await makeDirectory(inner)).to.equal(false)
    expect([mode(join(directory, 'a')), mode(inner)]).to.deep.equal([0o700, 0o700])
  })

  it('makes directories that others may enter, whatever the umask', async () => {
    const before = process.umask(0o077)
    try {
      await makeDirectory(join(directory, 'a', 'b'), 0o755)
    } finally {
      process.umask(before)
    }
    expect([mode(join(directory, 'a')), mode(join(directory, 'a', 'b'))]).to.deep.equal([0o755, 0o755])
  })

  it('removes what a crash left, but nothing that may be in the making', async () => {
    const old = '.ca.key.0123456789abcdef.tmp'
    const fresh = '.ca.key.fedcba9876543210.tmp'
    for (const name of [old, fresh, 'notes.tmp', '.hidden']) writeFileSync(join(directory, name), 'x')
    const hourAgo = Date.now() / 1000 - 3600
    for (const name of [old, 'notes.tmp', '.hidden']) utimesSync(join(directory, name), hourAgo, hourAgo)
    await removeAbandoned(directory, new Date())
    expect(readdirSync(directory).sort()).to.deep.equal([fresh, '.hidden', 'notes.tmp'].sort())
  })
})
