import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import { type ConfigurationSources, loadConfiguration } from './load-configuration.ts'

describe('loadConfiguration', () => {
  let directory: string
  let file: string
  before(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'kmip-config-')))
    file = join(directory, 'kmip.toml')
  })
  after(() => rmSync(directory, { recursive: true }))

  const environment = { HOME: '/home/dba' }
  const load = (sources: Partial<ConfigurationSources> = {}) =>
    loadConfiguration({ environment, user: 1000, workingDirectory: directory, ...sources })
  const loadToml = (toml: string, sources: Partial<ConfigurationSources> = {}) => {
    writeFileSync(file, toml)
    return load({ file: 'kmip.toml', ...sources })
  }
  const failure = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(ConfigurationError)
    return (error as Error).message
  }
  const wrong = (toml: string): Promise<string> => failure(loadToml(toml))

  it('needs nothing: the defaults serve this machine only', async () => {
    expect(await load()).to.deep.equal({
      host: 'localhost',
      port: 5696,
      dataDirectory: '/home/dba/.local/share/kmip',
      serverNames: [],
      https: {},
      compatibility: { ivInFront: false, ivInAnswer: false },
      tls: { minimumVersion: 'TLSv1.2' },
      limits: { messageSize: 1024 * 1024, connections: 10_000, requestTimeout: 30, idleTimeout: 600 },
      audit: { durable: false, onFailure: 'refuse' },
      asynchronous: {
        ...{ perPrincipal: 100, bytesPerPrincipal: 64 * 1024 * 1024, bytes: 512 * 1024 * 1024 },
        ...{ keepResult: 86_400, keepObtained: 300 },
      },
      identity: {
        credentials: 'optional',
        users: 'perClient',
        administrators: ['CN=admin'],
        reProvision: false,
        authorities: [],
        clients: [],
        nameFrom: ['subject'],
      },
      policy: {},
      endpoints: [],
      administration: { enabled: true },
      log: { level: 'info' },
    })
    expect(await loadToml('')).to.deep.equal(await load())
  })

  it('has no administrator of itself where another authority says who is who', async () => {
    const administrators = async (toml: string) => (await loadToml(toml)).identity.administrators
    expect(await administrators('[tls]\nclientCa = "ca.pem"')).to.deep.equal([])
    expect(await administrators('[tls]\nclientCa = "ca.pem"\n[identity]\nadministrators = ["CN=root"]')).to.deep.equal([
      'CN=root',
    ])
  })

  it('finds the data directory by user and environment', async () => {
    const where = async (sources: Partial<ConfigurationSources>): Promise<string> => (await load(sources)).dataDirectory
    expect(await where({ user: 0 })).to.equal('/var/lib/kmip')
    expect(await where({ environment: { ...environment, XDG_DATA_HOME: '/srv/data' } })).to.equal('/srv/data/kmip')
    // A relative one is to be ignored, says the XDG Base Directory Specification.
    expect(await where({ environment: { ...environment, XDG_DATA_HOME: 'data' } })).to.equal(
      '/home/dba/.local/share/kmip',
    )
    expect(await failure(load({ environment: {} }))).to.include('set dataDirectory')
    expect(await where({ environment: {}, flags: { dataDirectory: '/d' } })).to.equal('/d')
  })

  it('takes everything from a file', async () => {
    const toml = `
      host = "::"
      port = 15696
      dataDirectory = "/srv/kmip"
      serverNames = ["kms.example.com", "*.db.example.com", "192.0.2.7", "2001:db8::1"]
      [https]
      port = 15697
      [compatibility]
      ivInFront = true
      ivInAnswer = true
      [tls]
      clientCa = "/etc/ssl/clients.pem"
      minimumVersion = "TLSv1.3"
      [[tls.certificates]]
      cert = "/etc/ssl/ec.crt"
      key = "/etc/ssl/ec.key"
      [[tls.certificates]]
      cert = "/etc/ssl/rsa.crt"
      key = "/etc/ssl/rsa.key"
      [certify]
      cert = "certify.crt"
      key = "/etc/ssl/certify.key"
      [limits]
      messageSize = 8192
      connections = 1
      requestTimeout = 5
      idleTimeout = 30
      timeStampTolerance = 300
      [audit]
      durable = true
      onFailure = "serve"
      [asynchronous]
      perPrincipal = 5
      bytesPerPrincipal = 8192
      bytes = 16384
      keepResult = 60
      keepObtained = 1
      [identity]
      credentials = "required"
      users = "shared"
      reProvision = true
      [[policy.grants]]
      to = ["reporting"]
      operations = ["Locate", "Get"]
      owners = ["app"]
      objectGroups = ["open"]
      [[policy.limits]]
      of = ["kiosk", "user:fred"]
      operations = ["Locate"]
      [[policy.limits]]
      of = ["ceph"]
      reuseNames = false
      [[endpoints]]
      client = "app"
      host = "db1"
      port = 5697
      ca = "/etc/ca.pem"
      cert = "own.crt"
      key = "~/own.key"
      version = "1.2"
      put = true
      [administration]
      directory = "run"
      [administration.auditor]
      group = "kmip-auditors"
      mode = "0660"
      [log]
      level = "debug"`
    expect(await loadToml(toml)).to.deep.equal({
      host: '::',
      port: 15696,
      dataDirectory: '/srv/kmip',
      serverNames: ['kms.example.com', '*.db.example.com', '192.0.2.7', '2001:db8::1'],
      https: { port: 15697 },
      compatibility: { ivInFront: true, ivInAnswer: true },
      tls: {
        clientCa: '/etc/ssl/clients.pem',
        minimumVersion: 'TLSv1.3',
        certificates: ['ec', 'rsa'].map((type) => ({ cert: `/etc/ssl/${type}.crt`, key: `/etc/ssl/${type}.key` })),
      },
      certify: { cert: join(directory, 'certify.crt'), key: '/etc/ssl/certify.key' },
      limits: { messageSize: 8192, connections: 1, requestTimeout: 5, idleTimeout: 30, timeStampTolerance: 300 },
      audit: { durable: true, onFailure: 'serve' },
      asynchronous: { perPrincipal: 5, bytesPerPrincipal: 8192, bytes: 16_384, keepResult: 60, keepObtained: 1 },
      identity: {
        credentials: 'required',
        users: 'shared',
        administrators: [],
        reProvision: true,
        authorities: [],
        clients: [],
        nameFrom: ['subject'],
      },
      policy: {
        grants: [{ to: ['reporting'], operations: ['Locate', 'Get'], owners: ['app'], objectGroups: ['open'] }],
        limits: [
          { of: ['kiosk', 'user:fred'], operations: ['Locate'] },
          { of: ['ceph'], reuseNames: false },
        ],
      },
      endpoints: [
        {
          ...{ client: 'app', host: 'db1', port: 5697, version: '1.2', put: true },
          ...{ ca: '/etc/ca.pem', cert: join(directory, 'own.crt'), key: '/home/dba/own.key' },
        },
      ],
      administration: {
        enabled: true,
        directory: join(directory, 'run'),
        auditor: { group: 'kmip-auditors', mode: '0660' },
      },
      log: { level: 'debug' },
    })
  })

  it('puts flags over the file over the defaults, key by key', async () => {
    const toml = 'port = 1\nhost = "db1"\nserverNames = ["a", "b"]\n[limits]\nconnections = 2\nidleTimeout = 40'
    const flags = { port: 3, host: undefined, serverNames: ['c'], limits: { connections: 4 }, log: undefined }
    const config = await loadToml(toml, { flags })
    expect(config).to.include({ port: 3, host: 'db1' })
    expect(config.serverNames).to.deep.equal(['c'])
    expect(config.limits).to.deep.equal({
      messageSize: 1024 * 1024,
      connections: 4,
      requestTimeout: 30,
      idleTimeout: 40,
    })
    expect(config.log).to.deep.equal({ level: 'info' })
  })

  it('starts relative paths of the file at the file, those of flags at the working directory', async () => {
    mkdirSync(join(directory, 'etc'))
    const toml =
      'dataDirectory = "../data"\ntls.clientCa = "ca.pem"\ntls.certificates = [{ cert = "~/a.crt", key = "./a.key" }]'
    writeFileSync(join(directory, 'etc', 'k.toml'), toml)
    const sources = { file: 'etc/k.toml' }
    const config = await load(sources)
    expect(config.dataDirectory).to.equal(join(directory, 'data'))
    expect(config.tls.clientCa).to.equal(join(directory, 'etc', 'ca.pem'))
    expect(config.tls.certificates).to.deep.equal([{ cert: '/home/dba/a.crt', key: join(directory, 'etc', 'a.key') }])
    expect((await load({ ...sources, flags: { dataDirectory: 'x' } })).dataDirectory).to.equal(join(directory, 'x'))
  })

  it('refuses unknown keys by name, file and line, and says what may have been meant', async () => {
    expect(await wrong('host = "a"\n\nprot = 5696')).to.equal('kmip.toml:3: unknown key "prot"; did you mean "port"?')
    expect(await wrong('data-directory = "/d"')).to.equal(
      'kmip.toml:1: unknown key "data-directory"; did you mean "dataDirectory"?',
    )
    expect(await wrong('level = "info"')).to.include('unknown key "level"; did you mean "log.level"?')
    expect(await wrong('[tls]\nminimunVersion = "TLSv1.3"')).to.equal(
      'kmip.toml:2: unknown key "tls.minimunVersion"; did you mean "tls.minimumVersion"?',
    )
    expect(await wrong('# here\n[colours]\nred = 1')).to.equal('kmip.toml:2: unknown key "colours"')
    expect(await wrong('log = { level = "info", x = 1 }')).to.equal('kmip.toml:1: unknown key "log.x"')
    expect(
      await wrong('[[tls.certificates]]\ncert="a"\nkey="b"\n[[tls.certificates]] # 2\ncert="a"\nkey="b"\nkez="c"'),
    ).to.equal('kmip.toml:7: unknown key "tls.certificates[1].kez"; did you mean "tls.certificates.key"?')
  })

  it('says in clear words what a value must be', async () => {
    const cases: Record<string, string> = {
      'port = "5696"': 'kmip.toml:1: port must be a whole number from 0 to 65535, not "5696"',
      'port = 1.5': 'kmip.toml:1: port must be a whole number from 0 to 65535, not 1.5',
      'port = 70000': 'kmip.toml:1: port must be a whole number from 0 to 65535, not 70000',
      'port = nan': 'kmip.toml:1: port must be a whole number from 0 to 65535, not NaN',
      'host = "0.0.0.0:5696"': 'kmip.toml:1: host must be a host name or an IP address, not "0.0.0.0:5696"',
      'limits.timeStampTolerance = 0':
        'kmip.toml:1: limits.timeStampTolerance must be a whole number of seconds from 1 to 86400, not 0',
      'asynchronous.keepResult = 30':
        'kmip.toml:1: asynchronous.keepResult must be a whole number of seconds from 60 to 2592000, not 30',
      'asynchronous.perPrincipal = "many"':
        'kmip.toml:1: asynchronous.perPrincipal must be a whole number from 1 to 100000, not "many"',
      'host = "*.example.com"': 'kmip.toml:1: host must be a host name or an IP address, not "*.example.com"',
      'host = 1979-05-27': 'kmip.toml:1: host must be a host name or an IP address, not a date',
      'serverNames = "a"': 'kmip.toml:1: serverNames must be a list of names, not "a"',
      'serverNames = [\n"a",\n"b c"]':
        'kmip.toml:1: serverNames[1] must be a DNS name (in ASCII) or an IP address, not "b c"',
      'dataDirectory = ""': 'kmip.toml:1: dataDirectory must be the path of a directory, not ""',
      'https.port = 65536': 'kmip.toml:1: https.port must be a whole number from 0 to 65535, not 65536',
      'compatibility.ivInFront = 1': 'kmip.toml:1: compatibility.ivInFront must be true or false, not 1',
      'tls = 3': 'kmip.toml:1: tls must be a table, not 3',
      '[tls]\nminimumVersion = "TLSv1.1"':
        'kmip.toml:2: tls.minimumVersion must be one of "TLSv1.2", "TLSv1.3", not "TLSv1.1"',
      '[[tls.certificates]]\ncert = "a"': 'kmip.toml:1: tls.certificates[0].key is missing',
      '[tls]\ncertificates = []': 'kmip.toml:2: tls.certificates must name a certificate, or be left out, not a list',
      '[limits]\nidleTimeout = 29':
        'kmip.toml:2: limits.idleTimeout must be a whole number of seconds from 30 to 86400, not 29',
      '[[policy.limits]]\nof = ["a"]':
        'kmip.toml:1: policy.limits[0] must have "operations" or "reuseNames", not a table',
      '[[policy.limits]]\nof = ["a"]\nreuseNames = true':
        'kmip.toml:3: policy.limits[0].reuseNames must be false, not true',
      '[log]\nlevel = []': 'kmip.toml:2: log.level must be one of "error", "warn", "info", "debug", not a list',
    }
    for (const [toml, sentence] of Object.entries(cases)) expect(await wrong(toml), toml).to.equal(sentence)
  })

  it('reports everything at once', async () => {
    expect((await wrong('port = "a"\nhots = "b"')).split('\n')).to.have.members([
      'kmip.toml:1: port must be a whole number from 0 to 65535, not "a"',
      'kmip.toml:2: unknown key "hots"; did you mean "host"?',
    ])
  })

  it('names flags as they are typed', async () => {
    const flags = { port: '5x', log: { level: 'loud' } }
    expect((await failure(load({ flags }))).split('\n')).to.deep.equal([
      '--port: port must be a whole number from 0 to 65535, not "5x"',
      '--log-level: log.level must be one of "error", "warn", "info", "debug", not "loud"',
    ])
  })

  it('says where a file is no TOML, or no file', async () => {
    expect(await wrong('port = 1\nhost = = "a"')).to.match(/^kmip\.toml:2:8: [a-z ]+$/)
    expect(await wrong('port = 1\nport = 2')).to.match(/^kmip\.toml:2:1: .*redefine/)
    expect(await failure(load({ file: 'none.toml' }))).to.equal('none.toml: there is no such file')
    expect(await failure(load({ file: '.' }))).to.equal('.: a directory, not a file')
  })

  it('never says anything but a ConfigurationError about what it is given', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('host', 'port', 'tls', 'limits', 'log', 'x'), fc.jsonValue()),
        async (flags) => {
          const result = await load({ flags }).catch((error: unknown) => error)
          if (result instanceof Error) expect(result).to.be.instanceOf(ConfigurationError)
          else expect(result).to.have.property('port').that.is.a('number')
        },
      ),
    )
  })

  it('says what is wrong with a policy', async () => {
    const grant = (lines: string) => wrong(`[[policy.grants]]\n${lines}`)
    const whole = 'to = ["a"]\noperations = ["Get"]'
    expect(await grant(whole)).to.include('kmip.toml:1: policy.grants[0] must have "owners" or "objectGroups"')
    expect(await grant(`${whole}\nowners = []`)).to.include('owners must be a list of names, with at least one')
    expect(await grant('to = ["a"]\noperations = ["Gett"]\nowners = ["b"]')).to.include(
      'kmip.toml:3: policy.grants[0].operations[0] must be an operation, spelled like "GetAttributes", not "Gett"',
    )
    for (const operation of ['Create', 'ReKey', 'Login', 'Notify'])
      expect(await grant(`to = ["a"]\noperations = ["${operation}"]\nowners = ["b"]`)).to.include(
        'must be an operation on objects that others than the owner can do',
      )
    expect(await grant(`${whole}\nowner = ["b"]`)).to.include('did you mean "policy.grants.owners"?')
  })
})
