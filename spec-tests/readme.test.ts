import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'chai'
import { blocksOf, readDocument, shellLines } from './documents/documents.ts'
import { installPackage, nodes, run } from './support/install-package.ts'

/**
 * README.md and docs/how-to/run-a-server.md, as somebody follows them who has installed the package: every command is run, and what
 * the pages say of it is compared. Needs `dist/` (`npm run test:package` builds it).
 */

const root = join(import.meta.dirname, '..')
const readme = readDocument('README.md').text
const guide = readDocument('docs/how-to/run-a-server.md').text
const blocks = (text: string, language: string): string[] =>
  blocksOf(text)
    .filter((block) => block.language === language)
    .map(({ text: inner }) => inner)

/** The copy of the data directory in the guide. */
const backup = '/var/backups/kmip'

/** CI runs what is for a checkout, and this test has installed the package. */
const ofCheckout = ['npm ci && npm run demo', 'npm ci && npm test', 'npm start', 'npm install --global kmip']
/** The commands that a server must be running for; `before` starts it. */
const serve = ['kmip serve &', 'npx kmip serve']
const commands = [readme, guide]
  .map((page) => shellLines(page).filter((command) => ![...ofCheckout, ...serve].includes(command)))
  // Both pages issue a certificate of one name. Each page is followed from the beginning, so the second replaces it.
  .flatMap((list, at) =>
    list.map((command) => (at === 1 ? command.replace(/^kmip client add \S+/, '$& --replace') : command)),
  )

/** How the agent is configured, and what it prints when it is ready. */
const agentConfiguration = blocks(readme, 'toml')[0] ?? ''
const agentReady = 'Listening on '

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
    const succeed = (command: string, input?: string): string => {
      const { status, output } = shell(command, input)
      if (status !== 0) throw new Error(`${command}: ${status}\n${output}`)
      return output
    }

    /** Starts a command that goes on while the tests run. @returns what it prints, by line */
    const start = (command: string): AsyncIterable<string> => {
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
      for await (const line of start(`exec npx kmip serve --port 0 --data-directory ${data}`)) {
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

    it('has a first screen: what it is, install, one command, one database', () => {
      const screen = readme.split('\n').slice(0, 30).join('\n')
      for (const line of ['npm install --global kmip', 'kmip create ', 'kmip connect ', 'docs/tutorial.md'])
        expect(screen).to.include(line)
    })

    it('shows what the first start prints', () => {
      const printed = blocks(readme, '').find((block) => block.startsWith('Endpoint')) ?? ''
      expect(
        printed
          .trim()
          .split('\n')
          .map((line) => line.split(/ {2,}/)[0]),
      ).to.deep.equal(Object.keys(shown))
      expect(statSync(data).mode & 0o777).to.equal(0o700)
      for (const file of ['Authority', 'Admin certificate', 'Admin key'])
        expect(statSync(shown[file] as string).isFile(), file).to.equal(true)
    })

    it('has only commands that work', async () => {
      writeFileSync(join(folder, 'dump.sql'), 'SELECT 1')
      const configured = agentConfiguration.replace('localhost:5696', environment.KMIP_SERVER as string)
      expect(configured).to.not.equal(agentConfiguration)
      writeFileSync(join(folder, 'agent.toml'), configured)
      for (const command of commands) {
        const local = /^kmip (client|user|connect) /.test(command) ? `${command} --data-directory ${data}` : command
        if (command.endsWith(' &')) {
          for await (const line of start(`exec ${command.slice(0, -2)}`)) if (line.startsWith(agentReady)) break
          continue
        }
        if (command.includes(backup))
          // Node.js cannot copy the sockets of the server, which runs.
          cpSync(data, join(folder, 'backup'), { recursive: true, filter: (path) => !statSync(path).isSocket() })
        const here = local.replaceAll('/etc/postgresql', folder).replaceAll(backup, join(folder, 'backup'))
        const printed = succeed(here, 'a long enough password\n')
        if (command.startsWith('kmip open')) expect(printed).to.equal('SELECT 1')
        if (command.startsWith('kmip get'))
          expect(readFileSync(join(folder, 'ledger.key')), 'the key in the file').to.have.length(32)
        if (command.startsWith('kmip encrypt'))
          expect(succeed('kmip decrypt --name ledger --in dump.sql.enc')).to.equal('SELECT 1')
        if (command.startsWith('kmip connect')) {
          const statements = (text: string) => [...text.matchAll(/^SELECT (\w+)\(/gm)].map(([, name]) => name)
          expect(statements(printed)).to.have.length(4).and.to.deep.equal(statements(readme))
        }
      }
      for (const name of ['payments-db.crt', 'payments-db.key', 'ca.crt'])
        expect(statSync(join(folder, 'kmip', name)).isFile()).to.equal(true)
    })

    it('has a configuration that is taken', () => {
      const file = join(folder, 'kmip.toml')
      writeFileSync(file, blocks(guide, 'toml')[0] ?? '')
      const script = `
        import { loadConfiguration } from 'kmip/server'
        console.log(JSON.stringify(await loadConfiguration({ file: ${JSON.stringify(file)}, environment: {} })))`
      const config = JSON.parse(run(folder, node, '--input-type=module', '--eval', script))
      expect(config).to.deep.include({ host: '0.0.0.0', port: 5696, serverNames: ['kms.example.org'] })
    })

    it('has exit codes that commands end with', () => {
      const { uniqueIdentifier } = JSON.parse(succeed('kmip create --activate --json'))
      // The page's other client is revoked by now.
      succeed(`kmip client add stranger --out stranger --data-directory ${data}`)
      const expected: readonly (readonly [number, string])[] = [
        [0, 'kmip locate'],
        [1, `kmip destroy ${uniqueIdentifier}`],
        [2, 'kmip locate --no-such-option'],
        [2, 'kmip get'],
        [3, 'kmip locate --server localhost:1'],
        [4, 'kmip get 00000000-0000-4000-8000-000000000000'],
        [5, `kmip get ${uniqueIdentifier} --cert stranger/stranger.crt --key stranger/stranger.key`],
      ]
      const listed = [...readDocument('docs/reference/command-line.md').text.matchAll(/^\| (\d) \| .+ \|$/gm)]
      expect(listed.map(([, exit]) => Number(exit))).to.deep.equal([...new Set(expected.map(([exit]) => exit))])
      for (const [exit, command] of expected) expect(shell(command).status, command).to.equal(exit)
    })
  })
