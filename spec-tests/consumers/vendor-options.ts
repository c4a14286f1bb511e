/** What vendors document of an option, function or file that `kmip connect` prints. */
export interface VendorOption {
  readonly name: string
  /** Page or file, with its version or date. */
  readonly source: string
}

const list = (source: string, ...names: readonly string[]): readonly VendorOption[] =>
  names.map((name) => ({ name, source }))

const postgresql = 'PostgreSQL 15 documentation, chapter 20 and appendix F (basebackup_to_shell)'

/** By consumer: everything that is set in its configuration, in the order of the steps. */
export const vendorOptions: Readonly<Record<string, readonly VendorOption[]>> = {
  pg_tde: list('Percona pg_tde documentation 2.2, "Configure pg_tde"', 'shared_preload_libraries'),
  open_pg_tde: list('open_pg_tde documentation 2.4, "Configure open_pg_tde"', 'shared_preload_libraries'),
  mysql: [
    ...list(
      'Percona Server for MySQL 8.4 documentation, "Use the Key Management Interoperability Protocol"',
      'components',
    ),
    ...list(
      'Percona Server for MySQL 8.4 documentation, the same page: configuration file',
      ...['server_addr', 'server_port', 'client_ca', 'client_key', 'server_ca'],
    ),
    ...list('Percona Server for MySQL, components/keyrings/keyring_kmip/config/config.cc', 'object_group'),
  ],
  'mysql-enterprise': [
    ...list('MySQL 8.4 Reference Manual 8.4.4.6, "Using the keyring_okv KMIP Plugin"', 'SERVER', 'STANDBY_SERVER'),
    ...list('MySQL 8.4 Reference Manual 8.4.4.6, the same page', 'early-plugin-load', 'keyring_okv_conf_dir'),
  ],
  mongodb: list(
    'Percona Server for MongoDB 7.0 documentation, "Using KMIP"; MongoDB Manual 8.0, "Configuration File Options"',
    ...['security', 'enableEncryption', 'kmip', 'serverName', 'port', 'serverCAFile', 'clientCertificateFile'],
  ),
  ceph: [
    ...list(
      'Ceph documentation (reef), radosgw/kmip.rst, and src/common/options/rgw.yaml.in',
      ...['rgw_crypt_s3_kms_backend', 'rgw_crypt_kmip_addr', 'rgw_crypt_kmip_ca_path', 'rgw_crypt_kmip_client_cert'],
      'rgw_crypt_kmip_client_key',
    ),
    ...list('Ceph documentation (reef), radosgw/config-ref.rst', 'rgw_crypt_require_ssl'),
  ],
  barbican: [
    ...list('Barbican 15.0.1, barbican/plugin/interface/secret_store.py', 'enabled_secretstore_plugins'),
    ...list('Barbican 15.0.1, barbican/plugin/kmip_secret_store.py', 'host', 'port', 'ca_certs', 'certfile', 'keyfile'),
  ],
  pykmip: list(
    'PyKMIP 0.10.0, kmip/services/kmip_client.py and kmip/core/config_helper.py',
    ...['host', 'port', 'certfile', 'keyfile', 'cert_reqs', 'ssl_version', 'ca_certs'],
  ),
  postgresql: list(
    postgresql,
    ...['ssl', 'ssl_passphrase_command', 'archive_mode', 'archive_command', 'restore_command'],
    ...['shared_preload_libraries', 'basebackup_to_shell.command'],
  ),
  pgbackrest: [
    ...list('pgBackRest configuration reference, repo1-cipher-type', 'repo1-cipher-type'),
    ...list(postgresql, 'archive_mode', 'archive_command', 'restore_command'),
  ],
  edb: list('EDB Transparent Data Encryption, "initdb TDE options"', 'PGDATAKEYWRAPCMD', 'PGDATAKEYUNWRAPCMD'),
  restic: list('restic documentation, "Environment variables"', 'RESTIC_PASSWORD_COMMAND'),
  borg: list('Borg documentation, "Environment variables"', 'BORG_PASSCOMMAND'),
}

/** The SQL functions of the extensions, with the names of their parameters. */
export const vendorFunctions: Readonly<
  Record<string, { readonly source: string; readonly parameters: readonly string[] }>
> = Object.fromEntries(
  (
    [
      ['pg_tde', 'percona/pg_tde 2.2.0, pg_tde--1.0.sql'],
      ['open_pg_tde', 'commandprompt/open_pg_tde 2.4.0, open_pg_tde--1.0.sql'],
    ] as const
  ).flatMap(([extension, source]) =>
    Object.entries({
      add_global_key_provider_kmip: [
        ...['provider_name', 'kmip_host', 'kmip_port', 'kmip_cert_path', 'kmip_key_path', 'kmip_ca_path'],
      ],
      create_key_using_global_key_provider: ['key_name', 'provider_name'],
      set_default_key_using_global_key_provider: ['key_name', 'provider_name'],
      verify_default_key: [],
    }).map(([name, parameters]) => [`${extension}_${name}`, { source, parameters }]),
  ),
)
