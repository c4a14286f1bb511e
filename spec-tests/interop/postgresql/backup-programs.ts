import { join } from 'node:path'
import { documented } from '../../documents/databases-page.ts'
import type { Tally } from '../tally.ts'
import { until } from '../until.ts'
import { type Cluster, clusterAt } from './cluster.ts'
import { mustRunAs, runAs } from './command.ts'
import { admin, assert, command, documentedCommand, marker, type Stage } from './stage.ts'
import { users } from './users.ts'

const asDatabase = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  mustRunAs(users.database, program, args, { env })

/** A file with the marker in it, for programs that back up files. */
const original = async (folder: string): Promise<string> => {
  const path = join(folder, 'files')
  await mustRunAs(users.database, '/bin/sh', ['-c', `mkdir -p ${path} && echo '${marker}' > ${path}/file`])
  return path
}

const inTheClear = async (folder: string): Promise<boolean> =>
  (await runAs('root', '/bin/grep', ['-rq', marker, folder])).code === 0

/** restic and borg: the passphrase comes from a command, without a shell. */
const ofFiles = async (stage: Stage, tally: Tally): Promise<void> => {
  const files = await original(stage.folder)
  const folderOf = (name: string): string => join(stage.folder, name)
  await tally.check('restic: passphrase from the agent, backup and restore', async () => {
    await admin(stage, 'secret', 'set', 'restic', '--key', 'secrets', '--generate', '32')
    const [repository, target] = [folderOf('restic'), folderOf('restic-restored')]
    const env = {
      RESTIC_REPOSITORY: repository,
      RESTIC_PASSWORD_COMMAND: documentedCommand(stage, 'secret get restic'),
      HOME: stage.folder,
    }
    await asDatabase('restic', ['init', '-q'], env)
    await asDatabase('restic', ['backup', '-q', files], env)
    await asDatabase('restic', ['restore', 'latest', '-q', '--target', target], env)
    assert((await asDatabase('/bin/cat', [join(target, files, 'file')], {})).trim() === marker, 'it is another file')
    assert(!(await inTheClear(repository)), 'the repository is in the clear')
    const wrong = await runAs(users.database, 'restic', ['snapshots'], {
      env: { ...env, RESTIC_PASSWORD_COMMAND: command(stage, 'secret get server-key') },
    })
    assert(wrong.code !== 0, 'another secret opens it too')
  })
  await tally.check('borg: passphrase from the agent, backup and restore', async () => {
    await admin(stage, 'secret', 'set', 'borg', '--key', 'secrets', '--generate', '32')
    const repository = folderOf('borg')
    const env = { BORG_PASSCOMMAND: documentedCommand(stage, 'secret get borg'), HOME: stage.folder }
    await asDatabase('borg', ['init', '--encryption=repokey', repository], env)
    await asDatabase('borg', ['create', `${repository}::one`, files], env)
    const out = await asDatabase('borg', ['extract', '--stdout', `${repository}::one`], env)
    assert(out.trim() === marker, 'it is another file')
    assert(!(await inTheClear(repository)), 'the repository is in the clear')
  })
}

/** pgBackRest takes its passphrase from the environment only. */
const ofClusters = async (stage: Stage, first: Cluster, tally: Tally): Promise<void> => {
  await tally.check('pgBackRest: passphrase from the agent, log and cluster backed up and restored', async () => {
    await mustRunAs(
      users.agent,
      stage.site.kmip,
      ['secret', 'set', 'backrest', '--key', 'secrets', '--socket', join(stage.site.agentFolder, 'run/admin.sock')],
      { input: 'a passphrase of letters' },
    )
    const repository = join(stage.folder, 'backrest')
    const target = join(stage.folder, 'sixth')
    const configuration = join(stage.folder, 'pgbackrest.conf')
    await mustRunAs(users.database, '/usr/bin/tee', [configuration], {
      input: [
        '[global]',
        `repo1-path=${repository}`,
        'repo1-cipher-type=aes-256-cbc',
        'log-level-console=warn',
        'log-level-file=off',
        `lock-path=${stage.folder}/lock`,
        `spool-path=${stage.folder}/spool`,
        '[main]',
        `pg1-path=${first.data}`,
        'pg1-user=postgres',
        `pg1-port=${stage.ports[1]}`,
        `pg1-socket-path=${join(stage.folder, 'first')}`,
        '',
      ].join('\n'),
    })
    const here = (documentedLine: string, data: string): string =>
      documentedLine
        .replace('kmip exec', command(stage, 'exec'))
        .replace('--stanza=main', `--config=${configuration} --stanza=main --pg1-path=${data}`)
    const environment = 'kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest'
    const backup = documented(`${environment} -- pgbackrest --stanza=main backup`)
    const run = (words: string, data: string): Promise<string> =>
      asDatabase('/bin/sh', ['-c', here(backup.replace(/backup$/, words), data)], { HOME: stage.folder })
    await run('stanza-create', first.data)
    await first.ask(
      `ALTER SYSTEM SET archive_command = '${here(documented(`${environment} -- pgbackrest --stanza=main archive-push`), first.data)}'`,
    )
    await first.ask('SELECT pg_reload_conf()')
    await run('backup --type=full', first.data)
    await mustRunAs(users.database, '/bin/mkdir', ['-p', '-m', '700', join(target, 'data')])
    await run('restore', join(target, 'data'))
    const restored = clusterAt(target, stage.ports[2])
    await restored.configure(['archive_mode = off', 'ssl = off'])
    // Behind the line that pgBackRest has written there, which knows no passphrase.
    await mustRunAs(users.database, '/usr/bin/tee', ['-a', join(restored.data, 'postgresql.auto.conf')], {
      input: `restore_command = '${here(documented(`${environment} --wait`), restored.data)}'\n`,
    })
    await restored.start()
    try {
      await until('promotion', async () => (await restored.ask('SELECT pg_is_in_recovery()')) === 'f')
      assert(Number(await restored.ask('SELECT count(*) FROM orders')) >= 2000, 'rows are missing')
    } finally {
      await restored.stop()
    }
    assert(!(await inTheClear(repository)), 'the repository is in the clear')
  })
}

/** Programs that back up with a passphrase, which the agent keeps. */
export const backupPrograms = async (stage: Stage, first: Cluster, tally: Tally): Promise<void> => {
  await ofFiles(stage, tally)
  await ofClusters(stage, first, tally)
}
