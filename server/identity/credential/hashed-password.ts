import { randomBytes, timingSafeEqual } from 'node:crypto'
import { type CredentialValueOf, KmipError } from '../../../codec/index.ts'
import { decodeSecret, isUserName } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import { hashSecrets, sha256 } from './hash-secrets.ts'

/** The last time stamp of each user and client; later ones must be greater. */
export type UsedTimes = Map<string, bigint>

/** Allowed difference between a time stamp and the server's time, in microseconds. */
const tolerance = 120n * 1_000_000n

const nobody = hashSecrets('', randomBytes(32).toString('hex'))

/** A user with a hash of password and time; the client does not send the password. KMIP 2.1 §9.11; the response: §8.5. */
export const createHashedPasswordClaim = (
  { username, timeStamp, hashingAlgorithm = 'SHA_256', hashedPassword: given }: CredentialValueOf<'HashedPassword'>,
  client: string,
  { users, used, now }: { users: Users; used: UsedTimes; now: () => Date },
): Claim => ({
  key: `user ${username}`,
  shown: isUserName(username) ? `user ${username}` : 'an invalid user name',
  async check() {
    if (hashingAlgorithm !== 'SHA_256')
      throw new KmipError('FeatureNotSupported', `Hashed Passwords need SHA_256, not ${hashingAlgorithm}.`)
    const user = await users.findByName(username)
    const secrets = user?.oneTimePassword ? undefined : user?.hashedPassword
    const [s1, s2] = [decodeSecret((secrets ?? nobody).s1), decodeSecret((secrets ?? nobody).s2)]
    const time = Buffer.alloc(8)
    time.writeBigInt64BE(timeStamp)
    const expected = Buffer.concat([sha256(s1, time), s2])
    const isRight = given.length === expected.length && timingSafeEqual(given, expected)
    const difference = timeStamp - BigInt(now().getTime()) * 1000n
    const key = `${client}\n${username}`
    const isFresh = difference <= tolerance && difference >= -tolerance && timeStamp > (used.get(key) ?? 0n)
    if (!user || !secrets || !isRight || !isFresh) return undefined
    used.set(key, timeStamp)
    return { user, serverHashedPassword: sha256(time, s1, sha256(s2)) }
  },
})
