import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { type Done, environment, runCommand } from './run-command.ts'

describe('commands of the agent', () => {
  let site: AgentSite
  let folder: string

  before(async () => {
    site = await openAgentSite()
    folder = join(site.folder, 'work')
    await mkdir(folder)
  })
  after(() => site[Symbol.asyncDispose]())

  const kmip = (args: readonly string[], input: Buffer | string = '', env: NodeJS.ProcessEnv = {}): Promise<Done> =>
    runCommand(args, environment(site.socket, env), input)
  const good = async (...given: Parameters<typeof kmip>): Promise<Buffer> => {
    const { code, stdout, stderr } = await kmip(...given)
    expect({ code, stderr }, given[0].join(' ')).to.deep.equal({ code: 0, stderr: '' })
    return stdout
  }
  const bad = async (exit: number, words: string, ...given: Parameters<typeof kmip>): Promise<void> => {
    const { code, stdout, stderr } = await kmip(...given)
    expect(code, `${given[0].join(' ')}: ${stderr}`).to.equal(exit)
    expect(stdout.length, 'what failed prints nothing').to.equal(0)
    expect(stderr).to.include(words)
  }

  it('seal and open: pipes and files, for one purpose', async () => {
    const data = randomBytes(200_000)
    const sealed = await good(['seal', '--key', 'orders', '--context', 'a'], data)
    expect((await good(['open', '--context', 'a'], sealed)).equals(data)).to.equal(true)
    await bad(1, 'sealed for another purpose', ['open', '--context', 'b'], sealed)
    const [path, opened] = [join(folder, 'sealed'), join(folder, 'opened')]
    await good(['seal', '--key', 'orders', '--out', path], data)
    await good(['open', '--in', path, '--out', opened])
    expect((await readFile(opened)).equals(data)).to.equal(true)
    await bad(2, 'exists', ['open', '--in', path, '--out', opened])
  })

  it('open leaves nothing behind when the data turns out to be cut off', async () => {
    const sealed = await good(['seal', '--key', 'orders'], randomBytes(200_000))
    const target = join(folder, 'never')
    await bad(1, 'altered or cut off', ['open', '--out', target], sealed.subarray(0, 150_000))
    expect((await readdir(folder)).filter((name) => name.includes('never'))).to.deep.equal([])
  })

  it('without an agent: the KMS is asked directly', async () => {
    const data = randomBytes(1000)
    const direct = ['--direct', '--config', join(site.folder, 'agent.toml'), '--socket', '/nowhere']
    await bad(2, '--key NAME', ['secret', 'set', 'x', '--generate', '16', ...direct])
    const sealed = await good(['seal', '--key', 'orders', ...direct], data)
    expect((await good(['open'], sealed)).equals(data)).to.equal(true)
  })

  it('a configuration that is wrong: which line, what was meant, exit code 2', async () => {
    const path = join(folder, 'wrong.toml')
    await writeFile(path, `${await readFile(join(site.folder, 'agent.toml'), 'utf8')}owners = "postgres"\n`)
    const words = 'unknown key "sockets[1].owners"; did you mean "sockets.owner"?'
    await bad(2, words, ['agent', '--config', path])
    await bad(2, words, ['seal', '--key', 'orders', '--direct', '--config', path])
  })

  it('a private key that everybody can read: how to mend it, exit code 2', async () => {
    // Beside the agent's own, since its paths are relative.
    const [config, key] = [join(site.folder, 'open.toml'), join(site.folder, 'open.key')]
    const right = await readFile(join(site.folder, 'agent.toml'), 'utf8')
    await writeFile(config, right.replace('"agent.key"', '"open.key"'))
    await writeFile(key, await readFile(join(site.folder, 'agent.key')))
    await chmod(key, 0o604)
    await bad(2, `chmod 600 ${key}`, ['agent', '--config', config])
    await chmod(key, 0o440)
    await good(['seal', '--key', 'orders', '--direct', '--config', config], randomBytes(10))
  })

  it('EDB: wrap writes the file, unwrap prints the key', async () => {
    const path = join(folder, 'key.bin')
    const key = randomBytes(44)
    await good(['wrap', '--key', 'orders', '--out', path, '--force'], key)
    await good(['wrap', '--key', 'orders', '--out', path, '--force'], key)
    expect((await good(['unwrap', '--in', path])).equals(key)).to.equal(true)
    expect((await readFile(path)).includes(key)).to.equal(false)
    await writeFile(path, 'something else')
    await bad(2, 'not a wrapped data key', ['unwrap', '--in', path])
  })

  it('CYBERTEC, pgsodium: 64 hexadecimal digits, the same each time', async () => {
    await good(['secret', 'set', 'cluster-key', '--key', 'orders', '--generate', '32'])
    const first = (await good(['secret', 'get', 'cluster-key', '--hex'])).toString()
    expect(first).to.match(/^[0-9a-f]{64}$/)
    expect((await good(['secret', 'get', 'cluster-key', '--hex'])).toString()).to.equal(first)
    await bad(1, 'already', ['secret', 'set', 'cluster-key', '--key', 'orders', '--generate', '32'])
    await bad(4, 'There is no secret other', ['secret', 'get', 'other'])
    expect(JSON.parse((await good(['secret', 'list', '--json'])).toString())).to.include('cluster-key')
  })

  it('ssl_passphrase_command: the passphrase as it was set, and nothing when something is wrong', async () => {
    await good(['secret', 'set', 'server-key', '--key', 'orders'], 'pass phrase\n')
    expect((await good(['secret', 'get', 'server-key'])).toString()).to.equal('pass phrase')
    await bad(3, 'is not there', ['secret', 'get', 'server-key', '--socket', join(folder, 'no.sock')])
    await bad(5, 'may not be used for', ['secret', 'get', 'cluster-key', '--socket', site.narrow])
  })

  it('Fujitsu: encrypt and decrypt with --keyid', async () => {
    const key = randomBytes(32)
    const sealed = await good(['plugin', 'encrypt', '--keyid', 'orders'], key)
    expect((await good(['plugin', 'decrypt', '--keyid', 'orders'], sealed)).equals(key)).to.equal(true)
    await bad(1, 'another purpose', ['plugin', 'decrypt', '--keyid', 'wrapped'], sealed)
  })

  it('exec: secrets in the environment, the exit code of the program', async () => {
    await good(['secret', 'set', 'password', '--key', 'orders'], 'from the agent')
    const program = [process.execPath, '-e', 'process.stdout.write(process.env.PGPASSWORD); process.exit(7)']
    const { code, stdout } = await kmip(['exec', '--env', 'PGPASSWORD=password', '--', ...program])
    expect([code, stdout.toString()]).to.deep.equal([7, 'from the agent'])
    await bad(202, 'there is no such program', ['exec', '--env', 'A=password', '--', '/no/such/program'])
    await bad(202, 'is not NAME=SECRET', ['exec', '--env', 'password', '--', 'true'])
  })

  it('archive and restore: exit codes as PostgreSQL needs them', async () => {
    const [segment, archive] = [join(folder, '000000010000000000000001'), join(folder, 'archive')]
    await mkdir(archive)
    const data = randomBytes(1_000_000)
    await writeFile(segment, data)
    await good(['archive', '--key', 'orders', segment, archive])
    await good(['archive', '--key', 'orders', segment, archive])
    const [archived, target] = [join(archive, '000000010000000000000001'), join(folder, 'RECOVERYXLOG')]
    await good(['restore', archived, target])
    expect((await readFile(target)).equals(data)).to.equal(true)
    await writeFile(segment, randomBytes(10))
    await bad(1, 'exists with other content', ['archive', '--key', 'orders', segment, archive])
    await bad(1, 'there is no such file', ['restore', join(archive, 'none'), target])
    const crash = `data:text/javascript,setTimeout(() => { throw new Error('not foreseen') }, 150)`
    const fatal = [
      await kmip(['restore', archived, target, '--socket', '/nowhere', '--wait', '0']),
      await kmip(['restore', archived, target, '--socket', '/nowhere', '--wait', 'long']),
      await kmip(['restore', archived, target, '--sockte', '/nowhere']),
      await kmip(['restore', archived]),
      await kmip(['restore', join(folder, 'not-mounted', '000000010000000000000001'), target]),
      await kmip(['restore', archived, target, '--socket', '/nowhere'], '', { NODE_OPTIONS: `--import "${crash}"` }),
      await kmip(['restore', archived, join(folder, 'no/such/folder')]),
    ]
    const sealed = await readFile(archived)
    await writeFile(archived, sealed.subarray(0, sealed.length - 5))
    fatal.push(await kmip(['restore', archived, target]))
    await writeFile(archived, '')
    fatal.push(await kmip(['restore', archived, target]))
    await chmod(archived, 0o600)
    for (const { code, stderr } of fatal) expect(code, stderr).to.be.within(126, 255)
    expect((await kmip(['restore', '--help'])).code).to.equal(0)
  })

  it('reseal: the data stays, the key is the new one', async () => {
    const path = join(folder, 'old')
    const data = randomBytes(100_000)
    await good(['seal', '--key', 'orders', '--out', path], data)
    const before = await readFile(path)
    await good(['agent', 'rekey', 'orders'])
    const { code } = await kmip(['reseal', path])
    expect(code).to.equal(0)
    const after = await readFile(path)
    expect(after.equals(before)).to.equal(false)
    expect(after.subarray(-100_000).equals(before.subarray(-100_000))).to.equal(true)
    expect((await good(['open', '--in', path])).equals(data)).to.equal(true)
  })

  it('waits for an agent that is away for a while', async () => {
    await site.running[Symbol.asyncDispose]()
    const waiting = kmip(['secret', 'get', 'server-key', '--wait', '20'])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await site.restart()
    const { code, stdout, stderr } = await waiting
    expect({ code, stdout: stdout.toString(), stderr }).to.deep.equal({ code: 0, stdout: 'pass phrase', stderr: '' })
  })

  it('doctor: all is well, or what is not and what to do', async () => {
    const config = join(site.folder, 'agent.toml')
    const { stdout } = await kmip(['doctor', '--config', config, '--json'])
    const findings = JSON.parse(stdout.toString()) as { result: string; what: string; remedy?: string }[]
    const wrong = findings.filter(({ result }) => result === 'failed')
    expect(wrong.map(({ what }) => what)).to.deep.equal(['key absent'])
    expect(wrong[0]?.remedy).to.include('kmip create --name absent')
    expect(findings.find(({ what }) => what.startsWith('client certificate'))?.result).to.equal('warning')
    await chmod(join(site.folder, 'agent.key'), 0o644)
    const open = await kmip(['doctor', '--config', config])
    expect(open.code).to.equal(1)
    expect(open.stdout.toString()).to.include(`chmod 0640 ${join(site.folder, 'agent.key')}`)
    await chmod(join(site.folder, 'agent.key'), 0o600)
  })

  it('connect: suggests a consumer', () => bad(2, 'Did you mean mongodb?', ['connect', 'mongdb']))
})
