import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect } from 'chai'
import { loadAgentConfig } from '../agent/configuration/load-agent-config.ts'
import { runAgent } from '../agent/run-agent.ts'
import { defaultSocket } from '../cli/agent/agent-options.ts'
import { listAgentSteps } from '../cli/server/consumers/agent-configuration.ts'
import type { Step } from '../cli/server/consumers/consumer.ts'
import { consumers } from '../cli/server/consumers/index.ts'
import { takenBy } from '../cli/testing/command-line.ts'
import { createDeclaredPolicy, loadConfiguration } from '../server/index.ts'
import { environment, main, runProgram } from './agent/run-command.ts'
import { type Section, sections } from './documents/databases-page.ts'
import { type Block, commandsIn } from './documents/documents.ts'
import { openTestSite, type TestServer, type TestSite } from './support/test-server.ts'
import type { Access } from './support/wire-client.ts'

const all = sections.flatMap(({ blocks }) => blocks)
const tomlOf = ({ blocks }: Section): string | undefined => blocks.find(({ language }) => language === 'toml')?.text
const [theAgent, ...others] = sections as [Section, ...Section[]]
const hooks = others.filter((section) => tomlOf(section) !== undefined)

const segment = '000000010000000000000001'
const segmentPath = join('pg_wal', segment)

/** Programs that the lines name and that are not needed: what they do with what they get from `kmip`. */
const programs: Readonly<Record<string, string>> = {
  kmip: `exec ${process.execPath} ${main} "$@"`,
  pg_dump: 'echo the dump',
  pg_restore: 'grep -q "^the dump$" "$3"',
  pg_basebackup: 'true',
  // The folders are there, for this user.
  install: 'true',
  pgbackrest: 'test $(printenv PGBACKREST_REPO1_CIPHER_PASS | wc -c) = 65',
  cryptsetup: 'test $(wc -c) = 64',
  initdb: `
    case "$*" in
      *-K*) eval "last=\\\${$#}"; sh -c "$last" | grep -Eqx '[0-9a-f]{64}' ;;
      *) at() { echo "$1" | sed s,%p,pg_encryption/key.bin, ; }
         head -c 44 /dev/urandom > plain && sh -c "$(at "$PGDATAKEYWRAPCMD")" < plain && sh -c "$(at "$PGDATAKEYUNWRAPCMD")" | cmp plain ;;
    esac`,
}

const agentConsumers = Object.entries(consumers).flatMap(([name, consumer]) =>
  consumer.kind === 'agent' ? [{ name, consumer, printed: listAgentSteps(consumer, 'kms.example.org:5696') }] : [],
)

/** Steps for the system's administrator, which this test does in its own way. */
const isForSystem = ({ lines }: Step): boolean => lines.some((line) => /^(kmip client add|useradd) /.test(line))

describe('docs/how-to/connect-a-database.md', () => {
  let site: TestSite
  let server: TestServer
  let access: Access
  let bin: string

  before(async () => {
    site = await openTestSite()
    const limits = join(site.directory, 'limits.toml')
    await writeFile(limits, (theAgent.blocks.filter(({ language }) => language === 'toml')[1] as Block).text)
    const { policy } = await loadConfiguration({
      file: limits,
      environment: {},
      flags: { dataDirectory: site.directory },
    })
    server = await site.start({ policy: createDeclaredPolicy(policy) })
    access = await site.as('agent', server)
    bin = join(site.directory, 'bin')
    await mkdir(bin)
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`)
      await chmod(join(bin, name), 0o755)
    }
  })
  after(() => site.close())

  /** A folder in the place of the paths that the document names. */
  const openFolder = async () => {
    const folder = await mkdtemp(join(site.directory, 'databases-'))
    for (const name of ['run', 'etc', 'archive', 'backups', 'work', 'work/pg_wal', 'work/data', 'work/pg_encryption'])
      await mkdir(join(folder, name))
    for (const [name, bytes] of Object.entries({
      'ca.crt': access.ca,
      'agent.crt': access.cert,
      'agent.key': access.key,
    }))
      await writeFile(join(folder, 'etc', name), bytes, { mode: 0o600 })
    await writeFile(join(folder, 'work', segmentPath), randomBytes(1000))
    const moveIntoFolder = (written: string): string =>
      written
        .replaceAll('/run/kmip-agent', join(folder, 'run'))
        .replaceAll('/var/lib/kmip-agent', join(folder, 'data'))
        .replaceAll(/\/etc\/kmip|\/run\/credentials\/kmip-agent\.service/g, join(folder, 'etc'))
        .replaceAll('kms.example.org:5696', `localhost:${server.port}`)
        .replaceAll(/(?<=group = )"\w+"/g, `"${process.getgid?.()}"`)
        .replaceAll(/(?<=^|[ ])\/(?=archive|backups)/gm, `${folder}/`)
    return { folder, here: moveIntoFolder }
  }

  /** Runs a script of a shell; what it printed, when it has failed. */
  const shell = async (script: string, folder: string): Promise<string | undefined> => {
    const kms = {
      KMIP_SERVER: `localhost:${server.port}`,
      KMIP_CA: join(folder, 'etc/ca.crt'),
      KMIP_CERT: join(folder, 'etc/agent.crt'),
      KMIP_KEY: join(folder, 'etc/agent.key'),
    }
    const path = [bin, process.env.PATH].join(delimiter)
    const env = environment(join(folder, 'run/agent.sock'), { PATH: path, PGDATA: 'data', ...kms })
    const args = ['-e', '-o', 'pipefail', '-c', `cd ${join(folder, 'work')}\n${script}`]
    const { code, stdout, stderr } = await runProgram('bash', args, env, 'what comes on standard input\n')
    return code === 0 ? undefined : `${script}\nended with ${code}: ${stdout}${stderr}`
  }

  /** The commands in a configuration of PostgreSQL, as the server runs them. */
  const toScript = (written: string): string =>
    written
      .split('\n')
      .flatMap((line) => {
        const [, setting = '', command = ''] = /^(\S+) = '(kmip .*)'$/.exec(line) ?? []
        if (command === '') return []
        const isBaseBackup = setting.startsWith('basebackup')
        const ran = command.replaceAll('%f', isBaseBackup ? 'base.tar' : segment).replaceAll('%p', segmentPath)
        const script = isBaseBackup ? `echo file > file; tar -c file | ${ran}` : ran
        // PostgreSQL may ask for the same once more.
        return setting.includes('archive') || setting.startsWith('restore') ? [script, script] : [script]
      })
      .join('\n')

  const scriptOf = ({ language, text: written }: Block): string => {
    if (language === 'ini') return toScript(written)
    if (written.startsWith('#!')) {
      const file = `cat > script <<'EOF'\n${written}EOF\nchmod +x script\n`
      return written.includes('"$@"')
        ? `${file}echo a key > key; ./script encrypt --keyid fujitsu < key > key.sealed; ./script decrypt --keyid fujitsu < key.sealed | cmp key`
        : `${file}./script | grep -Eqx '[0-9a-f]{64}'`
    }
    // Such programs run it without a shell.
    return written.replaceAll(/^(?:export )?(\w+)=('kmip [^%\n]*')$/gm, '$&\n$$$1 | grep -Eqx "[0-9a-f]{64}"')
  }

  /** Runs blocks in their order, with an agent of this configuration. @returns what failed */
  const runBlocks = async (blocks: readonly Block[], configuration: string): Promise<string | undefined> => {
    const { folder, here } = await openFolder()
    const file = join(folder, 'agent.toml')
    await writeFile(file, here(configuration))
    const log = { logFault: (error: unknown) => expect.fail(String(error)), logRefusal: () => undefined }
    await using _running = await runAgent(await loadAgentConfig(file), log)
    for (const block of blocks) {
      const failure = await shell(here(scriptOf(block)), folder)
      if (failure !== undefined) return failure
    }
    return undefined
  }

  /** Does what a section says, with its configuration or another: first the secrets. @returns what failed */
  const followSection = (section: Section, configuration: string): Promise<string | undefined> => {
    const scripts = section.blocks.filter(({ language }) => ['sh', 'ini'].includes(language))
    const first = scripts.filter((block) => block.text.includes('kmip secret set'))
    return runBlocks([...first, ...scripts.filter((each) => !first.includes(each))], configuration)
  }

  const configurationOf = (section: Section): string => `${tomlOf(theAgent)}${tomlOf(section)}`

  it('has a configuration where commands look for the agent', () => {
    expect(tomlOf(theAgent)).to.include(`path = "${defaultSocket}"`)
    expect(hooks.length).to.be.above(7)
  })

  it('has a rotation that works, and limits that keep key-encryption keys in the KMS', async () => {
    const rotation = { ...theAgent, blocks: theAgent.blocks.filter(({ language }) => language === 'sh') }
    const configuration = configurationOf(hooks[0] as Section)
    expect(await followSection(rotation, configuration)).to.equal(undefined)
    for (const taken of ['kmip get --name secrets --out key', 'kmip attributes set --name secrets Extractable=false']) {
      const blocks = [...rotation.blocks, { language: 'sh', text: taken }]
      expect(await followSection({ ...rotation, blocks }, configuration), taken).to.include('PermissionDenied')
    }
  })

  for (const section of hooks)
    it(`${section.title}: works, with no more than it says`, async () => {
      const configuration = configurationOf(section)
      expect(await followSection(section, configuration)).to.equal(undefined)
      const [, listed = ''] = /^operations = \[(.*)\]$/m.exec(tomlOf(section) as string) ?? []
      const operations = listed.split(', ')
      // The only one is needed: the section's lines got what they asked for.
      const needed = operations.length > 1 ? operations : []
      await Promise.all(
        needed.map(async (operation) => {
          const fewer = operations.filter((each) => each !== operation).join(', ')
          const failure = await followSection(section, configuration.replace(`[${listed}]`, `[${fewer}]`))
          expect(failure, `without ${operation}`).to.include(`may not be used for ${operation.replaceAll('"', '')}`)
        }),
      )
    })

  it('trouble does not look to PostgreSQL as if there were no segment', async () => {
    const { folder, here } = await openFolder()
    const settings = all.filter(({ language }) => language === 'ini').flatMap(({ text: lines }) => lines.split('\n'))
    const restoring = settings.filter((line) => line.startsWith('restore_command'))
    expect(restoring).to.have.length(2)
    await writeFile(join(folder, 'archive', segment), 'sealed')
    for (const line of restoring) {
      const script = here(toScript(line)).replace(/--wait \d+/, '--wait 0')
      const waiting = `${script.split('\n')[0]}`.replace('kmip restore', 'kmip restore --wait 0')
      expect(await shell(waiting, folder)).to.match(/ended with 20[13]:/)
    }
  })

  it('has only command lines that are taken', async () => {
    const commands = all.flatMap(commandsIn)
    expect(commands.length).to.be.above(30)
    for (const command of commands)
      expect(await takenBy(command.replace('"$@"', 'encrypt --keyid fujitsu')), command).to.have.length(1)
  })

  for (const { name, printed } of agentConsumers)
    it(`kmip connect ${name}: what it prints works as pasted, in its order`, async () => {
      const configuration = printed.find(({ place }) => place === '/etc/kmip/agent.toml')?.lines.join('\n') ?? ''
      const pasted = printed.filter((step) => step.format !== 'toml' && !isForSystem(step))
      expect(pasted).to.not.equal([])
      const blocks = pasted.map(({ format, lines }) => ({ language: format, text: `${lines.join('\n')}\n` }))
      expect(await runBlocks(blocks, configuration)).to.equal(undefined)
    })

  it('has every line of the hooks that kmip connect prints', () => {
    const lines = new Set(all.flatMap(({ text: written }) => written.split('\n')))
    for (const { name, consumer } of agentConsumers)
      for (const line of [...consumer.secretLines, ...consumer.steps.flatMap((step) => step.lines)])
        expect(lines, name).to.include(line)
  })
})
