import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Command } from 'commander'
import { setUp } from '../../server/index.ts'
import { commands } from '../commands.ts'
import { createProgram } from '../program.ts'
import { leaves } from '../testing/command-line.ts'
import { kmip, kmipProcess } from '../testing/run-kmip.ts'
import { addPlaceOptions, findServerPlace } from './server-place.ts'

/** Those whose file is in this folder. */
const isOfServer = (name: string): boolean =>
  commands.some((each) => each.name === name && String(each.load).includes('./server/'))

const describeOptions = (command: Command) =>
  command.options
    .filter(({ long }) => long === '--config' || long === '--data-directory')
    .map(({ flags, description, envVar }) => ({ flags, description, envVar }))

describe('commands that concern the server of this machine', function () {
  this.timeout(40_000)
  const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} }
  let folder: string
  const at = (...names: string[]): string => join(folder, ...names)
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-place-'))
    for (const name of ['one', 'two', 'three']) {
      await setUp({ directory: at(name), hostName: 'db1', now: new Date() })
      await kmip(['client', 'add', `in-${name}`, '--data-directory', at(name)])
    }
    writeFileSync(at('kmip.toml'), 'dataDirectory = "one"\n[administration]\ndirectory = "sockets"\n')
  })
  after(() => rmSync(folder, { recursive: true }))

  it('all take the same options', async () => {
    const program = await createProgram(io, '0', () => true)
    const all = program.commands.filter((each) => isOfServer(each.name())).flatMap(leaves)
    expect(all.map((each) => each.name())).to.include.members([
      'serve',
      'limit',
      'verify',
      'connect',
      'status',
      'remove',
    ])
    const same = describeOptions(addPlaceOptions(program.createCommand()))
    expect(same).to.have.length(2)
    for (const each of all) expect(describeOptions(each), `${each.parent?.name()} ${each.name()}`).to.deep.equal(same)
  })

  it('find the data directory by the option, the environment, the configuration, in this order', async () => {
    const find = ({ stdout, stderr }: { stdout: string; stderr: string }) => /in-\w+/.exec(stdout)?.[0] ?? stderr
    const list = async (...args: string[]) => find(await kmip(['client', 'list', ...args]))
    // commander reads the environment of the process.
    const listIn = async (env: NodeJS.ProcessEnv) => find(await kmipProcess(['client', 'list'], { env }))
    const [KMIP_CONFIG, KMIP_DATA_DIRECTORY] = [at('kmip.toml'), at('two')]
    const config = ['--config', KMIP_CONFIG]
    expect(
      await Promise.all([
        listIn({ KMIP_CONFIG, KMIP_DATA_DIRECTORY }),
        listIn({ KMIP_CONFIG }),
        list(...config),
        list(...config, '--data-directory', at('three')),
      ]),
    ).to.deep.equal(['in-two', 'in-one', 'in-one', 'in-three'])
    expect(await list('--config', at('missing.toml'))).to.include('there is no such file')
  })

  it('find the sockets where the configuration has them', async () => {
    expect(await findServerPlace({ config: at('kmip.toml') }, io)).to.deep.equal({
      dataDirectory: at('one'),
      socketDirectory: at('sockets'),
    })
  })
})
