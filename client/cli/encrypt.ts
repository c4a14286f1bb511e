import type { Command } from 'commander'
import { Option } from 'commander'
import { BlockCipherMode, type CryptographicParameters, PaddingMethod } from '../../codec/index.ts'
import type { Client } from '../index.ts'
import { CliError } from './cli-error.ts'
import { type ConnectionFlags, connected, connectionOptions } from './connection-options.ts'
import { type Define, example } from './define.ts'
import { hexBytes, nameIn } from './field-value.ts'
import { readInput, writeSecret } from './files.ts'
import type { Io } from './io.ts'
import { printJson } from './json-value.ts'
import { identifierOf, objectReference, type ReferenceFlags } from './object-reference.ts'

interface Flags extends ConnectionFlags, ReferenceFlags {
  readonly mode: string
  readonly padding?: string
  readonly in?: string
  readonly out?: string
  readonly force?: boolean
  readonly iv?: string
  readonly aad?: string
  readonly tag?: string
}

const parametersOf = ({ mode, padding }: Flags): CryptographicParameters => {
  const blockCipherMode = nameIn('--mode', mode, BlockCipherMode.entries.keys()) as BlockCipherMode
  const usual = blockCipherMode === 'CBC' || blockCipherMode === 'ECB' ? 'PKCS5' : undefined
  const paddingMethod = padding ? nameIn('--padding', padding, PaddingMethod.entries.keys()) : usual
  return {
    blockCipherMode,
    ...(paddingMethod && { paddingMethod: paddingMethod as PaddingMethod }),
    ...(blockCipherMode === 'GCM' && { tagLength: 16 }),
  }
}

const common = (command: Command): Command =>
  connectionOptions(
    objectReference(command)
      .addOption(new Option('--mode <mode>', 'GCM, CBC, CTR, ECB').default('GCM'))
      .option('--padding <method>', 'PKCS5 (for CBC and ECB) or None')
      .option('--in <file>', 'the data (default: standard input)')
      .option('--out <file>', 'write the result here (default: standard output)')
      .option('--force', 'overwrite that file')
      .option('--aad <hex>', 'additional data that is authenticated with GCM'),
  )

const put = async (bytes: Uint8Array, flags: Flags, io: Io): Promise<void> => {
  if (flags.out) await writeSecret(flags.out, bytes, flags.force)
  else io.stdout.write(bytes)
}

const additional = ({ aad }: Flags) =>
  aad === undefined ? {} : { authenticatedEncryptionAdditionalData: hexBytes('--aad', aad) }

const inputOf = async (client: Client, id: string | undefined, flags: Flags, io: Io) => ({
  uniqueIdentifier: await identifierOf(client, id, flags),
  cryptographicParameters: parametersOf(flags),
  data: Uint8Array.from(await readInput(flags.in, io)),
  ...additional(flags),
})

/** `kmip encrypt`: IV, ciphertext and tag in one piece, which `kmip decrypt` takes. */
export const encrypt: Define = (command, io) => {
  example(
    common(
      command.description(
        'Encrypts data with a key that stays in the server. The result is IV, ciphertext and tag in one piece.',
      ),
    ),
    'kmip encrypt --name orders --in dump.sql --out dump.sql.enc',
  ).action(async (id: string | undefined, flags: Flags) => {
    const answer = await connected(flags, io, async (client) => client.encrypt(await inputOf(client, id, flags, io)))
    const { data, ivCounterNonce, authenticatedEncryptionTag } = answer
    if (!(data instanceof Uint8Array)) throw new CliError('failed', 'the server answered without data')
    if (flags.json) printJson({ ...answer, uniqueIdentifier: answer.uniqueIdentifier }, io, true)
    else
      await put(
        Buffer.concat([ivCounterNonce ?? Buffer.alloc(0), data, authenticatedEncryptionTag ?? Buffer.alloc(0)]),
        flags,
        io,
      )
  })
}

/** Bytes of IV in front and tag behind. */
const frames: Readonly<Record<string, readonly [iv: number, tag: number]>> = {
  GCM: [12, 16],
  CBC: [16, 0],
  CTR: [16, 0],
  ECB: [0, 0],
}

/** `kmip decrypt`. */
export const decrypt: Define = (command, io) => {
  common(command.description('Decrypts what `kmip encrypt` made, or data with --iv and --tag apart.'))
    .option('--iv <hex>', 'IV, where it does not stand in front of the data')
    .option('--tag <hex>', 'tag, where it does not stand behind the data')
  example(command, 'kmip decrypt --name orders --in dump.sql.enc --out dump.sql').action(
    async (id: string | undefined, flags: Flags) => {
      const answer = await connected(flags, io, async (client) => {
        const request = await inputOf(client, id, flags, io)
        const [ivLength, tagLength] = frames[request.cryptographicParameters.blockCipherMode ?? ''] ?? [0, 0]
        const apart = flags.iv !== undefined || flags.tag !== undefined
        const { data } = request
        if (!apart && data.length < ivLength + tagLength)
          throw new CliError('usage', 'the input is too short to hold IV and tag')
        const end = data.length - tagLength
        const iv = apart ? hexBytes('--iv', flags.iv ?? '') : data.subarray(0, ivLength)
        const tag = apart ? hexBytes('--tag', flags.tag ?? '') : data.subarray(end)
        return client.decrypt({
          ...request,
          data: apart ? data : data.subarray(ivLength, end),
          ...(iv.length && { ivCounterNonce: iv }),
          ...(tag.length && { authenticatedEncryptionTag: tag }),
        })
      })
      if (!(answer.data instanceof Uint8Array)) throw new CliError('failed', 'the server answered without data')
      if (flags.json) printJson(answer, io, true)
      else await put(answer.data, flags, io)
    },
  )
}
