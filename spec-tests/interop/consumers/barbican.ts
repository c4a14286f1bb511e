import { randomBytes } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { consumers } from '../../../cli/server/consumers/index.ts'
import { runProgram } from '../../agent/run-command.ts'
import { createPythonEnvironment } from '../python-environment.ts'
import type { Tally } from '../tally.ts'
import { openConsumerSite } from './consumer-site.ts'

const [script, requirements] = ['barbican_api.py', 'barbican-requirements.txt'].map((name) =>
  join(import.meta.dirname, name),
) as [string, string]

/** Barbican from PyPI, its whole API with a database of SQLite, over the printed barbican.conf. */
export const barbican = async (installed: string, tally: Tally): Promise<void> => {
  const python = await createPythonEnvironment(requirements)
  await using site = await openConsumerSite(installed, 'barbican', 'barbican')
  const home = join(site.folder, 'home')
  await mkdir(join(home, '.barbican'), { recursive: true })
  // Where Barbican looks, after /etc/barbican.
  const around = ['[DEFAULT]', `sql_connection = sqlite:///${join(home, 'barbican.sqlite')}`, 'db_auto_create = true']
  const own = [...around, 'host_href =', site.linesFor('barbican.conf')].join('\n')
  await writeFile(join(home, '.barbican/barbican.conf'), own)
  const given = { symmetric: randomBytes(32).toString('base64'), passphrase: 'a passphrase of words' }
  const runApi = () => runProgram(python, ['-B', script, JSON.stringify(given)], { HOME: home, PATH: process.env.PATH })
  await tally.check('Barbican: stores, reads and deletes secrets, as kmip connect configures it', async () => {
    await site.paste(site.linesFor('shell'))
    const { code, stdout, stderr } = await runApi()
    if (code !== 0) throw new Error(`it ended with ${code}: ${stderr.slice(-3000)}`)
    expect(JSON.parse(stdout.toString().trim().split('\n').at(-1) ?? '')).to.deep.equal({ ...given, deleted: 404 })
  })
  await tally.check('Barbican: sends no operation that its declaration lacks', () => {
    const { asked, failed } = site.listOperations()
    expect(asked).to.include.members(['Register', 'Get', 'Destroy'])
    expect(consumers.barbican)
      .to.have.property('operations')
      .that.includes.members([...asked])
    expect(failed).to.deep.equal([])
  })
  await tally.check('Barbican: its plugin takes no other mode of the key file', async () => {
    await chmod(join(site.folder, 'files/barbican.key'), 0o600)
    const { code, stdout } = await runApi()
    expect(code).to.not.equal(0)
    expect(stdout.toString()).to.include('expected 400 for path').and.include('barbican.key')
  })
}
