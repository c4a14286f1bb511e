import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { kmip } from '../../cli/testing/run-kmip.ts'
import { type OutageSite, openOutageSite } from './outage-site.ts'
import type { Trouble } from './troubled-kms.ts'

/** Milliseconds within which everything must have failed, on a machine that has other things to do too. */
const bound = 6000

/** What the commands work with; everything in it was sealed while all was well. */
interface Material {
  readonly folder: string
  readonly sealed: Buffer
  readonly wrapped: Buffer
  readonly pluginSealed: Buffer
}

interface CommandCase {
  /** The hook that it stands for. */
  readonly hook: string
  readonly args: (material: Material) => readonly string[]
  readonly input?: (material: Material) => Buffer
  /** Added to the exit code: PostgreSQL takes 1 to 125 of restore_command for an answer. */
  readonly above?: number
  /** Without an agent too. */
  readonly direct?: boolean
}

const segment = '000000010000000000000001'
const missing = '000000010000000000000009'

const commands: readonly CommandCase[] = [
  { hook: 'a pipe', args: () => ['seal', '--key', 'orders'], input: () => Buffer.from('data'), direct: true },
  {
    hook: 'a file',
    args: ({ folder }) => ['seal', '--key', 'orders', '--in', join(folder, segment), '--out', join(folder, 'no')],
  },
  { hook: 'a pipe', args: () => ['open'], input: ({ sealed }) => sealed },
  { hook: 'a file', args: ({ folder }) => ['open', '--out', join(folder, 'no')], input: ({ sealed }) => sealed },
  {
    hook: 'EDB wrap',
    args: ({ folder }) => ['wrap', '--key', 'orders', '--out', join(folder, 'no')],
    input: () => randomBytes(32),
  },
  { hook: 'EDB unwrap', args: () => ['unwrap'], input: ({ wrapped }) => wrapped },
  { hook: 'ssl_passphrase_command', args: () => ['secret', 'get', 'passphrase'], direct: true },
  { hook: 'cluster_key_command', args: () => ['secret', 'get', 'passphrase', '--hex'] },
  { hook: 'pgsodium getkey_script', args: () => ['secret', 'get', 'passphrase', '--hex', '--newline'] },
  {
    hook: 'a new secret',
    args: () => ['secret', 'set', 'other', '--key', 'orders'],
    input: () => Buffer.from('secret'),
  },
  {
    hook: 'pgBackRest',
    args: ({ folder }) => [
      ...['exec', '--env', 'SECRET=passphrase', '--', process.execPath, '-e'],
      `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'no'))}, '')`,
    ],
    above: 200,
  },
  {
    hook: 'archive_command',
    args: ({ folder }) => ['archive', '--key', 'orders', join(folder, segment), join(folder, 'archive')],
  },
  {
    hook: 'archive_command, once more',
    args: ({ folder }) => ['archive', '--key', 'orders', join(folder, 'again', segment), join(folder, 'kept')],
  },
  {
    hook: 'restore_command',
    args: ({ folder }) => ['restore', '--wait', '0', join(folder, 'kept', segment), join(folder, 'no')],
    above: 200,
    direct: true,
  },
  { hook: 'Fujitsu encrypt', args: () => ['plugin', 'encrypt', '--keyid', 'orders'], input: () => randomBytes(32) },
  {
    hook: 'Fujitsu decrypt',
    args: () => ['plugin', 'decrypt', '--keyid', 'orders'],
    input: ({ pluginSealed }) => pluginSealed,
  },
  { hook: 'rotation of files', args: ({ folder }) => ['reseal', join(folder, 'kept', segment)] },
]

/** Exit code, and the words that say why. */
const troubles: readonly [Trouble | 'archived', number, RegExp][] = [
  ['down', 3, /the server refuses connections/],
  ['silent', 3, /took longer than/],
  ['notTls', 3, /does not speak TLS/],
  ['unknownAuthority', 3, /not from a known authority/],
  ['clientRefused', 3, /not accept the client certificate|may refuse the client certificate/],
  ['slow', 3, /took longer than/],
  ['restarting', 3, /the connection was closed/],
  ['generalFailure', 1, /GeneralFailure/],
  ['permissionDenied', 1, /PermissionDenied/],
  ['archived', 1, /ObjectArchived/],
]

describe('a key manager in trouble', () => {
  let site: OutageSite
  let material: Material

  /** Options stand in front of what is run. */
  const at = (socket: string, args: readonly string[], ...more: readonly string[]): string[] => {
    const end = args.includes('--') ? args.indexOf('--') : args.length
    return [...args.slice(0, end), '--socket', socket, ...more, ...args.slice(end)]
  }
  const good = async (args: readonly string[], input: Buffer | string = ''): Promise<Buffer> => {
    const { code, bytes, stderr } = await kmip(at(site.socket, args), { input })
    expect(code, `${args.join(' ')}: ${stderr}`).to.equal(0)
    return bytes
  }
  let archived = false
  const both = async (trouble: Trouble | 'archived'): Promise<void> => {
    if (archived !== (trouble === 'archived')) {
      archived = trouble === 'archived'
      await site.archiveKeys(archived ? 'archive' : 'recover')
    }
    const cause = trouble === 'archived' ? 'none' : trouble
    await Promise.all([site.first.suffer(cause), site.second.suffer(cause)])
  }

  /** Milliseconds by which clocks in this process that are never set back go ahead. */
  let ahead = 0

  before(async () => {
    const { now } = performance
    Object.defineProperty(performance, 'now', { configurable: true, value: () => now.call(performance) + ahead })
    site = await openOutageSite()
    const folder = join(site.folder, 'work')
    for (const name of ['', 'archive', 'kept', 'again']) await mkdir(join(folder, name))
    for (const name of ['', 'again']) await writeFile(join(folder, name, segment), 'a segment')
    // From now on it is known which keys of the key manager they are.
    for (const key of ['wrapped', 'exported']) await good(['wrap', '--key', key], randomBytes(32))
    await good(['secret', 'set', 'passphrase', '--key', 'orders'], 'a passphrase')
    await good(['archive', '--key', 'orders', join(folder, segment), join(folder, 'kept')])
    material = {
      folder,
      sealed: await good(['seal', '--key', 'orders'], 'data'),
      wrapped: await good(['wrap', '--key', 'orders'], randomBytes(32)),
      pluginSealed: await good(['plugin', 'encrypt', '--keyid', 'orders'], randomBytes(32)),
    }
    await site.copyKeys()
  })
  afterEach(async () => {
    await both('none')
    await site.restart()
  })
  after(async () => {
    await site[Symbol.asyncDispose]()
    delete (performance as { now?: unknown }).now
  })

  /** Names and contents of all files of the commands. */
  const files = async (): Promise<Record<string, string>> => {
    const found: Record<string, string> = {}
    for (const entry of await readdir(material.folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = join(entry.parentPath, entry.name)
        found[path] = (await readFile(path)).toString('hex')
      }
    return found
  }

  const fails = async (how: CommandCase, direct: boolean, code: number, words: RegExp): Promise<void> => {
    const { hook, args, input, above = 0 } = how
    const line = args(material)
    const given = direct ? at('/nowhere', line, '--direct', '--config', site.configFile) : at(site.socket, line)
    const start = performance.now()
    const done = await kmip(given, { input: input?.(material) ?? '' })
    const what = `${hook}: ${given.join(' ')}: ${done.stderr}`
    expect(performance.now() - start, what).to.be.below(bound)
    expect(done.code, what).to.equal(above + code)
    expect(done.stdout, what).to.equal('')
    expect(done.stderr, what).to.match(words)
    expect(done.stderr, what).to.match(/^kmip: .+\.\n/)
    expect(done.stderr, what).to.match(new RegExp(`localhost:(${site.first.port}|${site.second.port})`))
    expect(done.stderr, what).not.to.include('not foreseen')
  }

  for (const [trouble, code, words] of troubles)
    it(`${trouble}: every command fails in its time, says which server and why, and gives nothing out`, async () => {
      const before = await files()
      await both(trouble)
      const all = [
        ...commands.map((each) => () => fails(each, false, code, words)),
        ...commands.filter(({ direct }) => direct).map((each) => () => fails(each, true, code, words)),
      ]
      // Where each waits for its time to be over, they wait together.
      if (trouble === 'silent' || trouble === 'slow') await Promise.all(all.map((each) => each()))
      else for (const each of all) await each()
      expect(await files()).to.deep.equal(before)
      expect(site.faults).to.deep.equal([])
    })

  it('a rotation fails as everything does, and goes on by itself when the key manager is back', async () => {
    const current = async () => {
      const { keys } = (await site.call('GET', '/v1/status')) as { keys: { name: string; uniqueIdentifier: string }[] }
      return keys.find(({ name }) => name === 'exported')?.uniqueIdentifier
    }
    const before = await current()
    await both('down')
    const { code, stderr } = await kmip(at(site.socket, ['agent', 'rekey', 'exported']))
    expect(code, stderr).to.equal(3)
    expect(stderr).to.include(`localhost:${site.first.port}: the server refuses connections`)
    await site.restart()
    await sleep(100)
    await both('none')
    for (let tries = 0; tries < 50 && (await current()) === before; tries++) await sleep(100)
    expect(await current())
      .to.be.a('string')
      .and.not.equal(before)
    expect(site.faults).to.deep.equal([])
  })

  it('restore: a segment that the archive has not is one thing, a key manager that is away another', async () => {
    await both('down')
    const restore = (name: string) =>
      kmip([
        'restore',
        join(material.folder, 'kept', name),
        join(material.folder, 'no'),
        '--socket',
        site.socket,
        '--wait',
        '0',
      ])
    expect((await restore(missing)).code).to.equal(1)
    expect((await restore(segment)).code).to.equal(203)
  })

  for (const trouble of ['down', 'silent', 'slow'] as const)
    it(`${trouble}: --wait goes on for that long, and no longer`, async () => {
      await both(trouble)
      const start = performance.now()
      const { code } = await kmip(['secret', 'get', 'passphrase', '--socket', site.socket, '--wait', '2'])
      expect(code).to.equal(3)
      expect(performance.now() - start).to.be.within(1000, 2000 + bound)
    })

  for (const trouble of ['down', 'silent', 'slow', 'restarting'] as const)
    it(`${trouble}: --wait ends well when the key manager is back meanwhile`, async () => {
      await both(trouble)
      const waiting = kmip(['secret', 'get', 'passphrase', '--socket', site.socket, '--wait', '15'])
      await sleep(800)
      await both('none')
      const { code, stdout, stderr } = await waiting
      expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'a passphrase', stderr: '' })
    })

  for (const trouble of [
    'down',
    'silent',
    'notTls',
    'unknownAuthority',
    'clientRefused',
    'slow',
    'restarting',
  ] as const)
    it(`${trouble}: the next key manager answers instead, and the first one again when it is back`, async () => {
      await site.call('POST', '/v1/keys/orders/data-key')
      const wrapped = material.wrapped.toString('base64')
      const unwrap = async () => (await site.call('POST', '/v1/keys/orders/unwrap', { wrapped })).plaintext
      const asked = () => [site.first, site.second].map(({ server }) => server.done.length)
      await site.first.suffer(trouble)
      const plaintext = await unwrap()
      expect(plaintext, JSON.stringify(site.faults)).to.be.a('string')
      const during = asked()
      expect(await unwrap()).to.equal(plaintext)
      expect(asked()).to.deep.equal([during[0], Number(during[1]) + 1])
      await site.first.suffer('none')
      ahead += 3 * site.timeout
      const back = asked()
      expect(await unwrap()).to.equal(plaintext)
      expect(Number(asked()[0]), 'the first is asked').to.be.above(Number(back[0]))
      expect(asked()[1]).to.equal(back[1])
    })

  it('a data key stays in memory for as long as the configuration says, also when its key manager is gone', async () => {
    await site.restart({ cache: 60_000 })
    const { wrapped, plaintext } = await site.call('POST', '/v1/keys/orders/data-key')
    await both('down')
    ahead += 30_000
    expect((await site.call('POST', '/v1/keys/orders/unwrap', { wrapped })).plaintext).to.equal(plaintext)
    ahead += 30_000
    const { error } = (await site.call('POST', '/v1/keys/orders/unwrap', { wrapped })) as { error?: { code: string } }
    expect(error?.code).to.equal('kmsUnavailable')
  })

  for (const key of ['orders', 'wrapped', 'exported'])
    it(`a key-encryption key is never kept: ${key} opens nothing from the moment when it is destroyed`, async () => {
      await site.restart({ cache: 60_000 })
      const path = `/v1/keys/${key}`
      const cached = await site.call('POST', `${path}/data-key`)
      const wrapped = (await site.call('POST', `${path}/data-key`)).wrapped
      const keys = (await site.call('GET', '/v1/status')).keys as { name: string; uniqueIdentifier: string }[]
      const uniqueIdentifier = keys.find(({ name }) => name === key)?.uniqueIdentifier
      await site.restart({ cache: 60_000 })
      expect((await site.call('POST', `${path}/unwrap`, { wrapped: cached.wrapped })).plaintext).to.equal(
        cached.plaintext,
      )
      await using client = await site.clientOf(site.first)
      await client.revoke({ uniqueIdentifier, revocationReason: { revocationReasonCode: 'KeyCompromise' } })
      await client.destroy({ uniqueIdentifier })
      const { error } = (await site.call('POST', `${path}/unwrap`, { wrapped })) as {
        error?: { code: string; message: string }
      }
      expect(error?.code, error?.message).to.equal('notFound')
      expect(error?.message).to.include(`localhost:${site.first.port}`)
      // What it had unwrapped before is a data key: it stays for its time.
      expect((await site.call('POST', `${path}/unwrap`, { wrapped: cached.wrapped })).plaintext).to.equal(
        cached.plaintext,
      )
    })
})
