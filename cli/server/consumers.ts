import type { OperationName } from '../../codec/index.ts'

/** The values in a consumer's configuration. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  /** Paths of PEM files. */
  readonly ca: string
  readonly cert: string
  readonly key: string
  /** Certificate and key in one file. */
  readonly pem: string
  /** Name of the client. */
  readonly name: string
}

/** A database or program that speaks KMIP itself or uses the agent. */
export interface Consumer {
  readonly summary: string
  /** Uses the agent, so needs no certificate. */
  readonly asksAgent?: boolean
  /**
   * The operations that it sends to the server, from its traces, its source or its documentation: see docs/compatibility.md.
   * `all`: it decides by itself, as a library does, or its operations are not known. None if it asks the agent.
   */
  readonly operations: readonly OperationName[] | 'all'
  /** Expects certificate and key in one file. */
  readonly onePem?: boolean
  /** Where the lines go. */
  readonly place: string
  readonly lines: (endpoint: Endpoint) => readonly string[]
}

const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** By name, in the order of `kmip connect --help`. */
export const consumers: Readonly<Record<string, Consumer>> = {
  postgresql: {
    summary: "PostgreSQL's hooks, through the agent",
    operations: [],
    asksAgent: true,
    place: 'postgresql.conf, with the agent running (kmip agent)',
    lines: () => [
      "ssl_passphrase_command = 'kmip secret get server-key'",
      "archive_command = 'kmip archive --key wal %p /archive'",
      "restore_command = 'kmip restore /archive/%f %p'",
      'basebackup_to_shell.command = \'kmip seal --key backup --context "base %f" --out /backups/%f.sealed\'',
    ],
  },
  pg_tde: {
    summary: 'pg_tde, transparent data encryption for PostgreSQL',
    operations: ['Locate', 'Get', 'Register'],
    place: 'psql, as a superuser',
    lines: ({ host, port, cert, key, ca }) => [
      `SELECT pg_tde_add_global_key_provider_kmip('kmip', ${quoteLiteral(host)}, ${port}, ${quoteLiteral(cert)}, ${quoteLiteral(key)}, ${quoteLiteral(ca)});`,
      "SELECT pg_tde_create_key_using_global_key_provider('database-key', 'kmip');",
      "SELECT pg_tde_set_default_key_using_global_key_provider('database-key', 'kmip');",
    ],
  },
  edb: {
    summary: 'EDB Postgres Advanced Server, through the agent',
    operations: [],
    asksAgent: true,
    place: 'a shell; initdb writes the second command into postgresql.conf',
    lines: () => [
      "export PGDATAKEYWRAPCMD='kmip wrap --key edb --out %p --force'",
      "export PGDATAKEYUNWRAPCMD='kmip unwrap --in %p'",
      'initdb --data-encryption -D "$PGDATA"',
    ],
  },
  cybertec: {
    summary: "CYBERTEC's PostgreSQL, Cloudberry: a key of the whole cluster, through the agent",
    operations: [],
    asksAgent: true,
    place: 'a shell; the secret is made once: kmip secret set cluster-key --generate 32',
    lines: () => ['initdb -D "$PGDATA" -K \'kmip secret get cluster-key --hex\''],
  },
  fujitsu: {
    summary: 'Fujitsu Enterprise Postgres, custom key management through the agent',
    operations: [],
    asksAgent: true,
    place: 'an executable script, named as the plugin; the key ID is fujitsu',
    lines: () => ['#!/bin/sh', 'exec kmip plugin "$@"'],
  },
  mysql: {
    summary: 'Percona Server for MySQL',
    operations: ['Locate', 'Get', 'GetAttributes', 'Register', 'Activate', 'Revoke', 'Destroy'],
    place: 'component_keyring_kmip.cnf in the plugin directory',
    lines: ({ host, port, ca, cert, key, name }) =>
      JSON.stringify(
        {
          server_addr: host,
          server_port: String(port),
          client_ca: cert,
          client_key: key,
          server_ca: ca,
          object_group: name,
        },
        undefined,
        2,
      ).split('\n'),
  },
  'mysql-enterprise': {
    summary: 'MySQL Enterprise, keyring_okv',
    operations: 'all',
    place: 'okvclient.ora in keyring_okv_conf_dir; the files as ssl/CA.pem, ssl/cert.pem and ssl/key.pem beside it',
    lines: ({ host, port }) => [`SERVER=${host}:${port}`, `STANDBY_SERVER=${host}:${port}`],
  },
  mongodb: {
    summary: 'MongoDB Enterprise, Percona Server for MongoDB',
    operations: 'all',
    onePem: true,
    place: 'mongod.conf',
    lines: ({ host, port, ca, pem }) => [
      'security:',
      '  enableEncryption: true',
      '  kmip:',
      `    serverName: ${host}`,
      `    port: ${port}`,
      `    serverCAFile: ${ca}`,
      `    clientCertificateFile: ${pem}`,
    ],
  },
  'mongodb-driver': {
    summary: "client-side encryption in MongoDB's drivers",
    operations: ['Register', 'Create', 'Activate', 'Get', 'Encrypt', 'Decrypt'],
    onePem: true,
    place: 'the options of the driver (here in Python)',
    lines: ({ host, port, ca, pem }) => [
      `kms_providers = {"kmip": {"endpoint": "${host}:${port}"}}`,
      `kms_tls_options = {"kmip": {"tlsCAFile": "${ca}", "tlsCertificateKeyFile": "${pem}"}}`,
    ],
  },
  ceph: {
    summary: 'Ceph, the object gateway',
    operations: ['Locate', 'Get', 'Create', 'Activate', 'Encrypt', 'Decrypt', 'Revoke', 'Destroy'],
    place: 'ceph.conf, section of the gateway',
    lines: ({ host, port, ca, cert, key }) => [
      'rgw_crypt_s3_kms_backend = kmip',
      `rgw_crypt_kmip_addr = ${host}:${port}`,
      `rgw_crypt_kmip_ca_path = ${ca}`,
      `rgw_crypt_kmip_client_cert = ${cert}`,
      `rgw_crypt_kmip_client_key = ${key}`,
    ],
  },
  barbican: {
    summary: 'OpenStack Barbican',
    operations: ['Create', 'CreateKeyPair', 'Register', 'Get', 'Destroy'],
    place: 'barbican.conf',
    lines: ({ host, port, ca, cert, key }) => [
      '[kmip_plugin]',
      `host = ${host}`,
      `port = ${port}`,
      `ca_certs = ${ca}`,
      `certfile = ${cert}`,
      `keyfile = ${key}`,
    ],
  },
  pykmip: {
    summary: 'PyKMIP',
    operations: 'all',
    place: 'pykmip.conf',
    lines: ({ host, port, ca, cert, key }) => [
      '[client]',
      `host=${host}`,
      `port=${port}`,
      `certfile=${cert}`,
      `keyfile=${key}`,
      'cert_reqs=CERT_REQUIRED',
      'ssl_version=PROTOCOL_TLSv1_2',
      `ca_certs=${ca}`,
    ],
  },
  restic: {
    summary: 'restic, through the agent',
    operations: [],
    asksAgent: true,
    place: 'the environment of restic; the secret is made once: kmip secret set restic --generate 32',
    lines: () => ["RESTIC_PASSWORD_COMMAND='kmip secret get restic --hex'"],
  },
  borg: {
    summary: 'borg, through the agent',
    operations: [],
    asksAgent: true,
    place: 'the environment of borg; the secret is made once: kmip secret set borg --generate 32',
    lines: () => ["BORG_PASSCOMMAND='kmip secret get borg --hex'"],
  },
  pgbackrest: {
    summary: 'pgBackRest, through the agent',
    operations: [],
    asksAgent: true,
    place: 'a shell, or the unit that runs it; the secret is made once, in letters: kmip secret set backrest',
    lines: () => ['kmip exec --env PGBACKREST_REPO1_CIPHER_PASS=backrest -- pgbackrest --stanza=main backup'],
  },
  pgsodium: {
    summary: "pgsodium and Supabase's vault, through the agent",
    operations: [],
    asksAgent: true,
    place:
      'an executable script, named in pgsodium.getkey_script; the secret is made once: kmip secret set pgsodium --generate 32',
    lines: () => ['#!/bin/sh', 'exec kmip secret get pgsodium --hex'],
  },
  luks: {
    summary: 'a disk that LUKS encrypts, through the agent',
    operations: [],
    asksAgent: true,
    place: 'a unit in front of the database',
    lines: () => ['kmip secret get disk | cryptsetup open --key-file=- /dev/sdb1 data'],
  },
}
