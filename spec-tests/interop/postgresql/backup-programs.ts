import { join } from 'node:path'
import { findDocumentedCommand } from '../../documents/databases-page.ts'
import { waitUntil } from '../../support/wait-until.ts'
import type { Tally } from '../tally.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { runAs, runAsOrThrow } from './command.ts'
import { admin, assert, command, createDocumentedCommand, marker, type Stage } from './stage.ts'
import { users } from './users.ts'

const runAsDatabase = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  runAsOrThrow(users.database, program, args, { env })

/** A file with the marker in it, for programs that back up files. */
const createOriginal = async (folder: string): Promise<string> => {
  const path = join(folder, 'files')
  await runAsOrThrow(users.database, '/bin/sh', ['-c', `mkdir -p ${path} && echo '${marker}' > ${path}/file`])
  return path
}

const containsMarker = async (folder: string): Promise<boolean> =>
  (await runAs('root', '/bin/grep', ['-rq', marker, folder])).code === 0

/** restic and borg: the passphrase comes from a command, without a shell. */
const checkFilePrograms = async (stage: Stage, tally: Tally): Promise<void> => {
  const files = await createOriginal(stage.folder)
  const folderOf = (name: string): string => join(stage.folder, name)
  await tally.check('restic: passphrase from the agent, backup and restore', async () => {
    await admin(stage, 'secret', 'set', 'restic', '--key', 'secrets', '--generate', '32')
    const [repository, target] = [folderOf('restic'), folderOf('restic-restored')]
    const env = {
      RESTIC_REPOSITORY: repository,
      RESTIC_PASSWORD_COMMAND: createDocumentedCommand(stage, 'secret get restic'),
      HOME: stage.folder,
    }
    await runAsDatabase('restic', ['init', '-q'], env)
    await runAsDatabase('restic', ['backup', '-q', files], env)
    await runAsDatabase('restic', ['restore', 'latest', '-q', '--target', target], env)
    assert((await runAsDatabase('/bin/cat', [join(target, files, 'file')], {})).trim() === marker, 'it is another file')
    assert(!(await containsMarker(repository)), 'the repository is in the clear')
    const wrong = await runAs(users.database, 'restic', ['snapshots'], {
      env: { ...env, RESTIC_PASSWORD_COMMAND: command(stage, 'secret get server-key') },
    })
    assert(wrong.code !== 0, 'another secret opens it too')
  })
  await tally.check('borg: passphrase from the agent, backup and restore', async () => {
    await admin(stage, 'secret', 'set', 'borg', '--key', 'secrets', '--generate', '32')
    const repository = folderOf('borg')
    const env = { BORG_PASSCOMMAND: createDocumentedCommand(stage, 'secret get borg'), HOME: stage.folder }
    await runAsDatabase('borg', ['init', '--encryption=repokey', repository], env)
    await runAsDatabase('borg', ['create', `${repository}::one`, files], env)
    const out = await runAsDatabase('borg', ['extract', '--stdout', `${repository}::one`], env)
    assert(out.trim() === marker, 'it is another file')
    assert(!(await containsMarker(repository)), 'the repository is in the clear')
  })
}

/** pgBackRest takes its passphrase from the environment only. */
const checkClusterPrograms = async (stage: Stage, first: Cluster, tally: Tally): Promise<void> => {
  await tally.check('pgBackRest: passphrase from the agent, log and cluster backed up and restored', async () => {
    await runAsOrThrow(
      users.agent,
      stage.site.kmip,
      ['secret', 'set', 'backrest', '--key', 'secrets', '--socket', join(stage.site.agentFolder, 'run/admin.sock')],
      { input: 'a passphrase of letters' },
    )
    const repository = join(stage.folder, 'backrest')
    const target = join(stage.folder, 'sixth')
    const configuration = join(stage.folder, 'pgbackrest.conf')
    await runAsOrThrow(users.database, '/usr/bin/tee', [configuration], {
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
    const replacePaths = (documentedLine: string, data: string): string =>
      documentedLine
        .replace('kmip exec', command(stage, 'exec'))
        .replace('--stanza=main', `--config=${configuration} --stanza=main --pg1-path=${data}`)
    const environment = 'kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest'
    const backup = findDocumentedCommand(`${environment} -- pgbackrest --stanza=main backup`)
    const run = (words: string, data: string): Promise<string> =>
      runAsDatabase('/bin/sh', ['-c', replacePaths(backup.replace(/backup$/, words), data)], { HOME: stage.folder })
    await run('stanza-create', first.data)
    await first.ask(
      `ALTER SYSTEM SET archive_command = '${replacePaths(findDocumentedCommand(`${environment} -- pgbackrest --stanza=main archive-push`), first.data)}'`,
    )
    await first.ask('SELECT pg_reload_conf()')
    await run('backup --type=full', first.data)
    await runAsOrThrow(users.database, '/bin/mkdir', ['-p', '-m', '700', join(target, 'data')])
    await run('restore', join(target, 'data'))
    const restored = openCluster(target, stage.ports[2])
    await restored.configure(['archive_mode = off', 'ssl = off'])
    // Behind the line that pgBackRest has written there, which knows no passphrase.
    await runAsOrThrow(users.database, '/usr/bin/tee', ['-a', join(restored.data, 'postgresql.auto.conf')], {
      input: `restore_command = '${replacePaths(findDocumentedCommand(`${environment} --wait`), restored.data)}'\n`,
    })
    await restored.start()
    try {
      await waitUntil('promotion', async () => (await restored.ask('SELECT pg_is_in_recovery()')) === 'f')
      assert(Number(await restored.ask('SELECT count(*) FROM orders')) >= 2000, 'rows are missing')
    } finally {
      await restored.stop()
    }
    assert(!(await containsMarker(repository)), 'the repository is in the clear')
  })
}

/** Programs that back up with a passphrase, which the agent keeps. */
export const checkBackupPrograms = async (stage: Stage, first: Cluster, tally: Tally): Promise<void> => {
  await checkFilePrograms(stage, tally)
  await checkClusterPrograms(stage, first, tally)
}
