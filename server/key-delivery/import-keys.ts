import type { KeyObject } from 'node:crypto'
import { KmipError, keyBlockOf } from '../../codec/index.ts'
import type { Scope } from '../handler/scope.ts'
import { requireMaterial } from '../lifecycle/archival.ts'
import type { StoredObject } from '../store/store.ts'

/** Imports a symmetric key for node:crypto. */
export const importSecretKey = (
  object: StoredObject,
  { importKey }: Pick<Scope, 'importKey'>,
): { key: KeyObject; algorithm: string } => {
  const material = requireMaterial(object)
  const algorithm = keyBlockOf(material)?.cryptographicAlgorithm
  if (!material.symmetricKey || !algorithm)
    throw new KmipError('InvalidObjectType', `A symmetric key is required; this is a ${object.objectType}.`)
  return { key: importKey(material), algorithm }
}

type Keys = Pick<Scope, 'importKey'>

const createWrongTypeError = (needed: string, { objectType }: StoredObject): KmipError =>
  new KmipError('InvalidObjectType', `${needed} is required; this is a ${objectType}.`)

/** Imports a symmetric key or secret data, each of which can be the key of an HMAC. */
export const importMacKey = (
  object: StoredObject,
  { importKey }: Keys,
): { key: KeyObject; algorithm: string | undefined } => {
  const material = requireMaterial(object)
  if (!(material.symmetricKey || material.secretData))
    throw createWrongTypeError('A symmetric key or secret data', object)
  return { key: importKey(material), algorithm: keyBlockOf(material)?.cryptographicAlgorithm }
}

/**
 * Imports the key of Encrypt or Decrypt: a symmetric key with its algorithm, a public key or certificate for Encrypt, a
 * private key for Decrypt.
 */
export const importCipherKey = (
  object: StoredObject,
  scope: Keys,
  kind: 'publicKey' | 'privateKey',
): { key: KeyObject; algorithm?: string } => {
  if (object.objectType === 'SymmetricKey') return importSecretKey(object, scope)
  return {
    key:
      kind === 'publicKey'
        ? importPublicKey(object, scope, 'A symmetric key, a public key or a certificate')
        : importPrivateKey(object, scope, 'A symmetric key or a private key'),
  }
}

/** `needed` names the accepted types in the error message. */
export const importPrivateKey = (object: StoredObject, { importKey }: Keys, needed = 'A private key'): KeyObject => {
  const material = requireMaterial(object)
  if (!material.privateKey) throw createWrongTypeError(needed, object)
  return importKey(material)
}

/** `needed` names the kinds that would do. */
export const importPublicKey = (
  object: StoredObject,
  { importKey }: Keys,
  needed = 'A public key or a certificate',
): KeyObject => {
  const material = requireMaterial(object)
  if (!(material.publicKey || material.certificate)) throw createWrongTypeError(needed, object)
  return importKey(material)
}
