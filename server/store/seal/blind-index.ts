import { hash } from 'node:crypto'
import { TwoGenerationCache } from '../cache/two-generation-cache.ts'

/** Size of a token in bytes. */
export const TOKEN = 16

const BLOCK = 64
const DIGEST = 32
/** Cached tokens. */
const CACHED = 4096

/**
 * HMAC-SHA-256 (RFC 2104) over one-shot hashes, which cost less than half of an Hmac object for short input. The digest is a
 * string with one character per byte.
 */
export function createHmacSha256(key: Uint8Array): (message: Uint8Array) => string {
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
 * Makes the token of a value. `label` names what is indexed (an attribute id), `value` is its canonical encoding. A token is a
 * string with one character per byte, which is faster to compare, sort and cache than bytes.
 */
export type BlindIndex = (label: string, value: Uint8Array) => string

/**
 * Tokens find equal values and reveal nothing else without the key: HMAC-SHA-256 over label and
 * value, truncated to 16 bytes. It caches tokens, since many objects share most of their values.
 */
export function createBlindIndex(key: Uint8Array): BlindIndex {
  const hmac = createHmacSha256(key)
  const cache = new TwoGenerationCache<string>(CACHED)
  return (label, value) => {
    const text = `${label}\0${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')}`
    const hit = cache.get(text)
    if (hit) return hit
    const token = hmac(Buffer.from(text, 'latin1')).slice(0, TOKEN)
    cache.set(text, token)
    return token
  }
}

/** Joins tokens to a set, sorted, each once. Equal sets are equal strings. */
export const joinTokens = (tokens: Iterable<string>): string => [...new Set(tokens)].sort().join('')

/** Splits a set into its tokens. */
export const splitTokens = (set: string): string[] => {
  const tokens: string[] = []
  for (let at = 0; at < set.length; at += TOKEN) tokens.push(set.slice(at, at + TOKEN))
  return tokens
}

/** Encodes a token or a set for a column. */
export const encodeTokens = (tokens: string): Buffer => Buffer.from(tokens, 'latin1')

/** Decodes the token or the set of a column. */
export const decodeTokens = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
