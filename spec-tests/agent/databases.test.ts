import { readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadAgentConfig } from '../../agent/config.ts'
import { type RunningAgent, runAgent } from '../../agent/run-agent.ts'
import { consumers } from '../../client/cli/consumers.ts'
import { openTestSite } from '../support/test-server.ts'
import { writeAgentFolder } from './agent-folder.ts'
import { environment, main, runProgram } from './run-command.ts'

/** docs/databases.md: its blocks are those of `kmip connect`, and its commands are run behind the sockets that it configures. */

const page = readFileSync(join(import.meta.dirname, '../../docs/databases.md'), 'utf8')
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
)
const block = (section: string, language = ''): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'm').exec(sections.get(section) ?? '')?.[1] ?? ''
const agentSide = "The agent's side"

const file = '/etc/kmip/database'
const endpoint = {
  ...{ host: 'kms.example.org', port: 5696, name: 'database', ca: '/etc/kmip/ca.crt' },
  ...{ cert: `${file}.crt`, key: `${file}.key`, pem: `${file}.pem` },
}

describe('docs/databases.md', () => {
  let site: Awaited<ReturnType<typeof openTestSite>>
  let running: RunningAgent
  let folder: string

  before(async () => {
    site = await openTestSite()
    const server = await site.start()
    folder = await mkdtemp(join(site.directory, 'databases-'))
    const configuration = block(agentSide, 'toml')
      .replace('kms.example.org:5696', `localhost:${server.port}`)
      .replaceAll('/var/lib/kmip-agent', `${folder}/data`)
      .replaceAll('/etc/kmip', folder)
      .replaceAll('/run/kmip-agent', `${folder}/run`)
      // Users that this machine may not have.
      .replaceAll(/^(owner|group) = .*$/gm, '')
    await writeAgentFolder(folder, await site.as('agent', server), configuration)
    running = await runAgent(await loadAgentConfig(join(folder, 'agent.toml')), {
      fault: (error) => expect.fail(String(error)),
      refused: () => undefined,
    })
    for (const each of ['bin', 'archive', 'backups']) await mkdir(join(folder, each))
    await writeFile(join(folder, 'passphrase.txt'), 'a passphrase\n')
    const programs = {
      kmip: `exec ${process.execPath} ${main} "$@"`,
      initdb: 'while [ "$1" != -K ]; do shift; done; sh -c "$2"',
      cryptsetup: 'cat',
      pgbackrest: 'printf %s "$PGBACKREST_REPO1_CIPHER_PASS"',
    }
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`)
      await chmod(join(folder, 'bin', name), 0o755)
    }
    for (const line of block(agentSide, 'sh').split('\n')) await shell(line, 'admin')
  })
  after(async () => {
    await running?.[Symbol.asyncDispose]()
    await site?.close()
  })

  const shell = async (command: string, socket = 'agent', input = ''): Promise<string> => {
    const local = command.replaceAll('/archive', `${folder}/archive`).replaceAll('/backups', `${folder}/backups`)
    const env = environment(join(folder, `run/${socket}.sock`), { PATH: `${folder}/bin:${process.env.PATH}` })
    const { code, stdout, stderr } = await runProgram('/bin/sh', ['-c', `cd ${folder}; ${local}`], env, input)
    expect(code, `${command}: ${stderr}`).to.equal(0)
    return stdout.toString()
  }
  /** What stands behind `name = ` or `NAME=`, between quotes. */
  const setting = (section: string, name: string): string =>
    new RegExp(`^${name.replace('.', '\\.')} ?= ?'(.*)'$`, 'm').exec(block(section))?.[1] ?? expect.fail(name)

  it('has a section for everything that kmip connect knows, with the same lines', () => {
    expect([...sections.keys()]).to.deep.equal([agentSide, ...Object.keys(consumers)])
    for (const [name, { lines, place }] of Object.entries(consumers)) {
      expect(block(name).split('\n'), name).to.deep.equal(lines(endpoint))
      expect(sections.get(name), name).to.include(place)
    }
  })

  it('postgresql: passphrase, archive, restore and base backup', async () => {
    const name = '000000010000000000000001'
    const command = (of: string, path: string): string =>
      setting('postgresql', of).replaceAll('%p', path).replaceAll('%f', name)
    expect(await shell(command('ssl_passphrase_command', 'prompt'))).to.equal('a passphrase')
    await writeFile(join(folder, name), 'of the log')
    await shell(command('archive_command', name))
    await shell(command('restore_command', 'restored'))
    expect(await readFile(join(folder, 'restored'), 'utf8')).to.equal('of the log')
    await shell(command('basebackup_to_shell.command', ''), 'agent', 'a backup')
    expect(await shell(`kmip open --context "base ${name}" --in /backups/${name}.sealed`)).to.equal('a backup')
  })

  it('edb: a key is wrapped and unwrapped', async () => {
    await shell(setting('edb', 'PGDATAKEYWRAPCMD').replace('%p', 'key.bin'), 'agent', 'a key')
    expect(await shell(setting('edb', 'PGDATAKEYUNWRAPCMD').replace('%p', 'key.bin'))).to.equal('a key')
  })

  it('fujitsu: a key is encrypted and decrypted by the script', async () => {
    await writeFile(join(folder, 'plugin'), block('fujitsu'), { mode: 0o755 })
    await shell('./plugin encrypt --keyid fujitsu > sealed', 'agent', 'a key')
    expect(await shell('./plugin decrypt --keyid fujitsu < sealed')).to.equal('a key')
  })

  it('cybertec, pgsodium, restic, borg: 64 hexadecimal digits', async () => {
    const [, initdb = ''] = block('cybertec').split('\n')
    await writeFile(join(folder, 'getkey'), block('pgsodium'), { mode: 0o755 })
    const commands = [
      ...[initdb, './getkey'],
      ...[setting('restic', 'RESTIC_PASSWORD_COMMAND'), setting('borg', 'BORG_PASSCOMMAND')],
    ]
    for (const command of commands) expect(await shell(command), command).to.match(/^[0-9a-f]{64}$/)
    // The line that makes the secret: it is there already.
    expect(block(agentSide, 'sh').split('\n')).to.include(block('cybertec').split('\n')[0])
  })

  it('pgbackrest and luks: the passphrase, in the environment and on standard input', async () => {
    for (const section of ['pgbackrest', 'luks']) expect(await shell(block(section)), section).to.equal('a passphrase')
  })
})
