import { requireDer } from '../der/require-der.ts'
import { KeyFormatError } from './key-format-error.ts'

const integer = 0x02
const bitString = 0x03
const octetString = 0x04
const sequence = 0x30

/** The first elements of each encoding of a key. RFC 8017 §A.1, RFC 5958 §2, RFC 5915 §3, RFC 5280 §4.1. */
const shapes = {
  'pkcs1 private': { tags: Array<number>(9).fill(integer), isAll: true },
  'pkcs1 public': { tags: [integer, integer], isAll: true },
  'pkcs8 private': { tags: [integer, sequence, octetString], isAll: false },
  'sec1 private': { tags: [integer, octetString], isAll: false },
  'spki public': { tags: [sequence, bitString], isAll: true },
  'pkcs8 encrypted': { tags: [sequence, octetString], isAll: true },
} as const

export type DerShape = keyof typeof shapes

const readTags = (bytes: Uint8Array, what: string): number[] => {
  try {
    return requireDer(bytes)
  } catch {
    throw new KeyFormatError('InvalidField', `The ${what} is not valid DER.`)
  }
}

/** Whether the content is a SEQUENCE of this kind. @throws {KeyFormatError} `InvalidField` when it is not DER. */
export function hasShape(bytes: Uint8Array, shape: DerShape, what: string): boolean {
  const { tags, isAll } = shapes[shape]
  const found = readTags(bytes, what)
  return bytes[0] === sequence && tags.every((tag, i) => found[i] === tag) && (!isAll || found.length === tags.length)
}

/**
 * Refuses DER of another structure than the one named. node:crypto takes a private key where a public one is asked
 * for, and any old-style private key as PKCS #1 or SEC 1.
 *
 * @throws {KeyFormatError} `InvalidField`; `what` names the content in the message.
 */
export function requireShape(bytes: Uint8Array, shape: DerShape, what: string): void {
  if (!hasShape(bytes, shape, what)) throw new KeyFormatError('InvalidField', `The ${what} is another kind of key.`)
}
