import type { CredentialValueOf } from '../../../codec/index.ts'
import { decodeSecret, isUserName } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import { findStep } from './one-time-code.ts'
import type { Passwords } from './passwords.ts'

/** The last time that each user's code was of; codes are good for once. */
export type UsedCodes = Map<string, number>

/**
 * A user by name, password and a code that is good for once: for Login, whose ticket is good for more. KMIP 2.1 §9.11. Which
 * codes is not said there; these are the usual ones of time (RFC 6238).
 */
export const createOneTimePasswordClaim = (
  { username, password = '', oneTimePassword: code }: CredentialValueOf<'OneTimePassword'>,
  { users, passwords, used, now }: { users: Users; passwords: Passwords; used: UsedCodes; now: () => Date },
): Claim => ({
  key: `user ${username}`,
  shown: isUserName(username) ? `user ${username}` : 'a user whose name cannot be one',
  async check() {
    const user = await users.findByName(username)
    const known = await passwords.verify(password, user?.password)
    const secret = decodeSecret(user?.oneTimePassword)
    const step = secret && findStep(secret, code, now())
    if (!user || !known || step === undefined || step <= (used.get(username) ?? -1)) return undefined
    used.set(username, step)
    return { user }
  },
})
