import { CliError } from '../cli-error.ts'
import { withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { parseHexBytes } from '../field-value.ts'
import { printJson } from '../json-value.ts'
import { addCipherOptions, type CipherFlags, findFrame, readRequest, writeOutput } from './cipher-options.ts'
import { chooseKey, explainWrongKey, readRecordedKey } from './recorded-key.ts'

interface Flags extends CipherFlags {
  readonly iv?: string
  readonly tag?: string
}

/** Splits one piece into IV, ciphertext and tag. */
const splitPiece = (piece: Uint8Array, [ivLength, tagLength]: readonly [iv: number, tag: number]) => {
  if (piece.length < ivLength + tagLength) throw new CliError('usage', 'the input is too short to hold IV and tag')
  const end = piece.length - tagLength
  return { iv: piece.subarray(0, ivLength), data: piece.subarray(ivLength, end), tag: piece.subarray(end) }
}

/** `kmip decrypt`. */
export const decrypt: Define = (command, io) => {
  addCipherOptions(
    command.description(
      'Decrypts what `kmip encrypt` made, with the key that it names, or data with --iv and --tag apart.',
    ),
  )
    .option('--iv <hex>', 'IV, if it is not in front of the data')
    .option('--tag <hex>', 'tag, if it is not behind the data')
  addExample(command, 'kmip decrypt --in dump.sql.enc --out dump.sql').action(
    async (id: string | undefined, flags: Flags) => {
      const { data: input, ...request } = await readRequest(flags, io)
      const apart = flags.iv !== undefined || flags.tag !== undefined
      const recorded = apart ? { key: undefined, data: input } : readRecordedKey(input)
      const { iv, data, tag } = apart
        ? { iv: parseHexBytes('--iv', flags.iv ?? ''), data: input, tag: parseHexBytes('--tag', flags.tag ?? '') }
        : splitPiece(recorded.data, findFrame(request.cryptographicParameters))
      const answer = await withClient(flags, io, async (client) => {
        const uniqueIdentifier = await chooseKey(client, recorded.key, id, flags)
        const decrypting = client.decrypt({
          uniqueIdentifier,
          ...request,
          data,
          ...(iv.length && { ivCounterNonce: iv }),
          ...(tag.length && { authenticatedEncryptionTag: tag }),
        })
        return recorded.key === undefined
          ? decrypting.catch(async (error: unknown) => {
              throw await explainWrongKey(client, uniqueIdentifier, error)
            })
          : decrypting
      })
      if (!(answer.data instanceof Uint8Array)) throw new CliError('failed', 'the server answered without data')
      if (flags.json) printJson(answer, io, true)
      else await writeOutput(answer.data, flags, io)
    },
  )
}
