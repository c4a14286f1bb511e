import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { parseServerAddress, type ServerAddress } from '../../client/connection/server-address.ts'
import { CliError } from '../cli-error.ts'
import { addExample, type Define } from '../define.ts'
import { writeSecret } from '../files.ts'
import type { Io } from '../io.ts'
import { printJson } from '../json-value.ts'
import { suggestName } from '../suggest-name.ts'
import { type Consumer, consumers, type Endpoint } from './consumers.ts'
import { findServerDataDirectory } from './server-data-directory.ts'

interface Flags {
  readonly server?: string
  readonly name?: string
  readonly out?: string
  readonly replace?: boolean
  readonly dataDirectory?: string
  readonly json?: boolean
}

const findConsumer = (name: string): Consumer => {
  const found = Object.hasOwn(consumers, name) ? consumers[name] : undefined
  if (found) return found
  throw new CliError('usage', `${name} is not known`, suggestName(name, Object.keys(consumers)))
}

const parseAddress = (text: string): ServerAddress => {
  try {
    return parseServerAddress(text)
  } catch (error) {
    throw new CliError('usage', `--server: ${(error as Error).message}`)
  }
}

/** Issues a client certificate for the consumer, in the files that it expects. */
const issueCredentials = async (consumer: Consumer, consumerName: string, flags: Flags, io: Io): Promise<Endpoint> => {
  const directory = findServerDataDirectory(flags, io)
  const address = parseAddress(flags.server ?? hostname())
  const { addClient } = await import('../../server/index.ts')
  const name = flags.name ?? consumerName
  const { cert, key, ca } = await addClient({
    directory,
    name,
    keyType: 'EC',
    days: 825,
    now: new Date(),
    ...(flags.out !== undefined && { out: flags.out }),
    ...(flags.replace && { replace: true }),
  })
  const pem = join(dirname(cert), `${name}.pem`)
  if (consumer.onePem) await writeSecret(pem, Buffer.concat([await readFile(cert), await readFile(key)]), flags.replace)
  return { ...address, ca, cert, key, pem, name }
}

const nowhere: Endpoint = { host: '', port: 0, ca: '', cert: '', key: '', pem: '', name: '' }

/** `kmip connect`. */
export const connect: Define = (command, io) => {
  addExample(
    command
      .description(
        `Prepares a database or program for this key manager: issues its client certificate and prints its configuration.\n\n${Object.entries(
          consumers,
        )
          .map(([name, { summary }]) => `  ${name.padEnd(16)}  ${summary}`)
          .join('\n')}`,
      )
      .argument('<consumer>', 'one of the consumers above')
      .option('--server <host[:port]>', 'how the consumer reaches the server (default: this machine, port 5696)')
      .option('--name <name>', "of the client certificate (default: the consumer's)")
      .option('--out <dir>', "folder for the certificate's files (default: clients/ in the data directory)")
      .option('--replace', 'renew an existing certificate')
      .option('--data-directory <dir>', "the server's data directory")
      .option('--json', 'print JSON'),
    'kmip connect pg_tde --server kms.example.org --out /etc/postgresql/kmip',
  ).action(async (name: string, flags: Flags) => {
    const consumer = findConsumer(name)
    const endpoint = consumer.asksAgent ? nowhere : await issueCredentials(consumer, name, flags, io)
    const configuration = consumer.lines(endpoint).join('\n')
    if (flags.json) {
      const { cert, key, ca, pem } = endpoint
      const files = consumer.asksAgent ? {} : { cert, key, ca, ...(consumer.onePem && { pem }) }
      printJson({ consumer: name, place: consumer.place, configuration, ...files }, io)
      return
    }
    io.stderr.write(`${consumer.place}:\n\n`)
    io.stdout.write(`${configuration}\n`)
  })
}
