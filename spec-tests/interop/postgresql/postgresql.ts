import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { waitUntil } from '../../support/wait-until.ts'
import { findFreePort } from '../free-port.ts'
import type { Tally } from '../tally.ts'
import { checkBackupPrograms } from './backup-programs.ts'
import { type Cluster, createCluster, openCluster, takeBaseBackup } from './cluster.ts'
import { runAs, runAsOrThrow } from './command.ts'
import { readPrintedSteps } from './printed-steps.ts'
import { openSite } from './site.ts'
import { admin, assert, command, createDocumentedCommand, marker, type Stage } from './stage.ts'
import { users } from './users.ts'

const run = promisify(execFile)

/** Files of a folder that hold the marker. */
const findLeaks = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder)
  const found = await Promise.all(
    names.map(async (name) => ((await readFile(join(folder, name))).includes(marker) ? [name] : [])),
  )
  return found.flat()
}

const archiveSegment = async (cluster: Cluster): Promise<string> => {
  const segment = await cluster.ask('SELECT pg_walfile_name(pg_switch_wal())')
  await waitUntil(`archiving ${segment}`, async () => {
    const last = await cluster.ask('SELECT last_archived_wal FROM pg_stat_archiver')
    return last >= segment
  })
  return segment
}

/** A second cluster from the sealed backup and the sealed log. */
const restoreCluster = async (stage: Stage, name: string): Promise<Cluster> => {
  const folder = join(stage.folder, name)
  const data = join(folder, 'data')
  await runAsOrThrow(users.database, '/bin/mkdir', ['-p', '-m', '700', data])
  const opened = createDocumentedCommand(stage, 'open --context')
  await runAsOrThrow(users.database, '/bin/bash', ['-c', `set -o pipefail; ${opened} | tar -x -C ${data}`])
  const cluster = openCluster(folder, stage.ports[2])
  await cluster.configure([
    `restore_command = '${createDocumentedCommand(stage, 'restore', ' --wait 1')}'`,
    'archive_mode = off',
    // Else a start would end where the passphrase is asked for, not where a segment is.
    'ssl = off',
  ])
  await runAsOrThrow(users.database, '/usr/bin/touch', [join(data, 'recovery.signal')])
  return cluster
}

const isPromoted = (cluster: Cluster): Promise<boolean> =>
  cluster.ask('SELECT pg_is_in_recovery()').then(
    (answer) => answer === 'f',
    () => false,
  )

const runChecks = async (stage: Stage, first: Cluster, tally: Tally): Promise<void> => {
  const { site, archive, backups } = stage
  await tally.check('an encrypted server.key is opened through ssl_passphrase_command', async () => {
    await first.start()
    assert((await first.ask('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')) === 't', 'TLS is off')
  })
  await first.ask(`CREATE TABLE orders AS SELECT '${marker}' || n AS text FROM generate_series(1, 1000) n`)
  await tally.check('the write-ahead log is archived, sealed', async () => {
    const segment = await archiveSegment(first)
    assert((await readdir(archive)).includes(segment), `${segment} is not there`)
  })
  await tally.check('a base backup through basebackup_to_shell is sealed', async () => {
    await takeBaseBackup(join(stage.folder, 'first'), stage.ports[1])
    assert((await readdir(backups)).includes('base.tar.sealed'), 'there is no base.tar.sealed')
  })
  await tally.check('nothing in the archive or the backup is in the clear', async () => {
    const found = [...(await findLeaks(archive)), ...(await findLeaks(backups))]
    assert(found.length === 0, `in the clear: ${found}`)
    const heap = await run('grep', ['-rl', marker, first.data]).catch(() => ({ stdout: '' }))
    assert(heap.stdout !== '', 'the marker is not even in the cluster: this check shows nothing')
  })
  await tally.check('with the KMS stopped archiving fails and is tried again, then catches up', async () => {
    await stage.server.stop()
    const before = Number(await first.ask('SELECT failed_count FROM pg_stat_archiver'))
    await first.ask(`INSERT INTO orders SELECT 'later ' || n FROM generate_series(1, 1000) n`)
    const segment = await first.ask('SELECT pg_walfile_name(pg_switch_wal())')
    await waitUntil('a failed attempt', async () =>
      first.ask('SELECT failed_count FROM pg_stat_archiver').then((count) => Number(count) > before),
    )
    assert(!(await readdir(archive)).includes(segment), 'it was archived without the KMS')
    assert((await first.log()).includes('The KMS cannot be used'), 'the log does not say why')
    stage.server = await site.startServer()
    await waitUntil('catching up', async () => (await readdir(archive)).includes(segment))
  })
  await tally.check('a second cluster is restored and recovers', async () => {
    const last = await archiveSegment(first)
    assert(last.length > 0, 'nothing archived')
    const second = await restoreCluster(stage, 'second')
    await second.start()
    try {
      await waitUntil('promotion', () => isPromoted(second))
      assert((await second.ask('SELECT count(*) FROM orders')) === '2000', 'rows are missing')
    } finally {
      await second.stop()
    }
  })
  await tally.check('with the KMS stopped restoring stops FATAL, and goes on later', async () => {
    const third = await restoreCluster(stage, 'third')
    await stage.server.stop()
    const attempt = await third.tryStart(30)
    assert(attempt.code !== 0, 'it started without the KMS')
    assert(/FATAL: {2}could not restore file/.test(await third.log()), `no FATAL: ${await third.log()}`)
    stage.server = await site.startServer()
    await third.start()
    try {
      await waitUntil('promotion', () => isPromoted(third))
      assert((await third.ask('SELECT count(*) FROM orders')) === '2000', 'rows are missing')
    } finally {
      await third.stop()
    }
  })
  await tally.check('an altered segment stops recovery FATAL, nothing is promoted', async () => {
    const fourth = await restoreCluster(stage, 'fourth')
    const [name = ''] = (await readdir(archive))
      .filter((each) => /^[0-9A-F]{24}$/.test(each))
      .sort()
      .slice(-1)
    const bytes = await readFile(join(archive, name))
    const altered = Buffer.from(bytes)
    altered.writeUInt8(altered.readUInt8(altered.length - 100) ^ 1, altered.length - 100)
    await writeFile(join(archive, name), altered)
    try {
      const attempt = await fourth.tryStart(30)
      assert(attempt.code !== 0, 'it started with an altered segment')
      assert(/FATAL: {2}could not restore file/.test(await fourth.log()), `no FATAL: ${await fourth.log()}`)
    } finally {
      await writeFile(join(archive, name), bytes)
      await fourth.stop()
    }
  })
  await tally.check('a segment under the name of another does not open', async () => {
    const [one = '', other = ''] = (await readdir(archive)).filter((each) => /^[0-9A-F]{24}$/.test(each)).sort()
    await runAsOrThrow(users.database, '/bin/cp', [join(archive, one), join(stage.folder, other)])
    const { code } = await runAs(users.database, '/bin/sh', [
      '-c',
      command(stage, `restore ${join(stage.folder, other)} ${join(stage.folder, 'target')}`),
    ])
    assert(code !== null && code > 125, `it ended with ${code}`)
  })
  await tally.check('a segment that is not there ends with 1', async () => {
    const words = command(stage, `restore ${join(archive, '00000009.history')} ${join(stage.folder, 'target')}`)
    const { code } = await runAs(users.database, '/bin/sh', ['-c', words])
    assert(code === 1, `it ended with ${code}`)
  })
  await tally.check(
    "postgres can read neither the agent's credentials nor its memory nor the server's store",
    async () => {
      for (const path of [
        join(site.agentFolder, 'agent.key'),
        join(site.agentFolder, 'data/keys/wal.json'),
        `/proc/${stage.agent.pid}/mem`,
        `/proc/${stage.server.pid}/mem`,
        join(site.serverData, 'store.db'),
        join(site.serverData, 'master.key'),
      ]) {
        const { code, stderr } = await runAs(users.database, '/usr/bin/head', ['-c1', path])
        assert(code !== 0 && /Permission denied/.test(stderr), `${path} can be read by ${users.database}`)
      }
    },
  )
  await tally.check('postgres may not do what its socket does not say', async () => {
    const { code, stderr } = await runAs(users.database, site.kmip, [
      ...['secret', 'set', 'server-key', '--replace', '--generate', '8'],
      ...['--socket', join(site.agentFolder, 'run/postgres.sock')],
    ])
    assert(code === 5 && stderr.includes('may not be used for writeSecrets'), `it ended with ${code}: ${stderr}`)
    const other = await runAs(users.database, site.kmip, [
      ...['secret', 'list', '--socket', join(site.agentFolder, 'run/admin.sock')],
    ])
    assert(other.code === 5, `postgres used the socket of the administrator: ${other.code} ${other.stderr}`)
  })
  await tally.check('a new key-encryption key: what was sealed before still opens, and can be resealed', async () => {
    await admin(stage, 'agent', 'rekey', 'wal')
    await admin(stage, 'agent', 'rekey', 'secrets')
    await archiveSegment(first)
    const names = (await readdir(archive)).map((name) => join(archive, name))
    await runAsOrThrow(users.database, '/bin/sh', ['-c', command(stage, `reseal ${names.join(' ')}`)])
    const fifth = await restoreCluster(stage, 'fifth')
    await fifth.start()
    try {
      await waitUntil('promotion', () => isPromoted(fifth))
      assert((await fifth.ask('SELECT count(*) FROM orders')) === '2000', 'rows are missing')
    } finally {
      await fifth.stop()
    }
  })
}

/** PostgreSQL, the agent and the server as three users. */
export const runPostgresql = async (all: Tally): Promise<void> => {
  const tally: Tally = { ...all, check: (name, work) => all.check(`PostgreSQL: ${name}`, work) }
  const ports = [await findFreePort(), await findFreePort(), await findFreePort()] as const
  await using site = await openSite(ports[0])
  const folder = join(site.folder, 'postgresql')
  const [archive, backups] = [join(folder, 'archive'), join(folder, 'backups')]
  for (const each of [archive, backups]) await runAsOrThrow(users.database, '/bin/mkdir', [each])
  const server = await site.startServer()
  const agent = await site.startAgent()
  const stage: Stage = { site, folder, archive, backups, ports, server, agent }
  const first = await createCluster(join(folder, 'first'), ports[1])
  try {
    const printed = await readPrintedSteps(stage)
    await printed.createSecret()
    await printed.createServerKey(first.data)
    await first.configure(printed.settings)
    await runChecks(stage, first, tally)
    await checkBackupPrograms(stage, first, tally)
  } finally {
    await first.stop()
    await agent.stop()
    await stage.server.stop()
  }
}
