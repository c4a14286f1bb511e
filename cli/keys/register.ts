import { Option } from 'commander'
import { CryptographicAlgorithm, objectTypeOf } from '../../codec/index.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { resolveName } from '../field-value.ts'
import { readInput } from '../files.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { type AttributeFlags, addAttributeOptions, addDefaults, readAttributes, settable } from './attribute-options.ts'
import { type FileType, fileTypes, readObject } from './object-file.ts'

interface Flags extends ConnectionFlags {
  readonly in?: string
  readonly type: FileType
  readonly algorithm: string
}

/** The default usage mask of each type of object. */
const usages = {
  SymmetricKey: ['Encrypt', 'Decrypt'],
  PrivateKey: ['Sign'],
  PublicKey: ['Verify'],
  Certificate: ['Verify'],
} as const

/** `kmip register`. */
export const register: Define = (command, io) => {
  command
    .option('--in <file>', 'PEM or DER file, or raw bytes with --type (default: standard input)')
    .addOption(new Option('--type <type>', 'what the input is').choices([...fileTypes]).default('auto'))
    .option('--algorithm <name>', 'of a symmetric key', 'AES')
  addAttributeOptions(addConnectionOptions(command), settable)
  addExample(
    command.description(
      'Stores a key, a certificate or a secret that you have. It is read from a file, never from the command line.',
    ),
    'kmip register --in server.key --name server-key',
    'head -c 32 /dev/urandom | kmip register --type symmetric --name orders',
  ).action(async (flags: Flags & AttributeFlags) => {
    const algorithm = resolveName(
      '--algorithm',
      flags.algorithm,
      CryptographicAlgorithm.entries.keys(),
    ) as CryptographicAlgorithm
    const object = readObject(await readInput(flags.in, io), flags.type, algorithm)
    const objectType = objectTypeOf(object)
    const usage = usages[objectType as keyof typeof usages]
    const attributes = addDefaults(
      readAttributes(flags, settable),
      usage ? [{ attribute: 'CryptographicUsageMask', value: usage }] : [],
    )
    const stored = await withClient(flags, io, (client) => client.register({ objectType, attributes, object }))
    if (flags.json) printJson({ objectType, ...stored }, io)
    else printFields({ 'Object type': objectType, 'Unique Identifier': String(stored.uniqueIdentifier) }, io)
  })
}
