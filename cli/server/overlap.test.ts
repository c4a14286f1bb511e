import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { setUp } from '../../server/index.ts'
import type { Io } from '../io.ts'
import { run } from '../run.ts'
import { kmip } from '../testing/run-kmip.ts'

const hour = 3_600_000

describe('kmip client add --replace', () => {
  let directory: string
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kmip-overlap-'))
    await setUp({ directory, hostName: 'db1', now: new Date() })
  })
  after(() => rmSync(directory, { recursive: true }))

  const data = () => ['--data-directory', directory]
  const add = (name: string, ...more: string[]) => kmip(['client', 'add', name, ...more, ...data()])
  const readEnds = async (name: string): Promise<number[]> => {
    const { stdout } = await kmip(['client', 'list', '--json', ...data()])
    const clients = JSON.parse(stdout) as { name: string; replaced?: { validUntil: string }[] }[]
    const { replaced = [] } = clients.find((each) => each.name === name) ?? {}
    return replaced.map(({ validUntil }) => Math.round((Date.parse(validUntil) - Date.now()) / hour))
  }

  it('keeps the old certificate valid for a day by default, for the overlap where it is given', async () => {
    await add('shop')
    const renewed = await add('shop', '--replace')
    expect(renewed.stdout).to.match(/^Old certificate +valid until \d{4}-\S+Z, replaced$/m)
    expect(await readEnds('shop')).to.deep.equal([24])
    await add('shop', '--replace', '--overlap', '7d')
    expect(await readEnds('shop')).to.deep.equal([24, 168])
    const { stdout } = await kmip(['client', 'list', ...data()])
    expect(stdout).to.match(/^shop +valid .*\nshop +replaced +\d{4}-\d\d-\d\dT\d\d:\d\dZ +[0-9A-F]+\nshop +replaced /m)
  })

  it('revokes it at once with an overlap of 0', async () => {
    await add('bank')
    expect((await add('bank', '--replace', '--overlap', '0')).stdout).to.match(/^Old certificate +no longer valid$/m)
    expect(await readEnds('bank')).to.deep.equal([])
  })

  it('refuses an overlap that is no time, and one without --replace', async () => {
    for (const overlap of ['', '7', '1w', '-1d', '1.5h', '9999d']) {
      const { code, stderr } = await add('shop', '--replace', `--overlap=${overlap}`)
      expect(code, overlap).to.equal(2)
      expect(stderr, overlap).to.match(/is not a time|The overlap is 0 to 825 days/)
    }
    expect((await add('new', '--overlap', '7d')).stderr).to.include('--overlap needs --replace')
  })

  it('asks on a terminal', async () => {
    await add('asked')
    const answer = async (line: string) => {
      const streams = [new PassThrough(), new PassThrough(), new PassThrough()] as const
      const [stdin, stdout, stderr] = streams
      const io = { stdin: Object.assign(stdin, { isTTY: true }), stdout, stderr, env: {} } as unknown as Io
      const errors = text(stderr)
      stdin.write(`${line}\n`)
      const code = await run(['client', 'add', 'asked', '--replace', ...data()], io)
      for (const each of streams) each.end()
      return { code, errors: await errors }
    }
    expect(await answer('2h')).to.deep.equal({
      code: 0,
      errors: 'How long does the old certificate of asked stay valid? 7d, 12h, 30m; 0: revoke it now [24h] ',
    })
    expect(await readEnds('asked')).to.deep.equal([2])
    expect((await answer('')).code).to.equal(0)
    expect(await readEnds('asked')).to.deep.equal([2, 24])
    expect((await answer('soon')).code).to.equal(2)
  })
})
