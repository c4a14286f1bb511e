import { diffieHellman, type KeyObject } from 'node:crypto'
import { CryptoError } from './crypto-error.ts'

/**
 * The secret that a private key and another one's public key share: ECDH with cofactor 1 (the x coordinate, SP 800-56A
 * §5.7.1.2), X25519 and X448 (RFC 7748 §6), Diffie-Hellman.
 *
 * @throws {CryptoError} `CryptographicFailure` when the keys do not go together, or the public key is of small order
 */
export const agree = (privateKey: KeyObject, publicKey: KeyObject): Uint8Array => {
  try {
    return diffieHellman({ privateKey, publicKey })
  } catch {
    throw new CryptoError('CryptographicFailure', 'The private key and the public key cannot agree on a secret.')
  }
}
