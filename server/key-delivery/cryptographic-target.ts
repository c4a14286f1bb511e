import type { KeyObject } from 'node:crypto'
import { type CryptographicParameters, type Data, KmipError } from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { effectiveParameters } from '../crypto/cipher-parameters.ts'
import { nothing } from '../crypto/work.ts'
import { type Outcome, updated } from '../handler/handler.ts'
import type { PartRequest, Scope } from '../handler/scope.ts'
import { attributeOf } from '../lifecycle/attribute-of.ts'
import { requirePresent } from '../lifecycle/require-present.ts'
import { afterUse } from '../lifecycle/usage.ts'
import type { Awaitable, StoredObject } from '../store/store.ts'

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

type Keys = Pick<Scope, 'importKey'>

const wrongType = (needed: string, { objectType }: StoredObject): KmipError =>
  new KmipError('InvalidObjectType', `${needed} is needed; this is a ${objectType}.`)

/** Any symmetric key, or secret data, can be the key of an HMAC. */
export const macKeyOf = (
  object: StoredObject,
  { importKey }: Keys,
): { key: KeyObject; algorithm: string | undefined } => {
  const material = requirePresent(object)
  if (!('symmetricKey' in material || 'secretData' in material))
    throw wrongType('A symmetric key or secret data', object)
  return { key: importKey(material), algorithm: keyBlockOf(material)?.cryptographicAlgorithm }
}

/**
 * The key of Encrypt or Decrypt, symmetric (with its algorithm) or asymmetric: for Encrypt a public key or certificate, for
 * Decrypt a private key.
 */
export const cipherKeyOf = (
  object: StoredObject,
  scope: Keys,
  kind: 'publicKey' | 'privateKey',
): { key: KeyObject; algorithm?: string } => {
  if (object.objectType === 'SymmetricKey') return secretKeyOf(object, scope)
  return {
    key:
      kind === 'publicKey'
        ? publicKeyOf(object, scope, 'A symmetric key, a public key or a certificate')
        : privateKeyOf(object, scope, 'A symmetric key or a private key'),
  }
}

/** `needed` names the kinds that would do. */
export const privateKeyOf = (object: StoredObject, { importKey }: Keys, needed = 'A private key'): KeyObject => {
  const material = requirePresent(object)
  if (!('privateKey' in material)) throw wrongType(needed, object)
  return importKey(material)
}

/** `needed` names the kinds that would do. */
export const publicKeyOf = (
  object: StoredObject,
  { importKey }: Keys,
  needed = 'A public key or a certificate',
): KeyObject => {
  const material = requirePresent(object)
  if (!('publicKey' in material || 'certificate' in material)) throw wrongType(needed, object)
  return importKey(material)
}

/** The Cryptographic Parameters in force: the request's, else the key's first (KMIP 1.4 §4.29). */
export const parametersOf = (
  object: StoredObject,
  given: CryptographicParameters | undefined,
): Partial<CryptographicParameters> => effectiveParameters(given, attributeOf(object, 'CryptographicParameters')) ?? {}

/**
 * The data of this part; references to earlier results have been replaced by the batch. It may be absent only where the
 * request says that a stream begins or ends. KMIP 2.1 §6.1.
 */
export const dataOf = (request: PartRequest & { readonly data?: Data | undefined }): Uint8Array => {
  const { data, initIndicator, finalIndicator } = request
  if (data instanceof Uint8Array) return data
  if (initIndicator || finalIndicator) return nothing
  throw new KmipError('InvalidField', 'Data is missing.')
}

/** Data to be signed, or its digest. KMIP 1.4 §4.31: Digested Data takes the place of Data. */
export const signedDataOf = (
  request: PartRequest & { readonly data?: Data | undefined; readonly digestedData?: Uint8Array | undefined },
): { data: Uint8Array; digested: boolean } => {
  const { data, digestedData } = request
  if (!digestedData) return { data: dataOf(request), digested: false }
  if (data !== undefined) throw new KmipError('InvalidField', 'Data and Digested Data exclude each other.')
  if (request.correlationValue || (request.initIndicator && !request.finalIndicator))
    throw new KmipError('InvalidField', 'Digested Data comes whole: leave out Init Indicator and Correlation Value.')
  return { data: digestedData, digested: true }
}

/** A payload that may have to be waited for, and the changes that go with it. */
export const outcome = <P>(
  payload: Awaitable<P>,
  changes: Pick<Outcome<unknown>, 'changes'> = {},
): Awaitable<Outcome<P>> =>
  payload instanceof Promise
    ? payload.then((done) => ({ payload: done, ...changes }))
    : { payload: payload as P, ...changes }

/** What is left of the Usage Limits after `size` bytes; an operation in parts counts once. */
export const usage = (object: StoredObject, size: number, request: PartRequest): Pick<Outcome<unknown>, 'changes'> => {
  const used = afterUse(object, size, request.correlationValue ? 0 : 1)
  return used ? { changes: [updated(used)] } : {}
}
