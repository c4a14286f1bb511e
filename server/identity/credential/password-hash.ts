import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** The cost of scrypt: 2^`ln` blocks of 128 `r` bytes, `p` times. RFC 7914 §2. */
export interface ScryptCost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** 32 MiB and about 200 ms: one of the recommendations of OWASP's Password Storage Cheat Sheet. */
const usualCost: ScryptCost = { ln: 15, r: 8, p: 3 }

const size = 32
/** The memory limit of a verification, whatever cost a file states. */
const maximumMemory = 256 * 1024 * 1024

const computeMemory = ({ ln, r, p }: ScryptCost): number => 128 * r * (2 ** ln + p)

const derive = (password: string, salt: Uint8Array, cost: ScryptCost, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // Normalized: RFC 8265 §4.2.
    scrypt(
      password.normalize('NFC'),
      salt,
      length,
      { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: 2 * computeMemory(cost) },
      (error, key) => (error ? reject(error) : resolve(key)),
    )
  })

const form = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,})\$([A-Za-z0-9+/]{22,})$/

const parseHash = (hash: string) => {
  const [, ln, r, p, salt = '', key = ''] = form.exec(hash) ?? []
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  return cost.ln && cost.r && cost.p && computeMemory(cost) <= maximumMemory
    ? { cost, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
    : undefined
}

const toUnpaddedBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replaceAll('=', '')

/** Whether a text is a hash that {@link verifyPassword} can use. */
export const isPasswordHash = (text: string): boolean => parseHash(text) !== undefined

/** Hashes a password for storage: `$scrypt$ln=15,r=8,p=3$SALT$KEY`. Runs off the event loop. */
export const hashPassword = async (
  password: string,
  cost: ScryptCost = usualCost,
  random: (size: number) => Uint8Array = randomBytes,
): Promise<string> => {
  const salt = random(16)
  const key = await derive(password, salt, cost, size)
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${toUnpaddedBase64(salt)}$${toUnpaddedBase64(key)}`
}

/** Whether a password matches a hash; takes equally long either way. */
export const verifyPassword = async (password: string, hash: string): Promise<boolean> => {
  const expected = parseHash(hash)
  if (!expected) return false
  const { salt, cost, key } = expected
  return timingSafeEqual(await derive(password, salt, cost, key.length), key)
}
