import type { CredentialValueOf } from '../../../codec/index.ts'
import { decodeSecret, isUserName } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import { findStep } from './one-time-code.ts'
import type { Passwords } from './passwords.ts'

/** The time step of each user's last code; a code is valid once. */
export type UsedCodes = Map<string, number>

/**
 * A user with name, password and a one-time code, meant for Login, whose ticket is valid for more requests. KMIP 2.1 §9.11 leaves
 * the kind of code open; these are time-based (RFC 6238).
 */
export const createOneTimePasswordClaim = (
  { username, password = '', oneTimePassword: code }: CredentialValueOf<'OneTimePassword'>,
  { users, passwords, used, now }: { users: Users; passwords: Passwords; used: UsedCodes; now: () => Date },
): Claim => ({
  key: `user ${username}`,
  shown: isUserName(username) ? `user ${username}` : 'an invalid user name',
  async check() {
    const user = await users.findByName(username)
    const isRight = await passwords.verify(password, user?.password)
    const secret = decodeSecret(user?.oneTimePassword)
    const step = secret && findStep(secret, code, now())
    if (!user || !isRight || step === undefined || step <= (used.get(username) ?? -1)) return undefined
    used.set(username, step)
    return { user }
  },
})
