import type { KeyObject } from 'node:crypto'
import { type CryptographicParameters, type Data, KmipError } from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { effectiveParameters } from '../crypto/cipher-parameters.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import type { StoredObject } from '../store/store.ts'
import type { Scope } from './handler.ts'
import { requirePresent } from './require-present.ts'

/** A symmetric key as node:crypto takes it. */
export const secretKeyOf = (
  object: StoredObject,
  { importKey }: Pick<Scope, 'importKey'>,
): { key: KeyObject; algorithm: string } => {
  const material = requirePresent(object)
  const algorithm = keyBlockOf(material)?.cryptographicAlgorithm
  if (!('symmetricKey' in material) || !algorithm)
    throw new KmipError('InvalidObjectType', `A symmetric key is needed; this is a ${object.objectType}.`)
  return { key: importKey(material), algorithm }
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
