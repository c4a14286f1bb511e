import { type CredentialValueOf, KmipError } from '../../../codec/index.ts'
import { deviceFields, toDeviceKey } from '../user.ts'
import type { Users } from '../users.ts'
import type { Claim } from './claim.ts'
import type { Passwords } from './passwords.ts'

/** A device with all of its identifiers and its password. KMIP 1.4 §2.1.2, 2.1 §9.11. */
export const createDeviceClaim = (
  { password = '', ...identifiers }: CredentialValueOf<'Device'>,
  users: Users,
  passwords: Passwords,
): Claim => {
  const key = toDeviceKey(identifiers)
  return {
    key: `device ${key}`,
    shown: `device ${key}`,
    async check() {
      if (deviceFields.every((field) => !identifiers[field]))
        throw new KmipError('InvalidField', 'A Device credential needs at least one identifier.')
      const user = await users.findByDevice(key)
      return (await passwords.verify(password, user?.password)) && user ? { user } : undefined
    },
  }
}
