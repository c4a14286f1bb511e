import type { CredentialValueOf } from '../../../codec/index.ts'
import { isUserName } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import type { Passwords } from './passwords.ts'

/** A user by name. Both fields empty is what radosgw sends when it has been told of none. KMIP 1.4 §2.1.2, 2.1 §9.11. */
export const createUsernameAndPasswordClaim = (
  { username, password = '' }: CredentialValueOf<'UsernameAndPassword'>,
  users: Users,
  passwords: Passwords,
): Claim => ({
  key: `user ${username}`,
  // People type passwords into the wrong field.
  shown: isUserName(username) ? `user ${username}` : 'a user whose name cannot be one',
  empty: username === '' && password === '',
  async check() {
    const user = await users.findByName(username)
    const known = await passwords.verify(password, user?.password)
    // Who needs a code beside the password is not let in without.
    return known && user && !user.oneTimePassword ? { user } : undefined
  },
})
