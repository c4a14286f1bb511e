import { execFileSync } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadAgentConfig } from '../../agent/configuration/load-agent-config.ts'
import { type RunningAgent, runAgent } from '../../agent/run-agent.ts'
import { describeOldNode } from '../../cli/required-node.ts'
import { kmip } from '../../cli/testing/run-kmip.ts'
import { kmsTable } from '../agent/agent-folder.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { waitUntil } from '../support/wait-until.ts'
import { blocksOf, readDocument } from './documents.ts'

/** A heading of docs/how-to/troubleshoot.md, and the message below it. */
const messages: ReadonlyMap<string, string> = new Map(
  readDocument('docs/how-to/troubleshoot.md')
    .text.split(/^##+ /m)
    .slice(1)
    .flatMap((section) => {
      const [first] = blocksOf(section).filter(({ language }) => language === 'text')
      return first ? [[section.slice(0, section.indexOf('\n')), first.text.trim()] as const] : []
    }),
)

/** Matches what begins with a message of the page, in which `…` stands for anything. */
const toPattern = (message: string): RegExp =>
  new RegExp(
    `^${message
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('.*?')}`,
    's',
  )

describe('docs/how-to/troubleshoot.md', function () {
  this.timeout(60_000)
  let folder: string
  let server: ServerProcess
  let agent: RunningAgent
  const at = (name: string): string => join(folder, name)

  /** @returns what `kmip` says on standard error when it fails */
  const fail = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await kmip(args)
    expect(code, args.join(' ')).to.not.equal(0)
    return stderr
  }
  const succeed = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await kmip(args)
    expect(code, `${args.join(' ')}: ${stderr}`).to.equal(0)
    return stdout
  }
  const identity = (name: string, key = name): string[] => [
    ...['--ca', at('ca.crt'), '--cert', at(`${name}.crt`), '--key', at(`${key}.key`)],
  ]
  const address = (): string => `localhost:${server.port}`
  const runAsApp = (): string[] => ['--server', address(), ...identity('app')]
  const socket = (): string[] => ['--socket', at('agent.sock')]

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kmip-troubleshoot-'))
    server = await startServerProcess(['--data-directory', at('data')])
    for (const name of ['app', 'other', 'agent', 'gone', 'pg_tde', 'ceph'])
      await succeed('client', 'add', name, '--data-directory', at('data'), '--out', folder)
    await succeed('client', 'revoke', 'gone', '--data-directory', at('data'))
    await succeed('create', '--name', 'orders', ...runAsApp())
    const keys = '[keys.wal]\ncreate = true\n'
    const sockets = '[[sockets]]\npath = "agent.sock"\nkeys = ["wal"]\noperations = ["dataKey", "unwrap"]\n'
    await writeFile(at('agent.toml'), `${kmsTable(server.port)}timeout = 2\n${keys}${sockets}`)
    const log = { logFault: () => undefined, logRefusal: () => undefined }
    agent = await runAgent(await loadAgentConfig(at('agent.toml')), log)
    for (const name of ['archive', 'first', 'second']) {
      await mkdir(at(name))
      await writeFile(at(`${name}/000000010000000000000001`), name)
    }
    await rm(at('archive/000000010000000000000001'))
  })

  after(async () => {
    await agent[Symbol.asyncDispose]()
    await server.stop()
    await rm(folder, { recursive: true })
  })

  const troubles: Readonly<Record<string, () => Promise<string> | string>> = {
    'The server refuses connections': () => fail('locate', '--server', 'localhost:1', ...identity('app')),
    'No such host': () => fail('locate', '--server', 'kms.invalid', ...identity('app')),
    'The client does not trust the server': () => {
      const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
      execFileSync('openssl', [...request, '-subj', '/CN=other', '-keyout', at('o.key'), '-out', at('o.crt')], {
        stdio: 'ignore',
      })
      return fail('locate', ...runAsApp(), '--ca', at('o.crt'))
    },
    'The server does not accept the client': async () => {
      const said = await fail('locate', '--server', address(), ...identity('gone'))
      await waitUntil('the log names the revoked client', () => server.log().includes('the client gone is revoked'))
      return said
    },
    'Certificate and key do not match': () => fail('locate', '--server', address(), ...identity('app', 'other')),
    'The store is in use': () => fail('serve', '--data-directory', at('data'), '--port', '0'),
    'The port is in use': async () => {
      const listener = createServer().listen(0, 'localhost')
      await new Promise((resolve) => listener.once('listening', resolve))
      const { port } = listener.address() as { port: number }
      try {
        return await fail('serve', '--data-directory', at('data-2'), '--port', String(port))
      } finally {
        listener.close()
      }
    },
    'Others can read the keys': async () => {
      await mkdir(at('data-3'), { mode: 0o700 })
      await cp(at('data/master.key'), at('data-3/master.key'))
      await chmod(at('data-3/master.key'), 0o644)
      return fail('serve', '--data-directory', at('data-3'), '--port', '0')
    },
    'The configuration is wrong': async () => {
      await writeFile(at('kmip.toml'), 'hosst = "0.0.0.0"\n[limits]\nconnections = "many"\n')
      return fail('serve', '--config', at('kmip.toml'))
    },
    'The object is not there': () => fail('get', '--name', 'orders', '--server', address(), ...identity('other')),
    'The name is taken': () => fail('create', '--name', 'orders', ...runAsApp()),
    "The client's limits do not allow it": async () => {
      await succeed('create', '--name', 'tde-key', '--server', address(), ...identity('pg_tde'))
      const limits = ['--operations', 'Locate,Get,Register', '--no-name-reuse']
      await succeed('client', 'limit', 'pg_tde', ...limits, '--data-directory', at('data'))
      return fail('destroy', '--name', 'tde-key', '--server', address(), ...identity('pg_tde'))
    },
    'A name stays with its key': async () => {
      const runAsCeph = ['--server', address(), ...identity('ceph')]
      await succeed('client', 'limit', 'ceph', '--no-name-reuse', '--data-directory', at('data'))
      await succeed('create', '--name', 'bucket', ...runAsCeph)
      return fail('rekey', '--name', 'bucket', ...runAsCeph)
    },
    'The key is not Active': async () => {
      await writeFile(at('plain'), 'data')
      return fail('encrypt', '--name', 'orders', '--in', at('plain'), ...runAsApp())
    },
    'The data needs another key': async () => {
      await succeed('activate', '--name', 'orders', ...runAsApp())
      await writeFile(at('dump'), 'data')
      await succeed('encrypt', '--name', 'orders', '--in', at('dump'), '--out', at('dump.enc'), ...runAsApp())
      await succeed('rekey', '--name', 'orders', ...runAsApp())
      return fail('decrypt', '--name', 'orders', '--in', at('dump.enc'), ...runAsApp())
    },
    'The key is still Active': async () => {
      await succeed('create', '--name', 'ledger', '--activate', ...runAsApp())
      return fail('destroy', '--name', 'ledger', ...runAsApp())
    },
    'No socket': () => fail('secret', 'list', '--socket', at('no.sock')),
    'The socket belongs to another user': async () => {
      // Root passes every mode, so root becomes somebody else for the call.
      const isRoot = process.geteuid?.() === 0
      await chmod(at('agent.sock'), isRoot ? 0o600 : 0)
      if (isRoot) process.seteuid?.(65534)
      try {
        return await fail('secret', 'list', ...socket())
      } finally {
        if (isRoot) process.seteuid?.(0)
        await chmod(at('agent.sock'), 0o600)
      }
    },
    'Not through this socket': () => fail('secret', 'set', 'x', '--generate', '8', ...socket()),
    'The data does not open': async () => {
      await succeed('seal', '--key', 'wal', '--context', 'one', '--in', at('plain'), '--out', at('sealed'), ...socket())
      return fail('open', '--context', 'another', '--in', at('sealed'), '--out', at('opened'), ...socket())
    },
    'Archiving fails': async () => {
      const archive = ['archive', '--key', 'wal', ...socket()]
      await succeed(...archive, at('first/000000010000000000000001'), at('archive'))
      return fail(...archive, at('second/000000010000000000000001'), at('archive'))
    },
    'The key manager is away': async () => {
      await server.stop()
      return fail('seal', '--key', 'wal', '--in', at('plain'), '--out', at('sealed-2'), ...socket())
    },
    'Recovery stops with FATAL': async () => {
      const { code } = await kmip([
        'restore',
        '--wait',
        '0',
        at('archive/000000010000000000000001'),
        at('restored'),
        ...socket(),
      ])
      // What PostgreSQL's log adds is shown by `npm run interop -- --only postgresql`.
      return `FATAL:  could not restore file "000000010000000000000003" from archive: command returned exit code ${code}`
    },
    'Node.js is too old': () => `kmip: ${describeOldNode('20.20.2')}`,
  }

  it('has each of them', () => expect(Object.keys(troubles).toSorted()).to.deep.equal([...messages.keys()].toSorted()))

  for (const [title, make] of Object.entries(troubles))
    it(title, async () => {
      const said = (await make()).replaceAll(`${folder}/`, '')
      expect(said).to.match(toPattern(messages.get(title) ?? 'nothing'))
    })
})
