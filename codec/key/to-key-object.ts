import { type KeyObject, X509Certificate } from 'node:crypto'
import { bitString, encodeDer, integer, objectIdentifier, octetString, sequence } from '../der/write-der.ts'
import type { KeyBlock } from '../kmip/object/key-block.ts'
import type { ManagedObject } from '../kmip/object/managed-object.ts'
import {
  createNotSupportedError,
  createUnreadableError,
  importOrRefuse,
  importPrivate,
  importPublic,
  importSecret,
  type KeyKind,
} from './import-key.ts'
import { importTransparent } from './import-transparent.ts'
import { KeyFormatError } from './key-format-error.ts'
import { findRawOctetKeyPair } from './okp.ts'
import { hasShape } from './require-shape.ts'

/**
 * The key that a managed object holds, for node:crypto. Reads the formats of {@link ReadableKeyFormatType}; of a
 * certificate, the public key. An RSA key of 2048 bits takes some 0.1 ms from DER and 1 or 2 ms from its numbers: keep
 * the result.
 *
 * @throws {KeyFormatError} `KeyValueNotPresent` without key material; `KeyFormatTypeNotSupported` when it is wrapped,
 *   encrypted, opaque or of another format; `InvalidField` when it contradicts its format.
 */
export function toKeyObject(object: ManagedObject): KeyObject {
  const { certificate, symmetricKey, secretData, privateKey, publicKey } = object
  if (symmetricKey) return readBlock(symmetricKey.keyBlock, 'secret')
  if (privateKey) return readBlock(privateKey.keyBlock, 'private')
  if (publicKey) return readBlock(publicKey.keyBlock, 'public')
  if (secretData) return readBlock(secretData.keyBlock, 'secret')
  if (!certificate) throw createNotSupportedError('This object holds no key that can be used.')
  if (certificate.certificateType !== undefined && certificate.certificateType !== 'X_509') {
    throw createNotSupportedError('Only the key of an X.509 certificate can be used.')
  }
  return importOrRefuse('certificate', () => new X509Certificate(certificate.certificateValue).publicKey)
}

function readBlock(block: KeyBlock, kind: KeyKind): KeyObject {
  const { keyValue, keyFormatType: format } = block
  if (keyValue === undefined) throw new KeyFormatError('KeyValueNotPresent', 'The key value is not on the server.')
  if (keyValue instanceof Uint8Array || block.keyWrappingData !== undefined) {
    throw createNotSupportedError('The key is wrapped and has to be unwrapped before it is used.')
  }
  const { keyMaterial } = keyValue
  if (keyMaterial instanceof Uint8Array) return readBytes(keyMaterial, format, kind, block.cryptographicAlgorithm)
  if ('tag' in keyMaterial) throw createUnreadableError(format, kind)
  return importTransparent(keyMaterial, format, kind)
}

function readBytes(bytes: Uint8Array, format: string, kind: KeyKind, algorithm: string | undefined): KeyObject {
  if (kind === 'secret') {
    if (format === 'Raw' || format === 'Opaque') return importSecret(bytes)
  } else if (format === 'Raw') {
    return readRaw(bytes, kind, algorithm)
  } else if (format === 'PKCS_1') {
    return kind === 'private'
      ? importPrivate(bytes, 'pkcs1', 'PKCS #1 key')
      : importPublic(bytes, 'pkcs1', 'PKCS #1 key')
  } else if (format === 'PKCS_8' && kind === 'private') {
    if (hasShape(bytes, 'pkcs8 encrypted', 'PKCS #8 key'))
      throw createNotSupportedError('The PKCS #8 key is encrypted.')
    return importPrivate(bytes, 'pkcs8', 'PKCS #8 key')
  } else if (format === 'ECPrivateKey' && kind === 'private') {
    return importPrivate(bytes, 'sec1', 'EC private key')
  } else if (format === 'X_509' && kind === 'public') {
    return importPublic(bytes, 'spki', 'X.509 public key')
  }
  throw createUnreadableError(format, kind)
}

/** Ed25519, Ed448, X25519, X448: Raw is the string of bytes of RFC 8032 and RFC 7748. */
function readRaw(bytes: Uint8Array, kind: 'private' | 'public', algorithm: string | undefined): KeyObject {
  const pair = algorithm === undefined ? undefined : findRawOctetKeyPair(algorithm, bytes.length)
  if (!pair)
    throw createNotSupportedError(
      'A raw private or public key must be of Ed25519, Ed448, X25519 or X448, in full length.',
    )
  const identifier = sequence(objectIdentifier(pair.oid))
  return kind === 'private'
    ? importPrivate(
        encodeDer(sequence(integer(0n), identifier, octetString(encodeDer(octetString(bytes))))),
        'pkcs8',
        'raw private key',
      )
    : importPublic(encodeDer(sequence(identifier, bitString(bytes))), 'spki', 'raw public key')
}
