import { createHash } from 'node:crypto'
import type { HashedSecrets } from '../user.ts'

export const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** S1 and S2, which the server stores to verify Hashed Passwords. KMIP 2.1 §9.11. */
export const hashSecrets = (username: string, password: string): HashedSecrets => ({
  s1: sha256(username, password).toString('base64'),
  s2: sha256(password, username).toString('base64'),
})
