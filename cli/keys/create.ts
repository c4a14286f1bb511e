import { addConnectionOptions, type ConnectionFlags, withClient } from '../connection/connection-options.ts'
import { addExample, type Define } from '../define.ts'
import { printJson } from '../json-value.ts'
import { printFields } from '../output.ts'
import { type AttributeFlags, addAttributeOptions, addDefaults, readAttributes, settable } from './attribute-options.ts'

const offeredAttributes = [...new Set([...(['CryptographicAlgorithm', 'CryptographicLength'] as const), ...settable])]

/** `kmip create`: an AES key of 256 bits for encryption by default. */
export const create: Define = (command, io) => {
  addAttributeOptions(addConnectionOptions(command.option('--activate', 'and make it Active')), offeredAttributes)
  addExample(
    command.description('Makes a symmetric key: by default AES, 256 bits, for Encrypt and Decrypt.'),
    'kmip create --name orders --activate',
    'kmip create --algorithm AES --length 128 --attribute x-Shelf=7',
  ).action(async (flags: ConnectionFlags & AttributeFlags & { readonly activate?: boolean }) => {
    const attributes = addDefaults(readAttributes(flags, offeredAttributes), [
      { attribute: 'CryptographicAlgorithm', value: 'AES' },
      { attribute: 'CryptographicLength', value: 256 },
      { attribute: 'CryptographicUsageMask', value: ['Encrypt', 'Decrypt'] },
    ])
    const made = await withClient(flags, io, async (client) => {
      const created = await client.create({ objectType: 'SymmetricKey', attributes })
      if (flags.activate) await client.activate({ uniqueIdentifier: created.uniqueIdentifier })
      return created
    })
    if (flags.json) printJson(made, io)
    else printFields({ 'Unique Identifier': String(made.uniqueIdentifier) }, io)
  })
}
