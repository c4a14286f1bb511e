import { execFile } from 'node:child_process'
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { findFreePort } from '../free-port.ts'
import { runAsOrThrow } from '../postgresql/command.ts'
import { openSite, type Site } from '../postgresql/site.ts'
import { users } from '../postgresql/users.ts'
import type { Tally } from '../tally.ts'
import { callsIn, letIn, toTracedCommand } from './system-calls.ts'
import { serviceOf, unitFolder } from './unit.ts'

const run = promisify(execFile)

/** The most that `systemd-analyze security` may say, of 10. */
const highestExposure = 2

/** A root with the system's own units, ours, and a program in the place of the command: nothing is missing there. */
const makeRoot = async (root: string, units: readonly string[]): Promise<void> => {
  for (const folder of ['usr/bin', 'usr/lib', 'etc/systemd/system'])
    await mkdir(join(root, folder), { recursive: true })
  await cp('/usr/lib/systemd', join(root, 'usr/lib/systemd'), { recursive: true, verbatimSymlinks: true })
  await symlink('usr/lib', join(root, 'lib'))
  await writeFile(join(root, 'usr/bin/kmip'), '#!/bin/sh\n')
  await chmod(join(root, 'usr/bin/kmip'), 0o755)
  for (const unit of units) await copyFile(join(unitFolder, unit), join(root, 'etc/systemd/system', unit))
}

/** Warnings do not change its exit code: it must say nothing at all. */
const verify = async (root: string, unit: string): Promise<void> => {
  const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', `--root=${root}`, unit])
  expect(stdout + stderr).to.equal('')
}

const exposureOf = async (unit: string): Promise<number> => {
  const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', join(unitFolder, unit)])
  const exposure = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]
  if (exposure === undefined) throw new Error(`no exposure level in: ${stdout}`)
  return Number(exposure)
}

const checkHardening = async (unit: string): Promise<void> => {
  const service = await serviceOf(unit)
  expect(service.get('ProtectSystem')).to.deep.equal(['strict'])
  expect(service.get('User')?.[0]).to.match(/^kmip/)
  expect(service.get('LoadCredential')).not.to.equal(undefined)
  expect(service.get('CapabilityBoundingSet')).to.deep.equal([''])
}

/** Through the socket of the server, which calls what its administration needs too. */
const addClientAsRoot = async ({ kmip, folder, serverData }: Site): Promise<void> => {
  const out = ['--out', join(folder, 'added')]
  await runAsOrThrow('root', kmip, ['client', 'add', 'added', ...out, '--data-directory', serverData])
  const { stdout } = await run('find', [serverData, '-user', 'root'])
  expect(stdout, 'files of root').to.equal('')
}

/** Runs both as users like those of the units, with work to do; each leaves a file with the calls it made. */
const recordSystemCalls = async (site: Site): Promise<{ readonly server: string; readonly agent: string }> => {
  const files = { server: join(site.serverData, 'calls'), agent: join(site.agentFolder, 'data/calls') }
  const server = await site.startServer(toTracedCommand(files.server))
  const agent = await site.startAgent(toTracedCommand(files.agent))
  await addClientAsRoot(site)
  const socket = ['--socket', join(site.agentFolder, 'run/admin.sock')]
  await runAsOrThrow(users.agent, site.kmip, [
    'secret',
    'set',
    'restic',
    '--key',
    'secrets',
    '--generate',
    '32',
    ...socket,
  ])
  await runAsOrThrow(users.agent, site.kmip, ['agent', 'rekey', 'secrets', ...socket])
  await runAsOrThrow(users.agent, site.kmip, ['secret', 'get', 'restic', '--hex', ...socket])
  await agent.stop()
  await server.stop()
  // The one that writes the calls down ends after the one that makes them.
  await sleep(500)
  return files
}

/** The units of `deploy/`, judged by systemd's own program, without a systemd that runs. */
export const runSystemd = async (tally: Tally): Promise<void> => {
  const units = { server: 'kmip.service', agent: 'kmip-agent.service' } as const
  const root = await mkdtemp(join(tmpdir(), 'kmip-systemd-'))
  try {
    await makeRoot(root, Object.values(units))
    for (const unit of Object.values(units)) {
      await tally.check(`systemd: ${unit} is verified without a warning`, () => verify(root, unit))
      await tally.check(`systemd: ${unit}: a user of its own, a strict file system, credentials`, () =>
        checkHardening(unit),
      )
      const exposure = await exposureOf(unit)
      await tally.check(
        `systemd: ${unit}: exposure ${exposure.toFixed(1)}, at most ${highestExposure.toFixed(1)}`,
        () => expect(exposure).to.be.at.most(highestExposure),
      )
    }
    await using site = await openSite(await findFreePort())
    const files = await recordSystemCalls(site)
    for (const side of ['server', 'agent'] as const)
      await tally.check(`systemd: ${units[side]} lets in every system call that the ${side} makes`, async () => {
        const calls = await callsIn(files[side])
        expect(calls).to.include('execve').and.include('listen')
        const allowed = await letIn((await serviceOf(units[side])).get('SystemCallFilter') ?? [])
        expect([...calls].filter((call) => !allowed.has(call))).to.deep.equal([])
      })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}
