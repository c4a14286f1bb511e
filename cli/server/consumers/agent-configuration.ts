import { defaultSocket } from '../../agent/agent-options.ts'
import type { AgentAccess, AgentConsumer, Step } from './consumer.ts'

/** The administrator's socket: the agent's user and root. */
export const adminSocket = '/run/kmip-agent/admin.sock'

/** The key-encryption key of secrets. */
const secretsKey = 'secrets'

const formatList = (names: readonly string[]): string => `[${names.map((name) => JSON.stringify(name)).join(', ')}]`

const formatEntry = (name: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${name} = ${formatList(names)}`]

/** The whole `agent.toml` for one consumer. @param address host and port of the key manager */
const formatConfiguration = (address: string, { keys, secrets, operations, group }: AgentAccess): string[] => {
  const every = [...(secrets.length === 0 ? [] : [secretsKey]), ...keys]
  return [
    'dataDirectory = "/var/lib/kmip-agent"',
    '[kms]',
    `servers = ${formatList([address])}`,
    'ca = "/run/credentials/kmip-agent.service/ca.crt"',
    'cert = "/run/credentials/kmip-agent.service/agent.crt"',
    'key = "/run/credentials/kmip-agent.service/agent.key"',
    ...every.flatMap((key) => [`[keys.${key}]`, 'create = true']),
    '[[sockets]]',
    `path = "${adminSocket}"`,
    `keys = ${formatList(every)}`,
    ...(secrets.length === 0 ? [] : ['secrets = ["*"]']),
    `operations = ${formatList([...(secrets.length === 0 ? [] : ['writeSecrets']), 'rekey', 'retire'])}`,
    '[[sockets]]',
    `path = "${defaultSocket}"`,
    ...(group === undefined ? [] : [`group = "${group}"`, 'mode = "0660"']),
    ...formatEntry('keys', keys),
    ...formatEntry('secrets', secrets),
    `operations = ${formatList(operations)}`,
  ]
}

/** Everything for one consumer: the agent, its secrets, and the hook's own steps. */
export const listAgentSteps = ({ access, secretLines, steps }: AgentConsumer, address: string): readonly Step[] => [
  {
    place: 'shell',
    format: 'sh',
    purpose:
      "On the key manager's machine: the agent's certificate. Copy the three files to /etc/kmip on the database's machine if that is another one, and leave them to root with mode 0600.",
    lines: ['kmip client add agent --out /etc/kmip'],
  },
  {
    place: '/etc/kmip/agent.toml',
    format: 'toml',
    purpose:
      'The configuration of the agent, for this consumer alone. If there is one, merge the two: each key, secret and operation once.',
    lines: formatConfiguration(address, access),
  },
  {
    place: 'shell',
    format: 'sh',
    purpose: 'As root: run the agent as a user of its own.',
    lines: [
      `useradd --system --no-create-home${access.group === undefined ? '' : ` --groups ${access.group}`} kmip-agent`,
      'cp "$(npm root --global)/kmip/deploy/kmip-agent.service" /etc/systemd/system/',
      'systemctl daemon-reload && systemctl enable --now kmip-agent',
    ],
  },
  ...(secretLines.length === 0
    ? []
    : ([
        {
          place: 'shell',
          format: 'sh',
          purpose: 'As root, once: the secret. It is sealed under a key in the key manager.',
          lines: secretLines,
        },
      ] as const)),
  ...steps,
]
