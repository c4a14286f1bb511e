import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { KeyFormatError } from './key-format-error.ts'
import { requireShape } from './require-shape.ts'

export type KeyKind = 'secret' | 'private' | 'public'

/** A secret key of these bytes. */
export function importSecret(bytes: Uint8Array): KeyObject {
  if (bytes.length === 0) throw new KeyFormatError('InvalidField', 'The key material is empty.')
  return createSecretKey(bytes)
}

/** A private key of its DER form; `what` names it in the message. */
export function importPrivate(key: Uint8Array, type: 'pkcs1' | 'pkcs8' | 'sec1', what: string): KeyObject {
  requireShape(key, `${type} private`, what)
  return importOrRefuse(what, () => createPrivateKey({ key: Buffer.from(key), format: 'der', type }))
}

/** A public key of its DER form. */
export function importPublic(key: Uint8Array, type: 'pkcs1' | 'spki', what: string): KeyObject {
  requireShape(key, `${type} public`, what)
  return importOrRefuse(what, () => createPublicKey({ key: Buffer.from(key), format: 'der', type }))
}

/** Turns any error of node:crypto into one plain error: the texts of node:crypto may quote the content. */
export function importOrRefuse<T>(what: string, make: () => T): T {
  try {
    return make()
  } catch {
    throw new KeyFormatError('InvalidField', `The ${what} cannot be read.`)
  }
}

export const createNotSupportedError = (message: string): KeyFormatError =>
  new KeyFormatError('KeyFormatTypeNotSupported', message)

export const createUnreadableError = (format: string, kind: KeyKind): KeyFormatError =>
  createNotSupportedError(`A ${kind} key cannot be read from the key format type ${format} with this key material.`)
