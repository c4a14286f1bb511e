import { createHmac } from 'node:crypto'

/** Seconds of one time step. */
const step = 30
const digits = 6

/** The code of a counter value. RFC 4226 §5.3. */
const computeCode = (secret: Uint8Array, counter: number): string => {
  const moment = Buffer.alloc(8)
  moment.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', secret).update(moment).digest()
  const offset = (mac.at(-1) as number) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

/**
 * Finds the time step of a code: the current step, or one before or after for clock skew; `undefined` for a wrong code.
 * RFC 6238, with SHA-1 and six digits as in every authenticator.
 */
export const findStep = (secret: Uint8Array, code: string, now: Date): number | undefined => {
  const current = Math.floor(now.getTime() / 1000 / step)
  return [current - 1, current, current + 1].find((counter) => counter >= 0 && computeCode(secret, counter) === code)
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 §6, without padding. */
const encodeBase32 = (bytes: Uint8Array): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** The address that an authenticator imports; it contains the secret. */
export const createAuthenticatorAddress = (name: string, secret: Uint8Array): string =>
  `otpauth://totp/kmip:${encodeURIComponent(name)}?secret=${encodeBase32(secret)}&issuer=kmip`
