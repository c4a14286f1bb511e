import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
} from 'node:crypto'

const bytes = (hex: string) => Buffer.from(hex, 'hex')

/** What a cipher call needs beside the key and the data; byte strings in hex. */
export interface CipherInput {
  readonly mode: string
  readonly padding: string | undefined
  readonly iv: string | undefined
}

const cipherName = (keyHex: string, mode: string) => {
  const name = { ECB: 'ecb', CBC: 'cbc', CTR: 'ctr' }[mode]
  if (!name) throw new Error(`no recomputation of ${mode}`)
  return `aes-${keyHex.length * 4}-${name}`
}

/** AES encryption, recomputed; hex in, hex out. */
export const aesEncrypt = (keyHex: string, dataHex: string, { mode, padding, iv }: CipherInput): string => {
  const cipher = createCipheriv(cipherName(keyHex, mode), bytes(keyHex), mode === 'ECB' ? null : bytes(iv ?? ''))
  cipher.setAutoPadding(padding === 'PKCS5')
  return Buffer.concat([cipher.update(bytes(dataHex)), cipher.final()]).toString('hex')
}

/** AES decryption, recomputed; hex in, hex out. */
export const aesDecrypt = (keyHex: string, dataHex: string, { mode, padding, iv }: CipherInput): string => {
  const cipher = createDecipheriv(cipherName(keyHex, mode), bytes(keyHex), mode === 'ECB' ? null : bytes(iv ?? ''))
  cipher.setAutoPadding(padding === 'PKCS5')
  return Buffer.concat([cipher.update(bytes(dataHex)), cipher.final()]).toString('hex')
}

/** Opens AES-GCM; throws when the tag does not fit. */
export const gcmDecrypt = (keyHex: string, dataHex: string, iv: string, aad: string, tag: string): string => {
  const cipher = createDecipheriv(`aes-${keyHex.length * 4}-gcm` as CipherGCMTypes, bytes(keyHex), bytes(iv), {
    authTagLength: tag.length / 2,
  })
  cipher.setAAD(bytes(aad))
  cipher.setAuthTag(bytes(tag))
  return Buffer.concat([cipher.update(bytes(dataHex)), cipher.final()]).toString('hex')
}

/** Opens an AES key wrap (NIST SP 800-38F, RFC 3394); throws when it does not fit. */
export const unwrapKey = (keyHex: string, wrappedHex: string): string => {
  const cipher = createDecipheriv(`id-aes${keyHex.length * 4}-wrap`, bytes(keyHex), Buffer.alloc(8, 0xa6))
  return Buffer.concat([cipher.update(bytes(wrappedHex)), cipher.final()]).toString('hex')
}

/** A private key from Key Material in one of the DER formats. */
export const privateKeyFrom = (format: string, hex: string): KeyObject => {
  const type = { PKCS_1: 'pkcs1', PKCS_8: 'pkcs8', ECPrivateKey: 'sec1' }[format]
  if (!type) throw new Error(`no reading of private keys in ${format}`)
  return createPrivateKey({ key: bytes(hex), format: 'der', type: type as 'pkcs1' | 'pkcs8' | 'sec1' })
}

/** A public key from Key Material in one of the DER formats. */
export const publicKeyFrom = (format: string, hex: string): KeyObject => {
  const type = { PKCS_1: 'pkcs1', X_509: 'spki' }[format]
  if (!type) throw new Error(`no reading of public keys in ${format}`)
  return createPublicKey({ key: bytes(hex), format: 'der', type: type as 'pkcs1' | 'spki' })
}
