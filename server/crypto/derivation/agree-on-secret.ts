import { diffieHellman, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { CryptoError } from '../crypto-error.ts'

const computeSharedSecret = promisify(
  (
    keys: { privateKey: KeyObject; publicKey: KeyObject },
    done: (error: Error | null, secret: Buffer) => void,
  ): void => {
    diffieHellman(keys, done as (error: Error | null, secret?: Buffer) => void)
  },
)

/**
 * The secret that a private key and another one's public key share: ECDH with cofactor 1 (the x coordinate, SP 800-56A
 * §5.7.1.2), X25519 and X448 (RFC 7748 §6), Diffie-Hellman. In the thread pool: a group of 8192 bits takes 10 ms, and many
 * times that with an exponent of its length.
 *
 * @throws {CryptoError} (rejects) `CryptographicFailure` when the keys do not go together, or the public key is of small order
 */
export const agreeOnSecret = async (privateKey: KeyObject, publicKey: KeyObject): Promise<Uint8Array> => {
  try {
    return await computeSharedSecret({ privateKey, publicKey })
  } catch {
    throw new CryptoError('CryptographicFailure', 'The private key and the public key cannot agree on a secret.')
  }
}
