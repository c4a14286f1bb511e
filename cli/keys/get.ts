import { KeyFormatType, keyBlockOf, type ManagedObject } from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { resolveName } from '../field-value.ts'
import { writeSecret } from '../files.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { addObjectReference, type ReferenceFlags, resolveIdentifier } from './object-reference.ts'

interface Flags extends ConnectionFlags, ReferenceFlags {
  readonly format?: string
  readonly reveal?: boolean
  readonly out?: string
  readonly force?: boolean
}

/** The bytes that an object is: its key material, certificate or data. */
const readContent = (object: ManagedObject): Uint8Array => {
  if (object.certificate) return object.certificate.certificateValue
  if (object.opaqueObject) return object.opaqueObject.opaqueDataValue
  const value = keyBlockOf(object)?.keyValue
  const material = value instanceof Uint8Array ? value : value?.keyMaterial
  if (material instanceof Uint8Array) return material
  throw new CliError(
    'usage',
    'the key is a structure, not bytes',
    'Ask for bytes: --format PKCS_8, X_509 or Raw; or print it with --json --reveal.',
  )
}

/** `kmip get`. */
export const get: Define = (command, io) => {
  command
    .option('--format <format>', 'Key Format Type: Raw, PKCS_1, PKCS_8, X_509 …')
    .option('--reveal', 'print the key itself, in hexadecimal digits')
    .option('--out <file>', 'write the bytes of the object to a file with mode 0600')
    .option('--force', 'overwrite that file')
  addExample(
    addConnectionOptions(
      addObjectReference(command.description('Fetches an object. Its key stays hidden without --reveal or --out.')),
    ),
    'kmip get --name orders --out orders.key',
    'kmip get --name orders --reveal --json',
  ).action(async (id: string | undefined, flags: Flags) => {
    const { format } = flags
    const keyFormatType = format && (resolveName('--format', format, KeyFormatType.entries.keys()) as 'Raw')
    const answer = await withClient(flags, io, async (client) =>
      client.get({
        uniqueIdentifier: await resolveIdentifier(client, id, flags),
        ...(keyFormatType && { keyFormatType }),
      }),
    )
    if (flags.out) await writeSecret(flags.out, readContent(answer.object), flags.force)
    if (flags.json) {
      printJson(answer, io, flags.reveal)
      return
    }
    const block = keyBlockOf(answer.object)
    const length = block?.cryptographicLength
    printFields(
      {
        'Unique Identifier': String(answer.uniqueIdentifier),
        'Object type': answer.objectType,
        Algorithm: block?.cryptographicAlgorithm,
        Length: length === undefined ? undefined : `${length} bits`,
        Format: block?.keyFormatType,
        Content: flags.reveal
          ? Buffer.from(readContent(answer.object)).toString('hex')
          : '(hidden: --reveal shows it, --out FILE saves it)',
        'Written to': flags.out,
      },
      io,
    )
  })
}
