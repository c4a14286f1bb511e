import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import type { Comparison } from './area.ts'
import type { CipherEntry } from './cipher-inventory.ts'

const size = 16

/** Twice a tweak: GF(2^128), little-endian. IEEE 1619 §5.2. */
const doubleTweak = (tweak: Uint8Array): Uint8Array => {
  const twice = tweak.map((byte, at) => (byte << 1) | ((tweak[at - 1] ?? 0) >> 7))
  if ((tweak[size - 1] as number) & 0x80) twice[0] = (twice[0] as number) ^ 0x87
  return twice
}

const xor = (one: Uint8Array, other: Uint8Array): Uint8Array => one.map((byte, at) => byte ^ (other[at] as number))

/** `openssl enc` refuses XTS: it is put together of its AES in ECB, as IEEE 1619 §5.3 has it for whole blocks. */
export const xts =
  ({ keyBytes }: CipherEntry): Comparison =>
  async (openssl, server) => {
    const key = randomBytes(keyBytes)
    const ecb = (half: Uint8Array, data: Uint8Array, way: '-e' | '-d') =>
      openssl.run(['enc', way, `-aes-${half.length * 8}-ecb`, '-nopad', '-K', Buffer.from(half).toString('hex')], data)
    const [first, second] = [key.subarray(0, keyBytes / 2), key.subarray(keyBytes / 2)]
    const iv = randomBytes(size)
    const tweaks: Uint8Array[] = [Uint8Array.from(await ecb(second, iv, '-e'))]
    while (tweaks.length < 20) tweaks.push(doubleTweak(tweaks.at(-1) as Uint8Array))
    const mask = Buffer.concat(tweaks)
    const encryptByOpenssl = async (data: Uint8Array, way: '-e' | '-d') =>
      xor(await ecb(first, xor(data, mask), way), mask)
    const data = randomBytes(mask.length)
    const request = {
      uniqueIdentifier: await server.secret('AES', key),
      cryptographicParameters: { blockCipherMode: 'XTS' },
      ivCounterNonce: Uint8Array.from(iv),
    }
    const made = (await server.ask('Encrypt', { ...request, data: Uint8Array.from(data) })).data as Uint8Array
    expect(Buffer.from(await encryptByOpenssl(made, '-d'))).to.deep.equal(data)
    const answer = await server.ask('Decrypt', {
      ...request,
      data: Uint8Array.from(await encryptByOpenssl(data, '-e')),
    })
    expect(Buffer.from(answer.data as Uint8Array)).to.deep.equal(data)
  }
