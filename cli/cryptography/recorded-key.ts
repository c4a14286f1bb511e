import { type Client, KmipResponseError } from '../../client/index.ts'
import { CliError } from '../cli-error.ts'
import { type ReferenceFlags, resolveIdentifier } from '../keys/object-reference.ts'

/** In front of what `kmip encrypt` writes: 8 bytes, a version, the length of the key's identifier, and that in UTF-8. */
const magic = Buffer.from('KMIPDATA', 'ascii')
const version = 1
const fixedSize = magic.length + 2

/** Encrypted data, and the Unique Identifier of its key where the data names it. */
export interface RecordedData {
  readonly key: string | undefined
  readonly data: Uint8Array
}

/** Puts the identifier of the key in front of encrypted data. @throws CliError for an identifier of more than 255 bytes */
export const recordKey = (key: string, data: Uint8Array): Uint8Array => {
  const identifier = Buffer.from(key)
  if (identifier.length > 255)
    throw new CliError('failed', 'the identifier of the key is too long to be recorded', 'Use --raw.')
  return Buffer.concat([magic, Uint8Array.of(version, identifier.length), identifier, data])
}

/** Reads the identifier in front of encrypted data; data without one is returned as it is. @throws CliError if it is cut off */
export const readRecordedKey = (data: Uint8Array): RecordedData => {
  if (Buffer.compare(data.subarray(0, magic.length), magic) !== 0) return { key: undefined, data }
  const [written, length = 0] = data.subarray(magic.length, fixedSize)
  const end = fixedSize + length
  if (data.length < end) throw new CliError('usage', 'the input is cut off')
  if (written !== version)
    throw new CliError('usage', 'a newer version of kmip encrypted the input', 'Decrypt it with that version.')
  return { key: Buffer.from(data.subarray(fixedSize, end)).toString('utf8'), data: data.subarray(end) }
}

/** The key to decrypt with: the one that was given, which must be the recorded one, or else that. @throws CliError */
export const chooseKey = async (
  client: Client,
  recorded: string | undefined,
  id: string | undefined,
  flags: ReferenceFlags,
): Promise<string> => {
  if (recorded !== undefined && id === undefined && flags.name === undefined) return recorded
  const chosen = await resolveIdentifier(client, id, flags)
  if (recorded === undefined || chosen === recorded) return chosen
  throw new CliError(
    'failed',
    flags.name === undefined
      ? `the data was encrypted with ${recorded}, not with ${chosen}`
      : `the data was encrypted with ${recorded}; the name ${flags.name} is that of ${chosen} now`,
    `Leave out the key, or name the one that the data needs: kmip decrypt ${recorded}`,
  )
}

/** The key that an object replaced (Re-key), if the server says so. */
const findReplacedKey = async (client: Client, uniqueIdentifier: string): Promise<string | undefined> => {
  const { attributes = [] } = await client.getAttributes({ uniqueIdentifier, attributeReference: ['Link'] })
  for (const { attribute, value } of attributes)
    if (attribute === 'Link' && value.linkType === 'ReplacedObjectLink') return String(value.linkedObjectIdentifier)
  return undefined
}

/** Explains why data that names no key does not decrypt: the key may have replaced the one that the data needs. */
export const explainWrongKey = async (client: Client, uniqueIdentifier: string, cause: unknown): Promise<unknown> => {
  if (!(cause instanceof KmipResponseError) || cause.resultReason !== 'CryptographicFailure') return cause
  const replaced = await findReplacedKey(client, uniqueIdentifier).catch(() => undefined)
  return replaced === undefined
    ? cause
    : new CliError(
        'failed',
        `${cause.message} The data does not name its key, and ${uniqueIdentifier} replaced ${replaced}.`,
        `Try the earlier key: kmip decrypt ${replaced}`,
        { cause },
      )
}
