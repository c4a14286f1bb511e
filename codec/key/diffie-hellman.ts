import type { KeyObject } from 'node:crypto'
import { readBitString, readChildren, readContent, readInteger } from '../der/read-der.ts'
import { bitString, encodeDer, integer, objectIdentifier, octetString, sequence } from '../der/write-der.ts'
import type { TransparentDHPrivateKey, TransparentDHPublicKey } from '../kmip/object/key-material.ts'
import { requirePositive } from './big-integer.ts'
import type { TransparentKeyMaterial } from './forms.ts'
import { importOrRefuse, importPrivate, importPublic } from './import-key.ts'

/** PKCS #3 §9: p and g. X9.42 (RFC 3279 §2.3.3): p, g and q. */
const pkcs3 = '1.2.840.113549.1.3.1'

/** Q and J are left out: nothing that a key does here needs them. */
const createDhAlgorithm = (key: TransparentKeyMaterial) =>
  sequence(
    objectIdentifier(pkcs3),
    sequence(integer(requirePositive(key.p, 'P')), integer(requirePositive(key.g, 'G'))),
  )

/** The key of a TransparentDHPrivateKey (KMIP 1.4 §2.1.7.6). @throws {KeyFormatError} */
export const importDhPrivate = (key: TransparentKeyMaterial): KeyObject =>
  importPrivate(
    encodeDer(
      sequence(integer(0n), createDhAlgorithm(key), octetString(encodeDer(integer(requirePositive(key.x, 'X'))))),
    ),
    'pkcs8',
    'DH private key',
  )

/** The key of a TransparentDHPublicKey (KMIP 1.4 §2.1.7.7). @throws {KeyFormatError} */
export const importDhPublic = (key: TransparentKeyMaterial): KeyObject =>
  importPublic(
    encodeDer(sequence(createDhAlgorithm(key), bitString(encodeDer(integer(requirePositive(key.y, 'Y')))))),
    'spki',
    'DH public key',
  )

const readDomain = (algorithm: Uint8Array | undefined) => {
  const [, parameters] = readChildren(algorithm)
  const [p, g] = readChildren(parameters)
  return { p: readInteger(p), g: readInteger(g) }
}

/** The numbers of a DH key. @throws {KeyFormatError} `InvalidField` when its group is not in the key */
export const readDhNumbers = (key: KeyObject): TransparentDHPrivateKey | TransparentDHPublicKey =>
  importOrRefuse('DH key', () => {
    if (key.type === 'private') {
      const [, algorithm, x] = readChildren(key.export({ format: 'der', type: 'pkcs8' }))
      return { ...readDomain(algorithm), x: readInteger(readContent(x)) }
    }
    const [algorithm, y] = readChildren(key.export({ format: 'der', type: 'spki' }))
    return { ...readDomain(algorithm), y: readInteger(readBitString(y)) }
  })
