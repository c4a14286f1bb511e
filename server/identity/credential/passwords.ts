import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { hashPassword, type ScryptCost, verifyPassword } from './password-hash.ts'

/** Checks passwords against their hashes. */
export interface Passwords {
  /** Whether it is the password of the hash; without one, the same work for nothing, and `false`. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** Hashes whose password is remembered. */
const maximumVerified = 10_000

/**
 * A credential comes with every request, and scrypt is slow on purpose: what was right once is remembered, as an HMAC under
 * a key that only this process has. Wrong ones take the whole way each time, and so do those of nobody.
 */
export const createPasswords = (cost?: ScryptCost): Passwords => {
  const key = randomBytes(32)
  const verified = new Map<string, Buffer>()
  const nobody = hashPassword(randomBytes(16).toString('hex'), cost)
  const computeMac = (password: string, hash: string): Buffer =>
    createHmac('sha256', key).update(hash).update('\0').update(password).digest()
  return {
    async verify(password, hash) {
      if (hash === undefined) {
        await verifyPassword(password, await nobody)
        return false
      }
      const known = verified.get(hash)
      const own = computeMac(password, hash)
      if (known && timingSafeEqual(known, own)) return true
      const good = await verifyPassword(password, hash)
      if (good) {
        if (verified.size >= maximumVerified) verified.clear()
        verified.set(hash, own)
      }
      return good
    },
  }
}
