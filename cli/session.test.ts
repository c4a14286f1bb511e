import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { bare, kmip, kmipProcess, main, type Run, type RunOptions } from './testing/run-kmip.ts'

interface Ready {
  readonly port: number
  readonly ca: string
}

describe('kmip with a server of its own', () => {
  let folder: string
  let server: ChildProcess
  let ready: Ready
  let identity: readonly string[]

  const run = (args: readonly string[], options?: RunOptions): Promise<Run> => kmip([...args, ...identity], options)
  const good = async (args: readonly string[], options?: RunOptions): Promise<Run> => {
    const done = await run(args, options)
    expect({ code: done.code, stderr: done.stderr }, args.join(' ')).to.deep.equal({ code: 0, stderr: '' })
    return done
  }
  const json = async (args: readonly string[], options?: RunOptions) =>
    JSON.parse((await good([...args, '--json'], options)).stdout)

  before(async function () {
    this.timeout(30_000)
    folder = mkdtempSync(join(tmpdir(), 'kmip-session-'))
    const data = join(folder, 'kmip')
    const args = ['serve', '--port', '0', '--data-directory', data, '--json']
    server = spawn(process.execPath, [main, ...args], {
      env: bare(),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = await once(createInterface({ input: server.stdout as NodeJS.ReadableStream }), 'line')
    ready = JSON.parse(line as string) as Ready
    expect(ready.port, '--port 0 is any that is free').to.not.equal(5696)
    identity = ['--server', `localhost:${ready.port}`, '--data-directory', data]
  })

  after(async () => {
    server.kill('SIGTERM')
    const [code] = await once(server, 'exit')
    rmSync(folder, { recursive: true, force: true })
    expect(code).to.equal(0)
  })

  it('takes a key through its life', async () => {
    const { uniqueIdentifier } = await json(['create', '--name', 'orders', '--activate', '--attribute', 'x-Shelf=7'])
    expect((await good(['locate', '--state', 'active'])).stdout).to.match(/orders +SymmetricKey +AES +256 +Active/)
    expect((await good(['locate', '--name', 'orders', '--ids'])).stdout.trim()).to.equal(uniqueIdentifier)
    expect((await good(['attributes', 'get', '--name', 'orders', 'State', 'x-Shelf'])).stdout).to.match(/x-Shelf +7/)
    expect((await good(['attributes', '--name', 'orders'])).stdout).to.match(/x-Shelf +7/)
    await good(['attributes', 'set', 'name:orders', 'Comment=monthly'])
    expect(await json(['attributes', 'get', uniqueIdentifier, 'Comment'])).to.deep.equal({ comment: 'monthly' })
    await good(['attributes', 'delete', 'name:orders', 'x-Shelf'])
    expect(await json(['attributes', 'list', 'name:orders']))
      .to.include('Comment')
      .and.not.include('x-Shelf')

    const active = await run(['destroy', uniqueIdentifier])
    expect(active.code).to.equal(1)
    const renewed = await json(['rekey', '--name', 'orders'])
    expect(renewed.uniqueIdentifier).to.not.equal(uniqueIdentifier)
    await good(['revoke', uniqueIdentifier, '--reason', 'superseded'])
    await good(['destroy', uniqueIdentifier])
    expect((await run(['get', '--name', 'nothing'])).code).to.equal(4)
    expect((await run(['get', '00000000-0000-4000-8000-000000000000'])).code).to.equal(4)
  })

  it('shows a key only when asked to', async () => {
    const key = Buffer.alloc(32, 0xa5)
    await good(['register', '--type', 'symmetric', '--name', 'given'], { input: key })
    const hex = key.toString('hex')
    for (const args of [['get'], ['get', '--json'], ['attributes', 'get']])
      expect((await good([...args, '--name', 'given'])).stdout).to.not.include(hex)
    expect((await good(['get', '--name', 'given', '--reveal'])).stdout).to.include(hex)
    const file = join(folder, 'given.key')
    await good(['get', '--name', 'given', '--out', file])
    expect(readFileSync(file)).to.deep.equal(key)
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    expect((await run(['get', '--name', 'given', '--out', file])).code).to.equal(2)
  })

  it('decrypts with the key that the data names, also after Re-key', async () => {
    const { uniqueIdentifier: first } = await json(['create', '--name', 'moved', '--activate'])
    const encrypt = (...flags: string[]) => good(['encrypt', '--name', 'moved', ...flags], { input: 'hello' })
    const { bytes: input } = await encrypt()
    const { bytes: bare } = await encrypt('--raw')
    const { bytes: counted } = await encrypt('--mode', 'CTR')
    expect(bare).to.have.length(12 + 5 + 16)
    const { uniqueIdentifier: second } = await json(['rekey', '--name', 'moved'])
    expect((await good(['decrypt'], { input })).stdout).to.equal('hello')
    expect((await good(['decrypt', first], { input })).stdout).to.equal('hello')
    for (const [flags, data] of [
      [[], input],
      [['--mode', 'CTR'], counted],
    ] as const) {
      const { code, stdout, stderr } = await run(['decrypt', '--name', 'moved', ...flags], { input: data })
      expect([code, stdout]).to.deep.equal([1, ''])
      expect(stderr).to.include(`encrypted with ${first}; the name moved is that of ${second} now`)
      expect(stderr).to.include(`kmip decrypt ${first}`)
    }
    expect((await run(['decrypt', second], { input })).stderr).to.include(`with ${first}, not with ${second}`)
    const unnamed = await run(['decrypt', '--name', 'moved'], { input: bare })
    expect(unnamed.stderr).to.include(`${second} replaced ${first}`).and.include(`kmip decrypt ${first}`)
    expect((await good(['decrypt', first], { input: bare })).stdout).to.equal('hello')
    expect((await run(['decrypt'], { input: bare })).stderr).to.include('which object?')
    expect((await run(['decrypt'], { input: input.subarray(0, 20) })).stderr).to.include('cut off')
    const newer = Buffer.from(input)
    newer[8] = 2
    expect((await run(['decrypt'], { input: newer })).stderr).to.include('a newer version of kmip')
  })

  it('encrypts and decrypts, in each mode', async () => {
    await good(['create', '--name', 'cipher', '--activate'])
    for (const more of [[], ['--aad', '01ff'], ['--mode', 'CBC'], ['--mode', 'ctr']]) {
      const args = ['--name', 'cipher', ...more]
      const { bytes } = await good(['encrypt', ...args], { input: 'hello' })
      expect(bytes.includes('hello')).to.equal(false)
      expect((await good(['decrypt', ...args], { input: bytes })).stdout).to.equal('hello')
    }
    const apart = await json(['encrypt', '--name', 'cipher'], { input: 'hello' })
    const flags = ['--iv', apart.ivCounterNonce, '--tag', apart.authenticatedEncryptionTag]
    const input = Buffer.from(apart.data, 'hex')
    expect((await good(['decrypt', '--name', 'cipher', ...flags], { input })).stdout).to.equal('hello')
    expect((await run(['decrypt', '--name', 'cipher'], { input: Buffer.alloc(40) })).code).to.equal(1)
  })

  it('signs, verifies, makes codes, hashes and gives random bytes, also with much data', async () => {
    const mask = ['--attribute', 'CryptographicUsageMask=MACGenerate,MACVerify']
    await good(['create', '--name', 'ledger', '--activate', ...mask])
    const pem = join(folder, 'release.pem')
    execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', pem])
    execFileSync('openssl', ['pkey', '-in', pem, '-pubout', '-out', `${pem}.pub`])
    const active = ['--attribute', 'ActivationDate=now']
    await good(['register', '--in', pem, '--name', 'release', ...active, '--attribute', 'CryptographicUsageMask=Sign'])
    const usage = ['--attribute', 'CryptographicUsageMask=Verify']
    await good(['register', '--in', `${pem}.pub`, '--name', 'release-public', ...active, ...usage])
    const [signature, digest] = [join(folder, 'signature'), join(folder, 'digest')]
    const hashed = ['--hash', 'SHA-256']
    for (const size of [5, 3 * 512 * 1024 + 1]) {
      const input = Buffer.alloc(size, 7)
      await good(['sign', '--name', 'release', ...hashed, '--out', signature, '--force'], { input })
      const verify = ['verify', '--name', 'release-public', ...hashed, '--signature', signature]
      expect((await good(verify, { input })).stdout).to.equal('Valid\n')
      writeFileSync(join(folder, 'data'), input)
      const openssl = ['dgst', '-sha256', '-verify', `${pem}.pub`, '-signature', signature, join(folder, 'data')]
      expect(execFileSync('openssl', openssl).toString()).to.equal('Verified OK\n')
      const other = await run(verify, { input: input.subarray(1) })
      expect([other.code, other.stdout, other.stderr]).to.deep.equal([1, '', 'kmip: the signature is not valid\n'])

      await good(['hash', '--out', digest, '--force'], { input })
      expect(readFileSync(digest)).to.deep.equal(createHash('sha256').update(input).digest())
      await good([...verify, '--digest', '--in', digest])
      const mac = ['mac', '--name', 'ledger', '--algorithm', 'hmac-sha256']
      const code = (await good(mac, { input })).stdout.trim()
      expect(code).to.match(/^[0-9a-f]{64}$/)
      expect((await good([...mac, '--verify', code], { input })).stdout).to.equal('Valid\n')
      expect((await run([...mac, '--verify', code], { input: Buffer.concat([input, input]) })).code).to.equal(1)
    }
    expect((await good(['random', '20'])).stdout).to.match(/^[0-9a-f]{40}\n$/)
    expect((await run(['random', 'x'])).code).to.equal(2)
  })

  it('registers what openssl made, and makes what openssl reads', async () => {
    const pem = join(folder, 'made.pem')
    execFileSync('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-out', pem])
    await good(['register', '--in', pem, '--name', 'made'])
    const back = join(folder, 'made.der')
    await good(['get', '--name', 'made', '--format', 'PKCS_8', '--out', back])
    const key = createPrivateKey({ key: readFileSync(back), format: 'der', type: 'pkcs8' })
    expect(key.equals(createPrivateKey(readFileSync(pem)))).to.equal(true)

    await good(['create-key-pair', '--algorithm', 'RSA', '--length', '2048', '--private-name', 'pair'])
    const pair = join(folder, 'pair.der')
    await good(['get', '--name', 'pair', '--format', 'pkcs-8', '--out', pair])
    expect(execFileSync('openssl', ['pkey', '-inform', 'DER', '-in', pair, '-noout', '-text']).toString()).to.include(
      '2048 bit',
    )
  })

  it('sends a message as it is written, and hides the key in the answer', async () => {
    const { uniqueIdentifier } = await json(['register', '--type', 'symmetric'], { input: Buffer.alloc(16, 0x5a) })
    const file = join(folder, 'get.xml')
    const message = `<RequestMessage><RequestHeader><ProtocolVersion><ProtocolVersionMajor type="Integer" value="1"/>
      <ProtocolVersionMinor type="Integer" value="2"/></ProtocolVersion><BatchCount type="Integer" value="1"/></RequestHeader>
      <BatchItem><Operation type="Enumeration" value="Get"/><RequestPayload>
      <UniqueIdentifier type="TextString" value="${uniqueIdentifier}"/></RequestPayload></BatchItem></RequestMessage>`
    writeFileSync(file, message)
    const { stdout } = await good(['request', file])
    expect(stdout).to.include('<CryptographicAlgorithm type="Enumeration" value="AES"/>')
    expect(stdout).to.include('(16 bytes, hidden)').and.not.include('5a5a5a')
    expect((await good(['request', file, '--json', '--reveal'])).stdout).to.include('5a'.repeat(16))
    const twice = await good(['request'], { input: `<KMIP>${message}${message}</KMIP>` })
    expect(twice.stdout.match(/<ResponseMessage>/g)).to.have.lengthOf(2)
  })

  it('lets a further client in, which sees objects of its own only', async () => {
    const out = join(folder, 'payments')
    const add = ['client', 'add', 'payments', '--data-directory', join(folder, 'kmip')]
    expect((await kmip([...add, '--out', out])).code).to.equal(0)
    const env = {
      KMIP_SERVER: `localhost:${ready.port}`,
      KMIP_CA: join(out, 'ca.crt'),
      KMIP_CERT: join(out, 'payments.crt'),
      KMIP_KEY: join(out, 'payments.key'),
    }
    const made = await kmipProcess(['create', '--name', 'mine', '--json'], { env })
    const { uniqueIdentifier } = JSON.parse(made.stdout)
    expect((await kmipProcess(['locate', '--ids'], { env })).stdout.trim()).to.equal(uniqueIdentifier)
    expect((await kmip(add)).code).to.equal(2)
  })

  it('lists clients, and revokes one', async () => {
    const data = ['--data-directory', join(folder, 'kmip')]
    const out = join(folder, 'left')
    expect((await kmip(['client', 'add', 'left', '--out', out, ...data])).code).to.equal(0)
    const env = {
      KMIP_SERVER: `localhost:${ready.port}`,
      KMIP_CA: join(out, 'ca.crt'),
      KMIP_CERT: join(out, 'left.crt'),
      KMIP_KEY: join(out, 'left.key'),
    }
    expect((await kmipProcess(['locate', '--ids'], { env })).code).to.equal(0)
    expect((await kmip(['client', 'list', ...data])).stdout).to.match(/left +valid +\d{4}-\d\d-\d\d/)
    const revoked = await kmip(['client', 'revoke', 'left', ...data])
    expect(revoked).to.include({ code: 0, stdout: 'Revoked left. What it owns stays.\n', stderr: '' })
    expect((await kmipProcess(['locate', '--ids'], { env })).code).to.not.equal(0)
    const list = JSON.parse((await kmip(['client', 'list', '--json', ...data])).stdout) as {
      name: string
      state: string
    }[]
    expect(list.find(({ name }) => name === 'left')).to.include({ state: 'revoked' })
    expect((await kmip(['client', 'revoke', 'nobody', ...data])).stderr).to.include('There is no client "nobody"')
    expect((await kmip(['client', 'revoke', ...data])).code).to.equal(2)
  })

  it('limits a client, new or running, and shows the limits', async () => {
    const data = ['--data-directory', join(folder, 'kmip')]
    const out = join(folder, 'limited')
    const limits = ['--operations', 'locate,Get,Create,re-key', '--no-name-reuse']
    const added = await kmip(['client', 'add', 'limited', ...limits, '--out', out, ...data])
    expect(added.stdout).to.match(/^Limits +Locate Get Create ReKey; no name reuse$/m)
    const env = {
      KMIP_SERVER: `localhost:${ready.port}`,
      KMIP_CA: join(out, 'ca.crt'),
      KMIP_CERT: join(out, 'limited.crt'),
      KMIP_KEY: join(out, 'limited.key'),
    }
    const made = JSON.parse((await kmipProcess(['create', '--name', 'one', '--json'], { env })).stdout)
    const destroyed = await kmipProcess(['destroy', made.uniqueIdentifier], { env })
    expect(destroyed.stderr).to.include(
      'CN=limited may not use Destroy: its limits allow only Locate, Get, Create, ReKey.',
    )
    expect((await kmipProcess(['rekey', '--name', 'one'], { env })).stderr).to.include(
      `The name one stays with ${made.uniqueIdentifier}`,
    )
    expect((await kmip(['client', 'list', ...data])).stdout).to.match(
      /^limited +valid .* Locate Get Create ReKey; no name reuse$/m,
    )
    const limit = ['client', 'limit', 'limited', ...data]
    expect((await kmip([...limit, '--operations', 'Locate'])).stdout).to.equal('limited: Locate\n')
    expect((await kmipProcess(['get', made.uniqueIdentifier], { env })).stderr).to.include('may not use Get')
    expect((await kmip([...limit, '--none'])).stdout).to.equal('limited: no limits\n')
    expect((await kmipProcess(['destroy', made.uniqueIdentifier], { env })).code).to.equal(0)
    const list = JSON.parse((await kmip(['client', 'list', '--json', ...data])).stdout) as Record<string, unknown>[]
    expect(list.find(({ name }) => name === 'limited')).to.not.have.any.keys('operations', 'reuseNames')
    expect((await kmip(limit)).stderr).to.include('give --operations, --no-name-reuse or both, or else --none')
    expect((await kmip([...limit, '--operations', 'Fetch'])).stderr).to.include('there is no Fetch')
    expect((await kmip(['client', 'limit', 'nobody', '--none', ...data])).stderr).to.include(
      'There is no client "nobody"',
    )
  })

  it('lets users in beside the certificate, with a password that is in no argument', async () => {
    const data = ['--data-directory', join(folder, 'kmip')]
    const user = (args: readonly string[], options?: RunOptions) => kmip(['user', ...args, ...data], options)
    const scoped = await user(['add', 'anna', '--client', 'payments'], { input: 'a long enough password\n' })
    expect(scoped).to.include({ code: 0, stdout: 'Added the user anna.\n', stderr: '' })
    writeFileSync(join(folder, 'dummy'), 'dummy')
    const dummy = ['--username', 'rgw', '--password-file', join(folder, 'dummy')]
    await good(['locate', ...dummy])
    const unasked = await user(['add', 'fred'], { input: 'a long enough password\n' })
    expect(unasked).to.include({ code: 2, stdout: '' })
    expect(unasked.stderr).to.include('checks the credentials that any client sends').and.include('add --yes')
    await good(['locate', ...dummy])
    const added = await user(['add', 'fred', '--yes'], { input: 'a long enough password\n' })
    expect(added).to.include({ code: 0, stdout: 'Added the user fred.\n' })
    expect(added.stderr).to.include('these would fail')
    expect((await run(['locate', ...dummy])).stderr).to.include('The credential is not accepted')
    const secret = join(folder, 'password')
    writeFileSync(secret, 'a long enough password\nand a second line')
    const short = join(folder, 'short')
    writeFileSync(short, 'short')
    const device = ['--device', 'serial=17', '--device', 'media=m', '--client', 'payments']
    expect((await user(['add', 'drive', '--password-file', short, ...device])).stderr).to.include('fewer than 12')
    const coded = await user(['add', 'coded', '--one-time-password', '--hashed-password'], {
      input: 'a long password\n',
    })
    expect(coded.stdout).to.match(/otpauth:\/\/totp\/kmip:coded\?secret=[A-Z2-7]{32}&issuer=kmip/)
    const list = await user(['list'])
    expect(list.stdout)
      .to.match(/drive +payments +serial=17 media=m/)
      .and.match(/fred +any/)
    expect((await user(['list', '--json'])).stdout)
      .to.include('"fred"')
      .and.not.match(/scrypt|assword|s1/)

    const mine = ['--username', 'fred', '--password-file', secret]
    const { uniqueIdentifier } = await json(['create', ...mine])
    await good(['get', uniqueIdentifier, ...mine])
    expect((await run(['get', uniqueIdentifier])).code).to.equal(5)
    const wrong = await run(['locate', '--username', 'fred', '--password-file', short])
    expect(wrong.code).to.equal(5)
    expect(wrong.stderr).to.include('The credential is not accepted')

    expect((await user(['add', 'fred'], { input: 'x' })).code).to.equal(2)
    expect((await user(['add', 'anna'], { input: '' })).stderr).to.include('password is empty')
    expect((await user(['add', 'x', '--device', 'colour=red'], { input: 'x' })).code).to.equal(2)
    expect((await user(['remove', 'fred'])).code).to.equal(0)
    expect((await run(['get', uniqueIdentifier, ...mine])).code).to.equal(5)
  })

  it('speaks the version it is told to', async () => {
    expect((await good(['versions'])).stdout.trim().split('\n')).to.include.members(['1.0', '2.1'])
    for (const version of ['1.0', '1.4', '2.1'])
      expect(await json(['query', '--kmip-version', version]))
        .to.have.property('operation')
        .that.includes('Get')
    expect((await run(['encrypt', 'x', '--kmip-version', '1.0'], { input: 'hello' })).code).to.equal(3)
  })
})
