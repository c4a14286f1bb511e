import { adminSocket } from './agent-configuration.ts'
import type { AgentAccess, AgentConsumer } from './consumer.ts'

const setSecret = (name: string, words: string): string => `kmip secret set ${name} ${words}--socket ${adminSocket}`
const generateSecret = (name: string): string => setSecret(name, '--generate 32 ')
/** For programs that want a passphrase of letters. */
const generatePassphrase = (name: string): string => `openssl rand -base64 48 | ${setSecret(name, '')}`

/** What a program needs that asks for one secret. */
const accessTo = (secret: string): AgentAccess => ({
  keys: [],
  secrets: [secret],
  operations: ['readSecrets'],
  group: 'postgres',
})

const postgresql: AgentConsumer = {
  kind: 'agent',
  summary: "PostgreSQL's hooks, through the agent",
  access: {
    keys: ['wal', 'backup'],
    secrets: ['server-key'],
    operations: ['dataKey', 'unwrap', 'rewrap', 'readSecrets'],
    group: 'postgres',
  },
  secretLines: [generatePassphrase('server-key')],
  steps: [
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As root: folders for sealed files. They may be on other storage.',
      lines: ['install -d -o postgres -g postgres -m 0700 /archive /backups'],
    },
    {
      place: 'shell',
      format: 'sh',
      purpose:
        'As postgres, in the data directory: a private key that only the secret opens, and a certificate of its own. Encrypt an existing key with: openssl pkey -aes256.',
      lines: [
        'kmip secret get server-key | openssl req -x509 -newkey rsa:3072 -subj "/CN=$(hostname)" -days 825 -passout stdin -keyout server.key -out server.crt',
        'chmod 0600 server.key',
      ],
    },
    {
      place: 'postgresql.conf',
      format: 'ini',
      purpose:
        'Then restart PostgreSQL. If shared_preload_libraries is there already, add the library to its list, after a comma.',
      lines: [
        'ssl = on',
        "ssl_passphrase_command = 'kmip secret get server-key'",
        'archive_mode = on',
        "archive_command = 'kmip archive --key wal %p /archive'",
        "restore_command = 'kmip restore /archive/%f %p'",
        "shared_preload_libraries = 'basebackup_to_shell'",
        'basebackup_to_shell.command = \'kmip seal --key backup --context "base %f" --out /backups/%f.sealed\'',
      ],
    },
    {
      place: 'shell',
      format: 'sh',
      purpose:
        'As postgres: a base backup. To restore it: kmip open --context "base base.tar" --in /backups/base.tar.sealed | tar -x -C "$PGDATA"',
      lines: ['pg_basebackup --target=shell --wal-method=none --checkpoint=fast'],
    },
  ],
}

const edb: AgentConsumer = {
  kind: 'agent',
  summary: 'EDB Postgres Advanced Server, through the agent',
  access: { keys: ['edb'], secrets: [], operations: ['wrap', 'unwrap'], group: 'enterprisedb' },
  secretLines: [],
  steps: [
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As enterprisedb: initdb wraps the data key, and writes the unwrap command into postgresql.conf.',
      lines: [
        "export PGDATAKEYWRAPCMD='kmip wrap --key edb --out %p --force'",
        "export PGDATAKEYUNWRAPCMD='kmip unwrap --in %p'",
        'initdb --data-encryption -D "$PGDATA"',
      ],
    },
  ],
}

const cybertec: AgentConsumer = {
  kind: 'agent',
  summary: "CYBERTEC's PostgreSQL, Cloudberry: a key of the whole cluster, through the agent",
  access: accessTo('cluster-key'),
  secretLines: [generateSecret('cluster-key')],
  steps: [
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As postgres. The secret is the key of the cluster: never replace it.',
      lines: ['initdb -D "$PGDATA" -K \'kmip secret get cluster-key --hex\''],
    },
  ],
}

const fujitsu: AgentConsumer = {
  kind: 'agent',
  summary: 'Fujitsu Enterprise Postgres, custom key management through the agent',
  access: { keys: ['fujitsu'], secrets: [], operations: ['dataKey', 'unwrap'], group: 'postgres' },
  secretLines: [],
  steps: [
    {
      place: 'an executable script, named as the plugin',
      format: 'sh',
      purpose: 'The key ID is fujitsu. Leave the secret for the key manager empty: the socket is the identity.',
      lines: ['#!/bin/sh', 'exec kmip plugin "$@"'],
    },
  ],
}

const pgsodium: AgentConsumer = {
  kind: 'agent',
  summary: "pgsodium and Supabase's vault, through the agent",
  access: accessTo('pgsodium'),
  secretLines: [generateSecret('pgsodium')],
  steps: [
    {
      place: 'an executable script, named in pgsodium.getkey_script',
      format: 'sh',
      purpose: 'For postgres, with mode 0755. The secret is the root key of pgsodium: never replace it.',
      lines: ['#!/bin/sh', 'exec kmip secret get pgsodium --hex'],
    },
  ],
}

const pgbackrest: AgentConsumer = {
  kind: 'agent',
  summary: 'pgBackRest, through the agent',
  access: accessTo('backrest'),
  secretLines: [generatePassphrase('backrest')],
  steps: [
    {
      place: 'pgbackrest.conf',
      format: 'ini',
      purpose: 'In the section [global], before the repository is made. The passphrase is not in the file.',
      lines: ['repo1-cipher-type=aes-256-cbc'],
    },
    {
      place: 'postgresql.conf',
      format: 'ini',
      purpose: 'Then restart PostgreSQL. After each restore, put restore_command back: pgBackRest writes its own.',
      lines: [
        'archive_mode = on',
        "archive_command = 'kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest -- pgbackrest --stanza=main archive-push %p'",
        'restore_command = \'kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest --wait 30 -- pgbackrest --stanza=main archive-get %f "%p"\'',
      ],
    },
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As postgres: the same for every command of pgBackRest.',
      lines: ['kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest -- pgbackrest --stanza=main backup'],
    },
  ],
}

const createBackupProgram = (name: string, summary: string, line: string): AgentConsumer => ({
  kind: 'agent',
  summary,
  access: accessTo(name),
  secretLines: [generateSecret(name)],
  steps: [
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As postgres, or in the environment of its unit. The secret is the passphrase of the repository.',
      lines: [`export ${line}`],
    },
  ],
})

const luks: AgentConsumer = {
  kind: 'agent',
  summary: 'a disk that LUKS encrypts, through the agent',
  access: { keys: [], secrets: ['disk'], operations: ['readSecrets'] },
  secretLines: [setSecret('disk', '--generate 64 ')],
  steps: [
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As root, once: this erases the disk.',
      lines: ['kmip secret get disk | cryptsetup luksFormat --batch-mode --key-file=- /dev/sdb1'],
    },
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As root, at each start: in a unit in front of the database.',
      lines: ['kmip secret get disk | cryptsetup open --key-file=- /dev/sdb1 data'],
    },
  ],
}

export const agentConsumers = {
  postgresql,
  edb,
  cybertec,
  fujitsu,
  pgsodium,
  pgbackrest,
  restic: createBackupProgram(
    'restic',
    'restic, through the agent',
    "RESTIC_PASSWORD_COMMAND='kmip secret get restic --hex'",
  ),
  borg: createBackupProgram('borg', 'borg, through the agent', "BORG_PASSCOMMAND='kmip secret get borg --hex'"),
  luks,
}
