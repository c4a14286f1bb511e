import { listAgentSteps } from '../../cli/server/consumers/agent-configuration.ts'
import type { Consumer, Step } from '../../cli/server/consumers/consumer.ts'
import { placeCredentials } from '../../cli/server/consumers/credential-steps.ts'
import { formatSteps } from '../../cli/server/consumers/format-steps.ts'
import { consumers } from '../../cli/server/consumers/index.ts'
import { anchor, page, table } from './markdown.ts'

const [host, port] = ['kms.example.org', 5696] as const

/** What `kmip connect` prints for a folder of the administrator's choice. */
export const listExampleSteps = (name: string, consumer: Consumer): readonly Step[] => {
  if (consumer.kind === 'agent') return listAgentSteps(consumer, `${host}:${port}`)
  const file = `/etc/kmip/${name}`
  const issued = {
    host,
    port,
    name,
    ca: '/etc/kmip/ca.crt',
    cert: `${file}.crt`,
    key: `${file}.key`,
    pem: `${file}.pem`,
  }
  const { endpoint, steps } = placeCredentials(consumer, issued, undefined)
  return [...steps, ...consumer.steps(endpoint)]
}

const formatOperations = (consumer: Consumer): string => {
  if (consumer.kind === 'agent') return ''
  return consumer.operations === 'all'
    ? 'It may send any operation.'
    : `It sends ${consumer.operations.map((name) => `\`${name}\``).join(', ')}.`
}

/** `docs/reference/consumers.md`: what `kmip connect` prints for each consumer. */
export const consumersPage = (): string => {
  const all = Object.entries(consumers)
  return page(
    '# Consumers',
    `What \`kmip connect NAME --server ${host} --out /etc/kmip\` prints, and the operations that each consumer sends to the server. Paste the blocks in their order; each says where.`,
    table(
      ['consumer', ''],
      all.map(([name, { summary }]) => [`[${name}](#${anchor(name)})`, summary]),
    ),
    ...all.map(([name, consumer]) =>
      page(
        `## ${name}`,
        `${consumer.summary[0]?.toUpperCase()}${consumer.summary.slice(1)}. ${formatOperations(consumer)}`.trim(),
        `\`\`\`text\n${formatSteps(listExampleSteps(name, consumer))}\n\`\`\``,
      ).trimEnd(),
    ),
  )
}
