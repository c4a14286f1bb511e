import type { Endpoint, KmipConsumer, Step } from './consumer.ts'

const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** The steps of an extension: those of `pg_tde` and `open_pg_tde` differ in the prefix of the functions. */
const createSteps =
  (extension: string) =>
  ({ host, port, cert, key, ca }: Endpoint): readonly Step[] => [
    {
      place: 'postgresql.conf',
      format: 'ini',
      purpose: 'Load the extension. If the setting is there already, add the extension to its list, after a comma.',
      lines: [`shared_preload_libraries = '${extension}'`],
    },
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As root: restart PostgreSQL. A reload does not load libraries.',
      lines: ['systemctl restart postgresql'],
    },
    {
      place: 'psql',
      format: 'sql',
      purpose:
        'As a superuser, in each database to encrypt. The key is found by its name at every start: do not re-key or destroy it in the key manager. To rotate it, repeat the two statements with a new name.',
      lines: [
        `CREATE EXTENSION IF NOT EXISTS ${extension};`,
        // The order of the functions' declarations; a page of pg_tde's manual has another.
        `SELECT ${extension}_add_global_key_provider_kmip('kmip', ${quoteLiteral(host)}, ${port}, ${quoteLiteral(cert)}, ${quoteLiteral(key)}, ${quoteLiteral(ca)});`,
        `SELECT ${extension}_create_key_using_global_key_provider('database-key', 'kmip');`,
        `SELECT ${extension}_set_default_key_using_global_key_provider('database-key', 'kmip');`,
        `SELECT ${extension}_verify_default_key();`,
        '-- Tables made with USING tde_heap are encrypted from now on.',
      ],
    },
  ]

const declare = (extension: string, summary: string): KmipConsumer => ({
  kind: 'kmip',
  summary,
  operations: ['Locate', 'Get', 'Register'],
  findsByName: true,
  user: 'postgres',
  keyMode: 0o600,
  steps: createSteps(extension),
})

export const pgTdeConsumers = {
  pg_tde: declare('pg_tde', "pg_tde, Percona's transparent data encryption for PostgreSQL"),
  open_pg_tde: declare('open_pg_tde', 'open_pg_tde, transparent data encryption for PostgreSQL'),
}
