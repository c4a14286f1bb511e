import type { CredentialValueOf } from '../../../codec/index.ts'
import { isUserName } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import type { Passwords } from './passwords.ts'

/** A user with name and password. radosgw sends empty fields if none are configured. KMIP 1.4 §2.1.2, 2.1 §9.11. */
export const createUsernameAndPasswordClaim = (
  { username, password = '' }: CredentialValueOf<'UsernameAndPassword'>,
  users: Users,
  passwords: Passwords,
): Claim => ({
  key: `user ${username}`,
  // People type passwords into the wrong field.
  shown: isUserName(username) ? `user ${username}` : 'an invalid user name',
  empty: username === '' && password === '',
  async check() {
    const user = await users.findByName(username)
    const isRight = await passwords.verify(password, user?.password)
    // A user with a one-time code cannot use the password alone.
    return isRight && user && !user.oneTimePassword ? { user } : undefined
  },
})
