import { createSecretKey, type KeyObject } from 'node:crypto'
import { type CryptographicParameters, type Data, KmipError } from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { effectiveParameters } from '../crypto/cipher-parameters.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import type { StoredObject } from '../store/store.ts'
import { requirePresent } from './require-present.ts'

/** Keys already imported: importing costs more than a short encryption. Forgotten with the object's cached form. */
const imported = new WeakMap<object, KeyObject>()

/** A symmetric key as node:crypto takes it. */
export const secretKeyOf = (object: StoredObject): { key: KeyObject; algorithm: string } => {
  const material = requirePresent(object)
  const block = keyBlockOf(material)
  if (!('symmetricKey' in material) || !block?.cryptographicAlgorithm)
    throw new KmipError('InvalidObjectType', `A symmetric key is needed; this is a ${object.objectType}.`)
  const known = imported.get(material)
  if (known) return { key: known, algorithm: block.cryptographicAlgorithm }
  const value = block.keyValue
  if (value === undefined) throw new KmipError('KeyValueNotPresent', 'The server does not hold the key itself.')
  const bytes = value instanceof Uint8Array ? value : value.keyMaterial
  const raw = bytes instanceof Uint8Array ? bytes : 'key' in bytes ? bytes.key : undefined
  if (raw === undefined)
    throw new KmipError('KeyFormatTypeNotSupported', `A key in ${block.keyFormatType} cannot be used.`)
  const key = createSecretKey(raw)
  imported.set(material, key)
  return { key, algorithm: block.cryptographicAlgorithm }
}

/** The Cryptographic Parameters in force: the request's, else the key's first (KMIP 1.4 §4.29). */
export const parametersOf = (
  object: StoredObject,
  given: CryptographicParameters | undefined,
): Partial<CryptographicParameters> => effectiveParameters(given, attributeOf(object, 'CryptographicParameters')) ?? {}

/** The bytes to work on; references to earlier results have been replaced by the batch. */
export const bytesOf = (data: Data | undefined): Uint8Array => {
  if (data instanceof Uint8Array) return data
  throw new KmipError('InvalidField', 'Data is missing.')
}

/** Streams are not done here yet. */
export const refuseStreaming = (request: {
  readonly initIndicator?: boolean | undefined
  readonly finalIndicator?: boolean | undefined
  readonly correlationValue?: Uint8Array | undefined
}): void => {
  if (request.correlationValue || request.initIndicator || request.finalIndicator === false)
    throw new KmipError(
      'FeatureNotSupported',
      'Data in several parts is not supported here yet: send it in one request.',
    )
}
