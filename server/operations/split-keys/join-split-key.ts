import {
  type AttributeInstance,
  JoinSplitKey,
  type JoinSplitKeyRequest,
  type KeyBlock,
  KmipError,
  type ManagedObject,
  valueIn,
} from '../../../codec/index.ts'
import { describeKey, toKeyObject } from '../../../codec/key/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { computeKeySize } from '../../crypto/generation/generate-symmetric-key.ts'
import { type Handler, toCreation } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { convertFormat, createSymmetricKey } from '../../key-delivery/convert-format.ts'
import { describeSecret, inheritRestrictions, readSplitting } from '../../key-delivery/split-keys.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import type { StoredObject } from '../../store/store.ts'

const createFailure = (message: string): KmipError => new KmipError('CryptographicFailure', message)

const requirePart = (object: StoredObject) => {
  const material = requireMaterial(object)
  if (!material.splitKey)
    throw new KmipError('InvalidObjectType', `Join Split Key needs split keys; this is a ${object.objectType}.`)
  const { splitKey } = material
  const value = splitKey.keyBlock.keyValue
  if (
    value === undefined ||
    value instanceof Uint8Array ||
    !(value.keyMaterial instanceof Uint8Array) ||
    splitKey.keyBlock.keyWrappingData
  )
    throw new KmipError('KeyValueNotPresent', 'The Key Material of a part is wrapped or absent.')
  return { object, splitKey, keyPartIdentifier: splitKey.keyPartIdentifier, bytes: value.keyMaterial }
}

/** Requires that all parts have the same splitting. */
const requireCommonSplitting = (parts: readonly ReturnType<typeof requirePart>[]) => {
  const [first, ...others] = parts.map(({ object, splitKey }) => readSplitting(object, splitKey))
  if (!first) throw createFailure('At least one part is required.')
  const same = (each: typeof first): boolean =>
    (Object.keys(first) as (keyof typeof first)[]).every((field) => each[field] === first[field])
  if (!others.every(same)) throw createFailure('The parts do not belong to one key.')
  return first
}

const createJoinedObject = (
  { objectType, secretDataType }: JoinSplitKeyRequest,
  keyMaterial: Uint8Array,
  described: Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'>,
  given: readonly AttributeInstance[],
): ManagedObject => {
  const keyFormatType = valueIn(given, 'KeyFormatType')
  if (objectType === 'SymmetricKey') {
    const { cryptographicAlgorithm: algorithm, cryptographicLength: length } = described
    if (!algorithm || length === undefined)
      throw new KmipError(
        'InvalidField',
        'Cryptographic Algorithm and Cryptographic Length are required for a symmetric key.',
      )
    if (computeKeySize(algorithm, length) !== keyMaterial.length)
      throw createFailure(
        `The joined key has ${keyMaterial.length * 8} bits, not the ${length} of the Cryptographic Length for ${algorithm}.`,
      )
    return createSymmetricKey(keyMaterial, described, given)
  }
  if (objectType === 'SecretData')
    return convertFormat(
      {
        secretData: {
          secretDataType: secretDataType ?? 'Seed',
          keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial } },
        },
      },
      { keyFormatType },
    )
  if (objectType !== 'PrivateKey')
    throw new KmipError(
      'InvalidObjectType',
      `Join Split Key creates symmetric keys, private keys and secret data, not a ${objectType}.`,
    )
  const keyBlock: KeyBlock = { keyFormatType: 'PKCS_8', keyValue: { keyMaterial } }
  try {
    const of = describeKey(toKeyObject({ privateKey: { keyBlock } })) as typeof described
    return convertFormat({ privateKey: { keyBlock: { ...keyBlock, ...of, ...described } } }, { keyFormatType })
  } catch (error) {
    throw keyFormatType === undefined ? createFailure('The joined bytes are not a private key.') : error
  }
}

const computeSize = (
  objectType: string,
  described: Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'>,
) => {
  const { cryptographicAlgorithm: algorithm, cryptographicLength: length } = described
  return objectType === 'SymmetricKey' && algorithm && length !== undefined
    ? computeKeySize(algorithm, length)
    : undefined
}

/** KMIP 1.4 §4.39, 2.1 §6.1.27. */
export const joinSplitKey: Handler<typeof JoinSplitKey> = {
  operation: JoinSplitKey,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope: Scope) {
    const parts: ReturnType<typeof requirePart>[] = []
    for (const each of request.uniqueIdentifier) parts.push(requirePart(await scope.load(each)))
    const splitting = requireCommonSplitting(parts)
    const given = await addDefaults(request.objectType, await resolveTemplates(scope, request.attributes), scope)
    const described = describeSecret(parts[0]?.splitKey.keyBlock, given)
    const keyMaterial = await scope.thread.run({
      kind: 'JoinSecret',
      parts: parts.map(({ keyPartIdentifier, bytes }) => ({ keyPartIdentifier, bytes })),
      splitting,
      length: computeSize(request.objectType, described),
    })
    const object = createJoinedObject(request, Uint8Array.from(keyMaterial), described, given)
    const sources = parts.map((part) => part.object)
    const joined = createObject(object, inheritRestrictions(given, sources), 'registered', scope)
    return { payload: { uniqueIdentifier: joined.uniqueIdentifier }, changes: [toCreation(joined)] }
  },
}
