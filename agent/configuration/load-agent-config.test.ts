import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import { type AgentConfig, loadAgentConfig } from './load-agent-config.ts'

describe('loadAgentConfig', () => {
  let directory: string
  let file: string
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-agent-config-'))
    file = join(directory, 'agent.toml')
  })
  after(() => rmSync(directory, { recursive: true }))

  const sound = `dataDirectory = "data"
[kms]
servers = ["kms1", "kms2:5697"]
cert = "agent.pem"
[keys.orders]
[[sockets]]
path = "run/agent.sock"
keys = ["orders"]
operations = ["unwrap"]
`
  const load = (toml: string): Promise<AgentConfig> => {
    writeFileSync(file, toml)
    return loadAgentConfig(file)
  }
  /** What it says, with the file's name alone. */
  const wrong = async (toml: string): Promise<string> => {
    const error = await load(toml).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(ConfigurationError)
    return (error as Error).message.replaceAll(file, 'agent.toml')
  }
  const instead = (old: string, other: string): string => {
    expect(sound).to.include(old)
    return sound.replace(old, other)
  }

  it('fills in what is left out; paths start from the folder of the file', async () => {
    expect(await load(sound)).to.deep.equal({
      dataDirectory: join(directory, 'data'),
      kms: {
        servers: ['kms1', 'kms2:5697'],
        ca: undefined,
        cert: join(directory, 'agent.pem'),
        key: join(directory, 'agent.pem'),
        timeout: 10_000,
        version: undefined,
      },
      keys: { orders: { name: 'orders', method: 'encrypt', create: false } },
      cache: 0,
      sockets: [
        {
          path: join(directory, 'run/agent.sock'),
          mode: 0o600,
          owner: undefined,
          group: undefined,
          keys: ['orders'],
          secrets: [],
          kmsKeys: [],
          operations: ['unwrap'],
        },
      ],
    })
  })

  for (const [what, toml, sentence] of [
    [
      'at the top',
      instead('dataDirectory', 'data-directory'),
      ':1: unknown key "data-directory"; did you mean "dataDirectory"?',
    ],
    ['in [kms]', instead('cert =', 'crt ='), ':4: unknown key "kms.crt"; did you mean "kms.cert"?'],
    [
      'of a key, with its name',
      instead('[keys.orders]', '[keys.orders]\nmetod = "local"'),
      ':6: unknown key "keys.orders.metod"; did you mean "keys.orders.method"?',
    ],
    ['of a socket', instead('path =', 'paths ='), ':7: unknown key "sockets[0].paths"; did you mean "sockets.path"?'],
    [
      'in the wrong table',
      instead('cert =', 'create = true\ncert ='),
      ':4: unknown key "kms.create"; did you mean "keys.orders.create"?',
    ],
    ['that nothing is like', instead('cert =', 'colour = 1\ncert ='), ':4: unknown key "kms.colour"'],
  ] as const)
    it(`refuses an unknown key ${what}`, async () => {
      expect((await wrong(toml)).split('\n')).to.include(`agent.toml${sentence}`)
    })

  it('says on which line which value is wrong, and what it must be', async () => {
    for (const [old, other, sentence] of [
      [
        'servers = ["kms1", "kms2:5697"]',
        'servers = "kms1"',
        ':3: kms.servers must be a list of servers, in order of preference, not "kms1"',
      ],
      ['cert = "agent.pem"\n', '', ':2: kms.cert is missing'],
      ['cert =', 'timeout = 0\ncert =', ':4: kms.timeout must be a number of seconds above 0, at most 3600, not 0'],
      [
        'cert =',
        'version = "3.0"\ncert =',
        ':4: kms.version must be one of "2.1", "2.0", "1.4", "1.3", "1.2", "1.1", "1.0", not "3.0"',
      ],
      [
        '[keys.orders]',
        '[keys.orders]\nmethod = "wrap"',
        ':6: keys.orders.method must be one of "encrypt", "keyWrap", "local", not "wrap"',
      ],
      ['[keys.orders]', '[keys.orders]\ncreate = "yes"', ':6: keys.orders.create must be true or false, not "yes"'],
      ['path =', 'mode = "rw"\npath =', ':7: sockets[0].mode must be three octal digits, such as "0600", not "rw"'],
      ['path =', 'mode = 0o600\npath =', ':7: sockets[0].mode must be three octal digits, such as "0600", not 384'],
      [
        'operations = ["unwrap"]',
        'operations = []',
        ':9: sockets[0].operations must be a list of operations that the socket may be used for, not a list',
      ],
      [
        '[keys.orders]',
        '[keys."a b"]',
        ': the name "a b" must be 1 to 128 letters, digits, dots, underscores and hyphens',
      ],
      ['keys = ["orders"]', 'keys = ["order"]', ':8: sockets[0].keys names order, but [keys] has none'],
    ] as const)
      expect(await wrong(instead(old, other)), other).to.equal(`agent.toml${sentence}`)
  })

  it('says everything that is wrong at once', async () => {
    expect((await wrong('cache = -1\n[keys.a]\nnam = "b"\n')).split('\n')).to.have.members([
      'agent.toml:1: cache must be a number of seconds from 0 to 86400, not -1',
      'agent.toml: kms is missing',
      'agent.toml: sockets is missing',
      'agent.toml:3: unknown key "keys.a.nam"; did you mean "keys.a.name"?',
    ])
  })

  it('says where the file is no TOML, and when there is none', async () => {
    expect(await wrong('cache = = 1')).to.match(/^agent\.toml:1:9: [a-z ]+$/)
    const none = await loadAgentConfig(join(directory, 'none.toml')).catch((error: unknown) => error)
    expect((none as Error).message).to.equal(`${join(directory, 'none.toml')}: there is no such file`)
  })
})
