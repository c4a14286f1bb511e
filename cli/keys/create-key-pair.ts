import { type AttributeInstance, RecommendedCurve } from '../../codec/index.ts'
import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { resolveName } from '../field-value.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { type AttributeFlags, addAttributeOptions, addDefaults, readAttributes, settable } from './attribute-options.ts'

interface Flags extends ConnectionFlags {
  readonly privateName?: string
  readonly publicName?: string
  readonly curve?: string
}

const commonAttributeNames = [
  'CryptographicAlgorithm',
  'CryptographicLength',
  ...settable.filter((id) => id !== 'Name' && id !== 'CryptographicUsageMask'),
] as const

const toNames = (nameValue: string | undefined): AttributeInstance[] =>
  nameValue === undefined ? [] : [{ attribute: 'Name', value: { nameValue, nameType: 'UninterpretedTextString' } }]

/** `kmip create-key-pair`: EC P-256 for signing by default. */
export const createKeyPair: Define = (command, io) => {
  command
    .option('--private-name <name>', 'Name of the private key')
    .option('--public-name <name>', 'Name of the public key')
    .option('--curve <curve>', 'for EC: P_256, P_384, P_521, BRAINPOOLP256R1 …')
  addAttributeOptions(addConnectionOptions(command), commonAttributeNames)
  addExample(
    command.description('Makes a key pair for Sign and Verify: EC on P-256 by default.'),
    'kmip create-key-pair --private-name ca-key --public-name ca-public',
    'kmip create-key-pair --algorithm RSA --length 3072',
  ).action(async (flags: Flags & AttributeFlags) => {
    const given = readAttributes(flags, commonAttributeNames)
    const algorithm = given.find((each) => each.attribute === 'CryptographicAlgorithm')?.value ?? 'EC'
    const curve = flags.curve ? resolveName('--curve', flags.curve, RecommendedCurve.entries.keys()) : undefined
    const defaults: AttributeInstance[] = [
      { attribute: 'CryptographicAlgorithm', value: 'EC' },
      { attribute: 'CryptographicLength', value: algorithm === 'RSA' ? 3072 : 256 },
    ]
    const commonAttributes = [
      ...addDefaults(given, curve ? defaults.slice(0, 1) : defaults),
      ...(curve
        ? [{ attribute: 'CryptographicDomainParameters', value: { recommendedCurve: curve } } as AttributeInstance]
        : []),
    ]
    const pair = await withClient(flags, io, (client) =>
      client.createKeyPair({
        commonAttributes,
        privateKeyAttributes: [{ attribute: 'CryptographicUsageMask', value: ['Sign'] }, ...toNames(flags.privateName)],
        publicKeyAttributes: [{ attribute: 'CryptographicUsageMask', value: ['Verify'] }, ...toNames(flags.publicName)],
      }),
    )
    if (flags.json) printJson(pair, io)
    else
      printFields(
        {
          'Private key': String(pair.privateKeyUniqueIdentifier),
          'Public key': String(pair.publicKeyUniqueIdentifier),
        },
        io,
      )
  })
}
