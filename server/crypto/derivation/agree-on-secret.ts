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
 * Computes the shared secret of a private and a public key: ECDH with cofactor 1 (the x coordinate, SP 800-56A
 * §5.7.1.2), X25519 and X448 (RFC 7748 §6), Diffie-Hellman. It runs in the thread pool, because a group of 8192 bits
 * takes 10 ms or more.
 *
 * @throws {CryptoError} (rejects) `CryptographicFailure` for keys of different kinds or a public key of small order
 */
export const agreeOnSecret = async (privateKey: KeyObject, publicKey: KeyObject): Promise<Uint8Array> => {
  try {
    return await computeSharedSecret({ privateKey, publicKey })
  } catch {
    throw new CryptoError('CryptographicFailure', 'The private key and the public key cannot agree on a secret.')
  }
}
