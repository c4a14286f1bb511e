import type { Endpoint, KmipConsumer, Step } from './consumer.ts'
import { quoteWord, writeFileLines } from './shell.ts'

const restart: Step = {
  place: 'mysql',
  format: 'sql',
  purpose: 'After a restart (systemctl restart mysql): the keyring is active.',
  lines: ["SELECT * FROM performance_schema.keyring_component_status WHERE STATUS_KEY = 'Component_status';"],
}

const createComponentSteps = ({ host, port, ca, cert, key, name }: Endpoint): readonly Step[] => {
  const configuration = {
    server_addr: host,
    server_port: String(port),
    client_ca: cert,
    client_key: key,
    server_ca: ca,
    object_group: name,
  }
  return [
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As root: the server loads the component before InnoDB by a manifest beside mysqld.',
      lines: writeFileLines('/usr/sbin/mysqld.my', ['{ "components": "file://component_keyring_kmip" }']),
    },
    {
      place: 'shell',
      format: 'sh',
      purpose: 'As root: the component reads its configuration in the plugin directory.',
      lines: [
        `plugins=$(mysqld --verbose --help 2>/dev/null | awk '$1 == "plugin-dir" { print $2 }')`,
        ...writeFileLines(
          '"$plugins/component_keyring_kmip.cnf"',
          JSON.stringify(configuration, undefined, 2).split('\n'),
        ),
      ],
    },
    restart,
  ]
}

/** Where `keyring_okv` looks for its files. */
const folder = '/usr/local/mysql/mysql-keyring-okv'

const createPluginSteps = ({ host, port, ca, cert, key }: Endpoint): readonly Step[] => [
  {
    place: 'shell',
    format: 'sh',
    purpose: `As root: okvclient.ora, and the files under the names that the plugin expects. The server is its own standby.`,
    lines: [
      `install -d -o mysql -g mysql -m 0750 ${folder} ${folder}/ssl`,
      ...writeFileLines(`${folder}/okvclient.ora`, [`SERVER=${host}:${port}`, `STANDBY_SERVER=${host}:${port}`]),
      `install -o mysql -g mysql -m 0640 ${quoteWord(ca)} ${folder}/ssl/CA.pem`,
      `install -o mysql -g mysql -m 0640 ${quoteWord(cert)} ${folder}/ssl/cert.pem`,
      `install -o mysql -g mysql -m 0400 ${quoteWord(key)} ${folder}/ssl/key.pem`,
      `chown mysql:mysql ${folder}/okvclient.ora`,
    ],
  },
  {
    place: 'my.cnf',
    format: 'ini',
    purpose: 'Load the plugin before InnoDB; then restart MySQL.',
    lines: ['[mysqld]', 'early-plugin-load=keyring_okv.so', `keyring_okv_conf_dir=${folder}`],
  },
  {
    place: 'mysql',
    format: 'sql',
    purpose: 'After a restart (systemctl restart mysqld): the plugin is active.',
    lines: ["SELECT PLUGIN_NAME, PLUGIN_STATUS FROM INFORMATION_SCHEMA.PLUGINS WHERE PLUGIN_NAME = 'keyring_okv';"],
  },
]

const common = { kind: 'kmip', user: 'mysql', keyMode: 0o600 } as const

export const mysqlConsumers = {
  mysql: {
    ...common,
    summary: 'Percona Server for MySQL',
    operations: ['Locate', 'Get', 'GetAttributes', 'Register', 'Activate', 'Revoke', 'Destroy'],
    steps: createComponentSteps,
  },
  'mysql-enterprise': {
    ...common,
    summary: 'MySQL Enterprise, keyring_okv',
    operations: 'all',
    copiesFiles: true,
    steps: createPluginSteps,
  },
} satisfies Readonly<Record<string, KmipConsumer>>
