import { randomBytes, timingSafeEqual } from 'node:crypto'
import { type CredentialValueOf, KmipError } from '../../../codec/index.ts'
import { decodeSecret, isUserName } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import { hashSecrets, sha256 } from './hash-secrets.ts'

/** The last time stamp of each user and client; they only grow. */
export type UsedTimes = Map<string, bigint>

/** How far a time stamp may be from the server's time, in microseconds. */
const tolerance = 120n * 1_000_000n

const nobody = hashSecrets('', randomBytes(32).toString('hex'))

/** A user by name, and by a hash of password and time: the password itself is not sent. KMIP 2.1 §9.11; the answer: §8.5. */
export const createHashedPasswordClaim = (
  { username, timeStamp, hashingAlgorithm = 'SHA_256', hashedPassword: given }: CredentialValueOf<'HashedPassword'>,
  client: string,
  { users, used, now }: { users: Users; used: UsedTimes; now: () => Date },
): Claim => ({
  key: `user ${username}`,
  shown: isUserName(username) ? `user ${username}` : 'a user whose name cannot be one',
  async check() {
    if (hashingAlgorithm !== 'SHA_256')
      throw new KmipError('FeatureNotSupported', `Hashed Passwords are of SHA_256 here, not ${hashingAlgorithm}.`)
    const user = await users.findByName(username)
    const own = user?.oneTimePassword ? undefined : user?.hashedPassword
    const [s1, s2] = [decodeSecret((own ?? nobody).s1), decodeSecret((own ?? nobody).s2)]
    const time = Buffer.alloc(8)
    time.writeBigInt64BE(timeStamp)
    const expected = Buffer.concat([sha256(s1, time), s2])
    const right = given.length === expected.length && timingSafeEqual(given, expected)
    const apart = timeStamp - BigInt(now().getTime()) * 1000n
    const key = `${client}\n${username}`
    const fresh = apart <= tolerance && apart >= -tolerance && timeStamp > (used.get(key) ?? 0n)
    if (!user || !own || !right || !fresh) return undefined
    used.set(key, timeStamp)
    return { user, serverHashedPassword: sha256(time, s1, sha256(s2)) }
  },
})
