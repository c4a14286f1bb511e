import { hash } from 'node:crypto'
import { Recent } from '../cache/two-generation-cache.ts'

/** Size of a token in bytes. */
export const TOKEN = 16

const BLOCK = 64
const DIGEST = 32
const REMEMBERED = 4096

/**
 * HMAC-SHA-256 (RFC 2104) over one-shot hashes: less than half the cost of an Hmac object for short input. The digest is
 * a string with one character per byte.
 */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => string {
  const block = new Uint8Array(BLOCK)
  block.set(key.length > BLOCK ? Buffer.from(hash('sha256', key, 'hex'), 'hex') : key)
  const inner = block.map((byte) => byte ^ 0x36)
  const outer = Buffer.alloc(BLOCK + DIGEST)
  outer.set(block.map((byte) => byte ^ 0x5c))
  return (message) => {
    outer.write(hash('sha256', Buffer.concat([inner, message]), 'binary'), BLOCK, 'latin1')
    return hash('sha256', outer, 'binary')
  }
}

/**
 * `label` names what is indexed (an attribute id), `value` is its canonical encoding. A token is a string with one
 * character per byte: quicker to compare, sort and remember than bytes.
 */
export type BlindIndex = (label: string, value: Uint8Array) => string

/**
 * Tokens by which equal values can be found and nothing else be learnt without the key: HMAC-SHA-256 over label and
 * value, truncated to 16 bytes. Recent tokens are remembered, since most values are shared by many objects.
 */
export function createBlindIndex(key: Uint8Array): BlindIndex {
  const hmac = hmacSha256(key)
  const recent = new Recent<string>(REMEMBERED)
  return (label, value) => {
    const text = `${label}\0${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')}`
    const known = recent.get(text)
    if (known) return known
    const token = hmac(Buffer.from(text, 'latin1')).slice(0, TOKEN)
    recent.set(text, token)
    return token
  }
}

/** Tokens end to end, sorted, each once: a token set. Equal sets are equal strings. */
export const tokenSet = (tokens: Iterable<string>): string => [...new Set(tokens)].sort().join('')

/** The tokens of a set. */
export const tokensIn = (set: string): string[] => {
  const tokens: string[] = []
  for (let at = 0; at < set.length; at += TOKEN) tokens.push(set.slice(at, at + TOKEN))
  return tokens
}

/** A token or a token set as it is stored. */
export const tokenBytes = (tokens: string): Buffer => Buffer.from(tokens, 'latin1')

/** The token or token set that was stored. */
export const tokenText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
