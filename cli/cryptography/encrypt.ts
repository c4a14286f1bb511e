import type { Command } from 'commander'
import { Option } from 'commander'
import { BlockCipherMode, type CryptographicParameters, PaddingMethod } from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { parseHexBytes, resolveName } from '../field-value.ts'
import { readInput, writeSecret } from '../files.ts'
import type { Io } from '../io.ts'
import { printJson } from '../json-value.ts'
import { addObjectReference, type ReferenceFlags, resolveIdentifier } from '../keys/object-reference.ts'

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

/** Bytes of the IV in front and of the tag behind, by Block Cipher Mode. */
const frames: Readonly<Record<string, readonly [iv: number, tag: number]>> = {
  GCM: [12, 16],
  CBC: [16, 0],
  CTR: [16, 0],
  ECB: [0, 0],
}

const findFrame = ({ blockCipherMode }: CryptographicParameters): readonly [iv: number, tag: number] => {
  const frame = frames[blockCipherMode ?? '']
  if (frame) return frame
  throw new CliError('usage', `${blockCipherMode} has no one-piece format`, 'Use --json; for decrypt, --iv and --tag.')
}

const readParameters = ({ mode, padding }: Flags): CryptographicParameters => {
  const blockCipherMode = resolveName('--mode', mode, BlockCipherMode.entries.keys()) as BlockCipherMode
  const usual = blockCipherMode === 'CBC' || blockCipherMode === 'ECB' ? 'PKCS5' : undefined
  const paddingMethod = padding ? resolveName('--padding', padding, PaddingMethod.entries.keys()) : usual
  return {
    blockCipherMode,
    ...(paddingMethod && { paddingMethod: paddingMethod as PaddingMethod }),
    ...(blockCipherMode === 'GCM' && { tagLength: 16 }),
  }
}

const addCommonOptions = (command: Command): Command =>
  addConnectionOptions(
    addObjectReference(command)
      .addOption(new Option('--mode <mode>', 'GCM, CBC, CTR, ECB').default('GCM'))
      .option('--padding <method>', 'PKCS5 (for CBC and ECB) or None')
      .option('--in <file>', 'the data (default: standard input)')
      .option('--out <file>', 'write the result here (default: standard output)')
      .option('--force', 'overwrite that file')
      .option('--aad <hex>', 'additional data that is authenticated with GCM'),
  )

const writeOutput = async (bytes: Uint8Array, flags: Flags, io: Io): Promise<void> => {
  if (flags.out) await writeSecret(flags.out, bytes, flags.force)
  else io.stdout.write(bytes)
}

const none = new Uint8Array()

const readAdditionalData = ({ aad }: Flags) =>
  aad === undefined ? {} : { authenticatedEncryptionAdditionalData: parseHexBytes('--aad', aad) }

/** Reads the input before a connection is opened: no server waits for someone who types. */
const readRequest = async (flags: Flags, io: Io) => ({
  cryptographicParameters: readParameters(flags),
  data: Uint8Array.from(await readInput(flags.in, io)),
  ...readAdditionalData(flags),
})

/** `kmip encrypt`: IV, ciphertext and tag in one piece, which `kmip decrypt` takes. */
export const encrypt: Define = (command, io) => {
  addExample(
    addCommonOptions(
      command.description(
        'Encrypts data with a key that stays in the server. The result is IV, ciphertext and tag in one piece.',
      ),
    ),
    'kmip encrypt --name orders --in dump.sql --out dump.sql.enc',
  ).action(async (id: string | undefined, flags: Flags) => {
    const input = await readRequest(flags, io)
    const [ivLength, tagLength] = flags.json ? [16, 0] : findFrame(input.cryptographicParameters)
    const cryptographicParameters = { ...input.cryptographicParameters, ...(ivLength > 0 && { randomIV: true }) }
    const answer = await withClient(flags, io, async (client) =>
      client.encrypt({
        uniqueIdentifier: await resolveIdentifier(client, id, flags),
        ...input,
        cryptographicParameters,
      }),
    )
    const { data, ivCounterNonce: iv = none, authenticatedEncryptionTag: tag = none } = answer
    if (!(data instanceof Uint8Array)) throw new CliError('failed', 'the server answered without data')
    if (flags.json) {
      printJson(answer, io, true)
      return
    }
    if (iv.length !== ivLength || tag.length !== tagLength)
      throw new CliError(
        'failed',
        `the server answered with an IV of ${iv.length} bytes and a tag of ${tag.length}`,
        'Use --json.',
      )
    await writeOutput(Buffer.concat([iv, data, tag]), flags, io)
  })
}

/** `kmip decrypt`. */
export const decrypt: Define = (command, io) => {
  addCommonOptions(command.description('Decrypts what `kmip encrypt` made, or data with --iv and --tag apart.'))
    .option('--iv <hex>', 'IV, if it is not in front of the data')
    .option('--tag <hex>', 'tag, if it is not behind the data')
  addExample(command, 'kmip decrypt --name orders --in dump.sql.enc --out dump.sql').action(
    async (id: string | undefined, flags: Flags) => {
      const request = await readRequest(flags, io)
      const apart = flags.iv !== undefined || flags.tag !== undefined
      const [ivLength, tagLength] = apart ? [0, 0] : findFrame(request.cryptographicParameters)
      const { data } = request
      if (data.length < ivLength + tagLength) throw new CliError('usage', 'the input is too short to hold IV and tag')
      const end = data.length - tagLength
      const iv = apart ? parseHexBytes('--iv', flags.iv ?? '') : data.subarray(0, ivLength)
      const tag = apart ? parseHexBytes('--tag', flags.tag ?? '') : data.subarray(end)
      const answer = await withClient(flags, io, async (client) =>
        client.decrypt({
          uniqueIdentifier: await resolveIdentifier(client, id, flags),
          ...request,
          data: data.subarray(ivLength, end),
          ...(iv.length && { ivCounterNonce: iv }),
          ...(tag.length && { authenticatedEncryptionTag: tag }),
        }),
      )
      if (!(answer.data instanceof Uint8Array)) throw new CliError('failed', 'the server answered without data')
      if (flags.json) printJson(answer, io, true)
      else await writeOutput(answer.data, flags, io)
    },
  )
}
