import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { environment, main, runCommand, startCommand } from './run-command.ts'

const MiB = 1024 * 1024

describe('standard output of the commands', () => {
  let site: AgentSite
  let env: NodeJS.ProcessEnv
  let folder: string

  before(async () => {
    site = await openAgentSite()
    env = environment(site.socket)
    folder = join(site.folder, 'work')
    await mkdir(folder)
  })
  after(() => site[Symbol.asyncDispose]())

  /** Through a shell, which can give a file, a limit or a reader of its own. */
  const shell = async (script: string, ...words: readonly string[]) => {
    const child = spawn('bash', ['--norc', '-c', script, 'bash', process.execPath, main, ...words], { env })
    const [stdout, stderr, [code]] = await Promise.all([
      buffer(child.stdout),
      buffer(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    return { code, stdout: stdout.toString(), stderr: stderr.toString() }
  }

  it('brings everything to a reader that is slower', async () => {
    const data = randomBytes(24 * MiB)
    const { stdout: sealed } = await runCommand(['seal', '--key', 'orders'], env, data)
    const child = startCommand(['open'], env)
    child.stdin.end(sealed)
    const exited = once(child, 'exit')
    const read: Buffer[] = []
    child.stdout.pause()
    for await (const part of child.stdout as AsyncIterable<Buffer>) {
      read.push(part)
      if (read.length % 50 === 0) await sleep(5)
    }
    expect(await exited).to.deep.equal([0, null])
    expect(Buffer.concat(read).equals(data)).to.equal(true)
  })

  it('is no success when the reader ended before it had all', async () => {
    const path = join(folder, 'data')
    await writeFile(path, randomBytes(4 * MiB))
    const { code, stderr } = await shell(
      'set -o pipefail; "$1" "$2" seal --key orders --in "$3" | head -c 10 > /dev/null',
      path,
    )
    expect(code, stderr).to.equal(1)
    expect(stderr).to.include('kmip: standard output: broken pipe')
  })

  it('is no success when the disk takes only a part, also of the very last write', async () => {
    const [path, target] = [join(folder, 'full'), join(folder, 'cut')]
    await writeFile(path, randomBytes(100_000))
    const { stdout } = await runCommand(['seal', '--key', 'orders', '--in', path], env)
    // The limit falls into the last 16 bytes: the tag of the last chunk.
    const short = 1024 - ((stdout.length - 8) % 1024)
    await writeFile(path, randomBytes(100_000 + short))
    const blocks = (stdout.length + short - 8) / 1024
    const { code, stderr } = await shell(
      'trap "" XFSZ; ulimit -f "$4"; "$1" "$2" seal --key orders --in "$3" > "$5"',
      ...[path, String(blocks), target],
    )
    expect((await readFile(target)).length).to.equal(blocks * 1024)
    expect(code, stderr).to.equal(1)
    expect(stderr).to.include('kmip: standard output: file too large').and.not.include('    at ')
  })

  it('is no success when the disk is full', async () => {
    const { code, stderr } = await shell('"$1" "$2" seal --key orders --in "$2" > /dev/full')
    expect(code, stderr).to.equal(1)
    expect(stderr).to.include('kmip: standard output: no space left on device').and.not.include('    at ')
  })
})
