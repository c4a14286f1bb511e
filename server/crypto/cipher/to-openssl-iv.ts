import type { Cipher } from './cipher.ts'

/**
 * Converts an IV to the form that OpenSSL takes. Its ChaCha20 needs the counter before the nonce, little-endian and
 * always zero here: 8 bytes each in the original cipher (CS-BC-M-CHACHA20-1), 4 and 12 in RFC 8439 §2.3.
 */
export function toOpensslIv({ name, fixedIv }: Cipher, iv: Uint8Array | undefined): Uint8Array | null {
  if (!iv) return fixedIv ?? null
  if (name !== 'chacha20') return iv
  const block = new Uint8Array(16)
  block.set(iv, 16 - iv.length)
  return block
}
