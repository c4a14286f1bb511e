import { children, content, decode, number } from './der.ts'
import { KeyFormatError } from './key-format-error.ts'

/** The encodings of a key in node:crypto, told apart by kind. */
export type DerShape = 'pkcs1 private' | 'pkcs1 public' | 'pkcs8 private' | 'sec1 private' | 'spki public'

/**
 * Refuses DER of another structure than the one named. node:crypto takes a private key where a public one is asked
 * for, and any old-style private key as PKCS #1 or SEC 1. RFC 8017 §A.1, RFC 5958 §2, RFC 5915 §3, RFC 5280 §4.1.
 *
 * @throws {KeyFormatError} `InvalidField`; `what` names the content in the message.
 */
export function requireShape(bytes: Uint8Array, shape: DerShape, what: string): void {
  const parts = children(decode(bytes, what), what)
  const [first, second, third] = parts
  if (shape === 'pkcs1 public') requireIntegers(2)
  else if (shape === 'pkcs1 private') requireIntegers(9)
  else if (shape === 'spki public') {
    children(first, what)
    content(second, what)
  } else {
    number(first, what)
    content(shape === 'sec1 private' ? second : third, what)
    if (shape === 'pkcs8 private') children(second, what)
  }

  function requireIntegers(count: number): void {
    if (parts.length !== count) throw new KeyFormatError('InvalidField', `The ${what} is another kind of key.`)
    for (const part of parts) number(part, what)
  }
}
