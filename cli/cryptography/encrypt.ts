import { CliError } from '../cli-error.ts'
import { withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { resolveIdentifier } from '../keys/object-reference.ts'
import { addCipherOptions, type CipherFlags, findFrame, readRequest, writeOutput } from './cipher-options.ts'
import { recordKey } from './recorded-key.ts'

interface Flags extends CipherFlags {
  readonly raw?: boolean
}

const none = new Uint8Array()

/** `kmip encrypt`: the identifier of the key, IV, ciphertext and tag in one piece, which `kmip decrypt` takes. */
export const encrypt: Define = (command, io) => {
  addExample(
    addCipherOptions(
      command.description(
        'Encrypts data with a key that stays in the server. The result is one piece, which names the key: kmip decrypt finds it, also after Re-key.',
      ),
    ).option('--raw', 'only IV, ciphertext and tag, for other programs: without the name of the key'),
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
    const whole = Buffer.concat([iv, data, tag])
    await writeOutput(flags.raw ? whole : recordKey(String(answer.uniqueIdentifier), whole), flags, io)
  })
}
