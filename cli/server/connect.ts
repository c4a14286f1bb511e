import { lstat, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { formatAddress } from '../../client/connection/server-address.ts'
import { renewFile } from '../../durable/durable-file.ts'
import type { AddedClient, Configuration, LimitTerms } from '../../server/index.ts'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { suggestName } from '../suggest-name.ts'
import { administer, requireOut, writers } from './administer.ts'
import type { Administrator } from './administrator.ts'
import { describeLimits, hasLimits } from './client-limits.ts'
import { findConsumerAddress } from './consumer-address.ts'
import { listAgentSteps } from './consumers/agent-configuration.ts'
import type { Consumer, Endpoint, KmipConsumer, Step } from './consumers/consumer.ts'
import { placeCredentials } from './consumers/credential-steps.ts'
import { formatSteps } from './consumers/format-steps.ts'
import { consumers } from './consumers/index.ts'
import { addReplaceOptions, describeReplaced, type ReplaceFlags, readReplacement } from './overlap.ts'
import { addPlaceOptions, loadServerConfiguration, type PlaceFlags } from './server-place.ts'

interface Flags extends ReplaceFlags, PlaceFlags {
  readonly server?: string
  readonly name?: string
  readonly out?: string
  readonly json?: boolean
}

const findConsumer = (name: string): Consumer => {
  const found = Object.hasOwn(consumers, name) ? consumers[name] : undefined
  if (found) return found
  throw new CliError('usage', `${name} is not known`, suggestName(name, Object.keys(consumers)))
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** What a consumer that checks names, or has no way to the authority, would stumble over. */
const listCertificateWarnings = async (configuration: Configuration, host: string): Promise<string[]> => {
  const { isNamedServer } = await import('../../server/index.ts')
  const { dataDirectory: directory, tls } = configuration
  const { certificates } = tls
  return [
    ...((await isNamedServer({ directory, certificates, host }))
      ? []
      : [
          `The server's certificate does not name ${host}, and consumers that check the name refuse it. Add it to serverNames in the server's configuration, and restart the server.`,
        ]),
    ...(certificates === undefined
      ? []
      : [
          'The server has a certificate of its own (tls.certificates): put the authority of that certificate in the place of ca.crt.',
        ]),
  ]
}

const toLimits = ({ operations, findsByName }: KmipConsumer): LimitTerms => ({
  ...(operations !== 'all' && { operations }),
  ...(findsByName && { reuseNames: false }),
})

/** The files of the client: those that were issued before, or new ones. A new client gets the limits of the consumer. */
const issueCertificate = async (
  consumer: KmipConsumer,
  name: string,
  administrator: Administrator,
  out: string | undefined,
  replace: { readonly overlap: number } | undefined,
) => {
  const { readIssuedClient, saveClient } = await import('../../server/index.ts')
  await requireOut(administrator, out)
  const directory = administrator.dataDirectory
  const client = { directory, name, now: new Date(), ...(out !== undefined && { out }) }
  const findClient = async () => (await administrator.listClients()).find((each) => each.name === name)
  const before = await findClient()
  const limits = before && before.state !== 'revoked' ? undefined : toLimits(consumer)
  const issued = replace ? undefined : await readIssuedClient(client)
  const { keyMode } = consumer
  const added: AddedClient =
    issued ??
    (await saveClient({
      ...{ ...client, keyType: 'EC', keyMode, replace },
      issue: (publicKey) => administrator.issueClient(name, { publicKey, days: 825, replace, limits }),
    }))
  const pem = join(dirname(added.cert), `${name}.pem`)
  if (consumer.onePem && !(issued && (await exists(pem))))
    await renewFile(pem, Buffer.concat([await readFile(added.cert), await readFile(added.key)]), keyMode)
  const { operations, reuseNames } = (await findClient()) ?? {}
  const { replaced, ...files } = added
  return { ...files, pem, replaced, isNew: issued === undefined, limits: { operations, reuseNames } }
}

/** `kmip connect`. */
export const connect: Define = (command, io) => {
  addExample(
    addPlaceOptions(
      addReplaceOptions(
        command
          .description(
            `Prepares a database or program for this key manager: issues its client certificate, and prints what to paste where. Run again, it prints the same and changes nothing.\n\n${Object.entries(
              consumers,
            )
              .map(([name, { summary }]) => `  ${name.padEnd(16)}  ${summary}`)
              .join('\n')}`,
          )
          .argument('<consumer>', 'one of the consumers above')
          .option(
            '--server <host[:port]>',
            "how the consumer reaches the server (default: from the server's configuration)",
          )
          .option('--name <name>', "of the client certificate (default: the consumer's)")
          .option('--out <dir>', "folder for the certificate's files (default: clients/ in the data directory)"),
        'renew the certificate; the files keep their owners and modes',
      ),
    ).option('--json', 'print JSON'),
    'kmip connect pg_tde --server kms.example.org --out /etc/postgresql/kmip',
    'kmip connect restic --config /etc/kmip/kmip.toml',
  ).action(async (consumerName: string, flags: Flags) => {
    const consumer = findConsumer(consumerName)
    const configuration = await loadServerConfiguration(flags, io)
    const { address, warnings: reach } = findConsumerAddress(flags.server, configuration)
    const warnings = [...reach, ...(await listCertificateWarnings(configuration, address.host))]
    const server = formatAddress(address)
    const print = (steps: readonly Step[], more: Readonly<Record<string, unknown>>): void => {
      for (const warning of warnings) io.stderr.write(`kmip: ${warning}\n`)
      if (flags.json) printJson({ consumer: consumerName, server, ...more, warnings, steps }, io)
      else io.stdout.write(`${formatSteps(steps)}\n`)
    }
    if (consumer.kind === 'agent') {
      print(listAgentSteps(consumer, server), {})
      return
    }
    if (configuration.tls.clientCa !== undefined)
      throw new CliError(
        'usage',
        `the server admits clients of ${configuration.tls.clientCa} (tls.clientCa), which kmip does not issue`,
        "Get the consumer's certificate from that authority.",
      )
    const name = flags.name ?? consumerName
    const replace = await readReplacement(flags, name, io)
    const { isNew, notAfter, limits, replaced, ...files } = await administer(
      flags,
      { roles: writers, command: 'connect' },
      io,
      (administrator) => issueCertificate(consumer, name, administrator, flags.out, replace),
    )
    const issued: Endpoint = { host: address.host, port: address.port, name, ...files }
    const folder = flags.out === undefined ? join('/etc/kmip', name) : undefined
    const { endpoint, steps } = placeCredentials(consumer, issued, folder)
    const { cert, key, ca, pem } = files
    if (hasLimits(limits) && !flags.json)
      io.stderr.write(
        `kmip: the client ${name} is limited: ${describeLimits(limits)}. To change it: kmip client limit ${name}\n`,
      )
    if (replace && !flags.json)
      io.stderr.write(`kmip: the old certificate of ${name} is ${describeReplaced(replaced)}.\n`)
    print([...steps, ...consumer.steps(endpoint)], {
      name,
      isNew,
      notAfter,
      limits,
      replaced,
      files: { cert, key, ca, ...(consumer.onePem && { pem }) },
    })
  })
}
