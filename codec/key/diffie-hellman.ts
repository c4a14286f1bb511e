import type { KeyObject } from 'node:crypto'
import type { TransparentDHPrivateKey, TransparentDHPublicKey } from '../kmip/object/key-material.ts'
import { positive } from './big-integer.ts'
import { bits, children, content, decode, encode, integer, number, octets, oid, sequence } from './der.ts'
import type { TransparentKeyMaterial } from './forms.ts'
import { importPrivate, importPublic } from './import-key.ts'

/** PKCS #3 §9: p and g. X9.42 (RFC 3279 §2.3.3): p, g and q. */
const pkcs3 = '1.2.840.113549.1.3.1'

/** Q and J are left out: nothing that a key does here needs them. */
const algorithm = (key: TransparentKeyMaterial) =>
  sequence(oid(pkcs3), sequence(integer(positive(key.p, 'P')), integer(positive(key.g, 'G'))))

/** The key of a TransparentDHPrivateKey (KMIP 1.4 §2.1.7.6). @throws {KeyFormatError} */
export const readDhPrivate = (key: TransparentKeyMaterial): KeyObject =>
  importPrivate(
    encode(sequence(integer(0n), algorithm(key), octets(encode(integer(positive(key.x, 'X')))))),
    'pkcs8',
    'DH private key',
  )

/** The key of a TransparentDHPublicKey (KMIP 1.4 §2.1.7.7). @throws {KeyFormatError} */
export const readDhPublic = (key: TransparentKeyMaterial): KeyObject =>
  importPublic(encode(sequence(algorithm(key), bits(encode(integer(positive(key.y, 'Y')))))), 'spki', 'DH public key')

const domain = (block: Parameters<typeof children>[0]) => {
  const [, parameters] = children(block, 'DH key')
  const [p, g] = children(parameters, 'DH key')
  return { p: number(p, 'DH key'), g: number(g, 'DH key') }
}

const encodedNumber = (block: Parameters<typeof content>[0]): bigint =>
  number(decode(content(block, 'DH key'), 'DH key'), 'DH key')

/** The numbers of a DH key. */
export const dhNumbers = (key: KeyObject): TransparentDHPrivateKey | TransparentDHPublicKey => {
  if (key.type === 'private') {
    const [, block, x] = children(decode(key.export({ format: 'der', type: 'pkcs8' }), 'DH key'), 'DH key')
    return { ...domain(block), x: encodedNumber(x) }
  }
  const [block, y] = children(decode(key.export({ format: 'der', type: 'spki' }), 'DH key'), 'DH key')
  return { ...domain(block), y: encodedNumber(y) }
}
