import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { hashPassword, type ScryptCost, verifyPassword } from './password-hash.ts'

/** Verifies passwords against their hashes. */
export interface Passwords {
  /** Whether the password matches the hash. Without a hash, `false` after the same amount of work. */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

/** Cached verifications. */
const maximumVerified = 10_000

/**
 * Caches right passwords: each request carries the credential, and scrypt is slow by design. The cache holds HMACs under a key of
 * this process. Wrong passwords and unknown users always cost a full scrypt.
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
      const cached = verified.get(hash)
      const mac = computeMac(password, hash)
      if (cached && timingSafeEqual(cached, mac)) return true
      const isRight = await verifyPassword(password, hash)
      if (isRight) {
        if (verified.size >= maximumVerified) verified.clear()
        verified.set(hash, mac)
      }
      return isRight
    },
  }
}
