import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Command } from 'commander'
import { exitCodes } from './cli-error.ts'
import { commands } from './commands.ts'
import { createProgram } from './program.ts'
import { leaves, takenBy } from './testing/command-line.ts'
import { kmip, kmipProcess } from './testing/run-kmip.ts'

// Recorded from pg_tde (its pinned libkmip f3f21ce): Register of an AES key of 256 bits, KMIP 1.4.
const captured = readFileSync(join(import.meta.dirname, 'fixtures/pg-tde-register.hex'), 'utf8')

describe('kmip', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-cli-'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('lists the commands and the exit codes', async () => {
    const { code, stdout } = await kmipProcess(['--help'])
    expect(code).to.equal(0)
    const words = stdout.replace(/\s+/g, ' ')
    for (const { name, summary } of commands) expect(words).to.include(name).and.include(summary)
    for (const [number, meaning] of Object.values(exitCodes)) expect(stdout).to.include(`${number}  ${meaning}`)
  })

  describe('examples', () => {
    const io = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} }
    const helpOf = (command: Command): string => {
      let text = ''
      command.configureOutput({
        writeOut: (part) => {
          text += part
        },
      })
      command.outputHelp()
      return text
    }
    it('stand at the end of the help of every command', async () => {
      const all = leaves(await createProgram(io, '0', () => true))
      expect(all).to.have.lengthOf.above(commands.length)
      for (const each of all) expect(helpOf(each), each.name()).to.match(/\nExample:\n( {2}\$ .*\n)+$/)
    })

    it('are command lines that the commands take', async () => {
      const all = leaves(await createProgram(io, '0', () => true))
      const lines = all.flatMap((each) =>
        [...helpOf(each).matchAll(/^ {2}\$ (.*)$/gm)].map(([, line]) => line as string),
      )
      for (const line of lines)
        for (const part of line.split(/ (?:&&|\|) /).filter((each) => each.startsWith('kmip ')))
          expect(await takenBy(part.replace(/ [<>].*$/, '')), line).to.have.length(1)
    })
  })

  it('prints its version without loading anything', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'))
    expect((await kmipProcess(['--version'])).stdout.trim()).to.equal(version)
  })

  it('says what was meant', async () => {
    for (const [args, hint] of [
      [['creat'], 'Did you mean create?'],
      [['create', '--nmae', 'x'], 'Did you mean --name?'],
      [['create', '--algorithm', 'AESS'], 'Did you mean AES?'],
      [['locate', '--state', 'activ', '--server', '127.0.0.1:1'], 'Did you mean Active?'],
      [['attributes', 'set', 'x', 'CryptographicLenght=1'], 'Did you mean CryptographicLength?'],
      [['create', '--activation-date', 'soon'], '2030-12-31'],
      [['completion', 'tcsh'], 'bash, zsh, fish'],
      [['attributes', 'list', '--zzzzzzzz'], 'See kmip attributes list --help.'],
      [['create', '--zzzzzzzz'], 'See kmip create --help.'],
    ] as const) {
      const { code, stderr, stdout } = await kmip(args)
      expect({ code, stdout }, args.join(' ')).to.deep.equal({ code: 2, stdout: '' })
      expect(stderr.split('\n').length).to.be.within(3, 4)
      expect(stderr)
        .to.match(/^kmip: /)
        .and.include(hint)
    }
  })

  it('ends with 3 when there is no connection, and with 2 when a file is missing', async () => {
    const refused = await kmipProcess(['query'], { env: { KMIP_SERVER: '127.0.0.1:1' } })
    expect(refused.code).to.equal(3)
    expect(refused.stderr).to.include('127.0.0.1:1').and.include('Check that the server is running')
    const missing = await kmip(['query', '--ca', join(folder, 'none.crt')])
    expect(missing.code).to.equal(2)
    expect(missing.stderr).to.include('none.crt: there is no such file')
    expect((await kmip(['query', '--server', 'http://localhost'])).code).to.equal(2)
  })

  describe('decode', () => {
    it('shows hexadecimal text, base64 text and bytes, without the key', async () => {
      const bytes = Buffer.from(captured.replace(/\s/g, ''), 'hex')
      const fromHex = await kmipProcess(['decode'], { input: captured })
      const file = join(folder, 'message.bin')
      writeFileSync(file, bytes)
      expect(fromHex.code).to.equal(0)
      expect(fromHex.stdout).to.include('Operation Enumeration Register')
      expect(fromHex.stdout).to.include('KeyMaterial ByteString (32 bytes, hidden)')
      expect((await kmip(['decode'], { input: bytes.toString('base64') })).stdout).to.equal(fromHex.stdout)
      expect((await kmip(['decode', file])).stdout).to.equal(fromHex.stdout)
      expect((await kmip(['decode', '--reveal'], { input: bytes })).stdout).to.not.include('hidden')
    })

    it('gives XML and JSON with names, and the key only when asked to', async () => {
      const xml = (await kmip(['decode', '--to', 'xml'], { input: captured })).stdout
      expect(xml).to.include('<AttributeValue type="Enumeration" value="AES"/>')
      expect(xml).to.include('<AttributeValue type="Integer" value="Encrypt Decrypt"/>')
      expect(xml).to.include('value="(32 bytes, hidden)"')
      const json = (await kmip(['decode', '--json', '--reveal'], { input: captured })).stdout
      const text = JSON.stringify(JSON.parse(json))
      expect(text).to.match(/"KeyMaterial","type":"ByteString","value":"[0-9a-fA-F]{64}"/)
    })

    it('ends with 1 for what is cut off, with 2 for what is no TTLV', async () => {
      const cut = await kmip(['decode', '--to', 'json'], { input: captured.replace(/\s/g, '').slice(0, 100) })
      expect(cut).to.include({ code: 1, stdout: '' })
      expect(await kmip(['decode'], { input: 'no TTLV!' })).to.include({ code: 2 })
    })
  })

  describe('completion', () => {
    it('completes commands and options in bash', async () => {
      const script = join(folder, 'kmip.bash')
      writeFileSync(script, (await kmip(['completion', 'bash'])).stdout)
      const complete = (...words: string[]): string[] => {
        const line = `source ${script}; COMP_WORDS=(${words.map((each) => `'${each}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _kmip; echo "\${COMPREPLY[@]}"`
        return execFileSync('bash', ['-c', line], { encoding: 'utf8' }).trim().split(' ')
      }
      expect(complete('kmip', 'create')).to.deep.equal(['create', 'create-key-pair'])
      expect(complete('kmip', 'attributes', 'm')).to.deep.equal(['modify'])
      expect(complete('kmip', 'create', '--cryptographic-l')).to.deep.equal(['--cryptographic-length'])
    })

    it('writes scripts for zsh and fish', async () => {
      expect((await kmip(['completion', 'zsh'])).stdout).to.include('bashcompinit')
      expect((await kmip(['completion', 'fish'])).stdout).to.include(
        "complete -c kmip -f -n '__fish_use_subcommand' -a locate",
      )
    })
  })
})
