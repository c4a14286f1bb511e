import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type AgentSite, openAgentSite } from './agent-site.ts'
import { ask } from './ask.ts'
import { environment, main, runCommand } from './run-command.ts'

const secret = 'correct-horse-battery-staple'
const value = Buffer.from(secret).toString('base64')

/** In whatever spelling it may turn up. */
const spellings = [secret, value, Buffer.from(secret).toString('hex')]

const expectNone = (text: string, where: string): void => {
  for (const each of spellings) expect(text, where).not.to.include(each)
}

describe('what the agent keeps to itself', () => {
  let site: AgentSite
  let agent: ChildProcess
  let log = ''
  let exited: Promise<unknown[]>

  before(async () => {
    site = await openAgentSite()
    // Its own agent gives way to one in a process of its own, which may leave core dumps when it is started.
    await site.running[Symbol.asyncDispose]()
    const script = 'ulimit -c "$(ulimit -Hc)"; exec "$@"'
    const command = [process.execPath, main, 'agent', '--config', join(site.folder, 'agent.toml')]
    agent = spawn('bash', ['--norc', '-c', script, 'bash', ...command], { env: environment(site.socket) })
    agent.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
    exited = once(agent, 'exit')
    await once(createInterface({ input: agent.stdout as NodeJS.ReadableStream }), 'line')
  })
  after(async () => {
    agent.kill()
    await exited
    await site[Symbol.asyncDispose]()
  })

  const call = (method: string, path: string, body?: object | Buffer) => ask(site.socket, method, path, body)

  it('leaves no core dump, or says at its start that it could', async () => {
    const limits = await readFile(`/proc/${agent.pid}/limits`, 'utf8')
    const forbidden = /^Max core file size +0 +/m.test(limits)
    expect(forbidden, limits).to.equal(!log.includes('A core dump of this process is possible'))
    const folders = (process.env.PATH ?? '').split(delimiter)
    expect(forbidden).to.equal(folders.some((folder) => existsSync(join(folder, 'prlimit'))))
  })

  it('opens no port for a debugger', async () => {
    agent.kill('SIGUSR1')
    await sleep(200)
    expect((await call('GET', '/v1/status')).status).to.equal(200)
    expect(log).not.to.include('Debugger')
  })

  it('says nothing of secrets in its log and in what it answers to who may not have them', async () => {
    await call('PUT', '/v1/secrets/passphrase', { key: 'orders', value })
    await call('PUT', '/v1/secrets/other', { key: 'orders', value })
    const answers = [
      await call('PUT', '/v1/secrets/other', { key: 'orders', value }),
      await call('PUT', '/v1/secrets/other', { key: 'nobody', value }),
      await call('PUT', '/v1/secrets/bad%20name', { key: 'orders', value }),
      await call('POST', '/v1/keys/orders/wrap', { plaintext: `${value}!` }),
      await call('POST', '/v1/keys/orders/wrap', Buffer.from(`{"plaintext":"${value}"`)),
      await call('POST', '/v1/keys/orders/unwrap', { wrapped: value }),
      await call('POST', '/v1/keys/orders/decrypt', Buffer.from(secret)),
      await ask(site.narrow, 'GET', '/v1/secrets/other'),
    ]
    for (const { status, body } of answers) {
      expect(status, body.toString()).to.be.at.least(400)
      expectNone(body.toString(), 'an answer')
    }
    for (let tries = 0; tries < 50 && log.split('\n').length <= answers.length; tries++) await sleep(20)
    expect(log.match(/"refused"/g)).to.have.lengthOf(answers.length)
    expectNone(log, 'the log')
  })

  it('has no secret in arguments and environment, but for the program that exec runs', async () => {
    const look = 'echo "own $SECRET"; cat /proc/$PPID/cmdline /proc/$PPID/environ'
    const { stdout, stderr, code } = await runCommand(
      ['exec', '--env', 'SECRET=passphrase', '--', 'sh', '-c', look],
      environment(site.socket),
    )
    expect(code, stderr).to.equal(0)
    const [own, ...others] = stdout.toString().split('\n')
    expect(own).to.equal(`own ${secret}`)
    expect(others.join('\n'), 'it is the environment of the command').to.include('KMIP_AGENT_SOCKET')
    expectNone(others.join('\n'), 'the process of exec')
    for (const file of ['cmdline', 'environ'])
      expectNone(await readFile(`/proc/${agent.pid}/${file}`, 'utf8'), `${file} of the agent`)
  })
})
