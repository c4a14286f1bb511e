import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { installPackage, nodes, run } from './support/install-package.ts'

/**
 * The README, as somebody meets it who has installed the package: its commands are run and its code too, and what it says of
 * them is compared. Needs `dist/` (`npm run test:package` builds it).
 */

const root = join(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const fences = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
const blocks = (language: string): string[] =>
  fences.filter(([, own]) => own === language).map(([, , text]) => text as string)

/** Commands without the words that explain them. */
const commands = blocks('sh').flatMap((block) =>
  block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean),
)
/** What is for a checkout; CI runs it by itself. */
const ofCheckout = ['npm run demo', 'npm test', 'npm start']
/** What a server must be there for. */
const serve = 'npx kmip serve'

/** What the agent is configured with, and what it prints when it is ready. */
const [, agentConfiguration = ''] = blocks('toml')
const agentReady = 'Listening on '

const code = (blocks('ts')[0] ?? '').trim()

for (const node of nodes)
  describe(`README under ${run(root, node, '--version').trim()}`, () => {
    let folder: string
    let data: string
    const background: ChildProcess[] = []
    let shown: Record<string, string>
    let environment: NodeJS.ProcessEnv

    const shell = (command: string, input = ''): { status: number | null; output: string } => {
      const options = { cwd: folder, env: environment, input, encoding: 'utf8' } as const
      const { status, stdout, stderr } = spawnSync('bash', ['-c', command], options)
      return { status, output: stdout + stderr }
    }
    const succeeds = (command: string, input?: string): string => {
      const { status, output } = shell(command, input)
      if (status !== 0) throw new Error(`${command}: ${status}\n${output}`)
      return output
    }

    /** Runs on beside the tests. @returns what it prints, by line */
    const started = (command: string): AsyncIterable<string> => {
      const child = spawn('bash', ['-c', command], {
        cwd: folder,
        env: environment,
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
      })
      background.push(child)
      return createInterface({ input: child.stdout })
    }

    before(async () => {
      folder = installPackage().folder
      data = join(folder, 'data')
      const path = [dirname(node), join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter)
      environment = { ...process.env, PATH: path, HOME: folder }
      shown = {}
      for await (const line of started(`exec ${serve} --port 0 --data-directory ${data}`)) {
        const [, label, value] = /^(\w[\w ]*?) {2,}(\S+)$/.exec(line) ?? []
        if (label && value) shown[label] = value
        if (line.startsWith('Ready')) break
      }
      Object.assign(environment, {
        KMIP_SERVER: shown.Endpoint?.replace('kmip://', ''),
        KMIP_CA: shown.Authority,
        KMIP_CERT: shown['Admin certificate'],
        KMIP_KEY: shown['Admin key'],
      })
    })

    after(async () => {
      for (const child of background) {
        const exited = once(child, 'exit')
        process.kill(-(child.pid as number))
        await exited
      }
      if (folder) rmSync(folder, { recursive: true, force: true })
    })

    it('shows what the first start prints', () => {
      const printed = (blocks('')[0] ?? '').trim().split('\n')
      expect(printed.map((line) => line.split(/ {2,}/)[0])).to.deep.equal(Object.keys(shown))
      expect(statSync(data).mode & 0o777).to.equal(0o700)
      for (const file of ['Authority', 'Admin certificate', 'Admin key'])
        expect(statSync(shown[file] as string).isFile(), file).to.equal(true)
    })

    it('has only commands that work', async () => {
      writeFileSync(join(folder, 'dump.sql'), 'SELECT 1')
      const configured = agentConfiguration.replace('localhost:5696', environment.KMIP_SERVER as string)
      expect(configured).to.not.equal(agentConfiguration)
      writeFileSync(join(folder, 'agent.toml'), configured)
      for (const command of commands.filter((each) => !ofCheckout.includes(each) && each !== serve)) {
        const local = /^kmip (client|user) /.test(command) ? `${command} --data-directory ${data}` : command
        if (command.endsWith(' &')) {
          for await (const line of started(`exec ${command.slice(0, -2)}`)) if (line.startsWith(agentReady)) break
          continue
        }
        const printed = succeeds(local.replaceAll('/etc/postgresql', folder), 'a long enough password\n')
        if (command.startsWith('kmip open')) expect(printed).to.equal('SELECT 1')
        if (command.startsWith('kmip get'))
          expect(readFileSync(join(folder, 'orders.key')), 'the key in the file').to.have.length(32)
        if (command.startsWith('kmip encrypt'))
          expect(succeeds('kmip decrypt --name orders --in dump.sql.enc')).to.equal('SELECT 1')
      }
      for (const name of ['payments-db.crt', 'payments-db.key', 'ca.crt'])
        expect(statSync(join(folder, 'kmip', name)).isFile()).to.equal(true)
    })

    it('has a configuration that is taken', () => {
      const file = join(folder, 'kmip.toml')
      writeFileSync(file, blocks('toml')[0] ?? '')
      const script = `
        import { loadConfig } from 'kmip/server'
        console.log(JSON.stringify(await loadConfig({ file: ${JSON.stringify(file)}, environment: {}, flags: { dataDirectory: '/var/lib/kmip' } })))`
      const config = JSON.parse(run(folder, node, '--input-type=module', '--eval', script))
      expect(config).to.deep.include({ host: '0.0.0.0', port: 5696, serverNames: ['kms.example.org'] })
    })

    it('has code that compiles and runs', () => {
      const files = `
        import { readFileSync } from 'node:fs'
        const [ca, cert, key] = [process.env.KMIP_CA, process.env.KMIP_CERT, process.env.KMIP_KEY].map((path) => readFileSync(path as string))
        const port = Number((process.env.KMIP_SERVER as string).split(':')[1])
        `
      const used = code
        .replace("host: 'kms.example.org', ca, cert, key }", "host: 'localhost', port, ca, cert, key }")
        .replace("name: 'orders'", "name: 'from-the-library'")
      expect(used, 'the sample connects to kms.example.org').to.not.equal(code)
      writeFileSync(join(folder, 'sample.ts'), `${files}${used}\nconsole.log(orders.symmetricKeySize)\n`)
      const types = join(root, 'node_modules/@types')
      const compilerOptions = {
        module: 'NodeNext',
        target: 'ES2024',
        lib: ['ES2024', 'ESNext.Disposable'],
        strict: true,
      }
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: {
            ...compilerOptions,
            skipLibCheck: true,
            noEmit: true,
            typeRoots: [types],
            types: ['node'],
          },
          include: ['sample.ts'],
        }),
      )
      expect(run(folder, join(root, 'node_modules/.bin/tsc'), '-p', '.')).to.equal('')
      expect(succeeds('node sample.ts').trim()).to.equal('32')
    })

    it('tells the exit codes as they are', () => {
      const table = [...readme.matchAll(/^\| (\d) \| (.+) \|$/gm)].map(([, exit, meaning]) => [Number(exit), meaning])
      expect(table.map(([exit]) => exit)).to.deep.equal([0, 1, 2, 3, 4, 5])
      const help = succeeds('kmip --help')
      for (const [exit, meaning] of table) expect(help).to.match(new RegExp(`${exit} +${meaning}`))
      const identifier = succeeds('kmip create --activate --json')
      const { uniqueIdentifier } = JSON.parse(identifier)
      // The README's own other client is revoked by now.
      succeeds(`kmip client add stranger --out stranger --data-directory ${data}`)
      const expected: readonly (readonly [number, string])[] = [
        [0, 'kmip locate'],
        [1, `kmip destroy ${uniqueIdentifier}`],
        [2, 'kmip locate --no-such-option'],
        [2, 'kmip get'],
        [3, 'kmip locate --server localhost:1'],
        [4, 'kmip get 00000000-0000-4000-8000-000000000000'],
        [5, `kmip get ${uniqueIdentifier} --cert stranger/stranger.crt --key stranger/stranger.key`],
      ]
      for (const [exit, command] of expected) expect(shell(command).status, command).to.equal(exit)
    })
  })
