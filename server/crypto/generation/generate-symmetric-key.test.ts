import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { isAllowedLength, type KeyLengths, symmetricKeyLengths } from '../cipher/symmetric-algorithm.ts'
import { CryptoError } from '../crypto-error.ts'
import { generateSymmetricKey } from './generate-symmetric-key.ts'

const random = (size: number): Uint8Array => randomBytes(size)

describe('generateSymmetricKey', () => {
  it('makes every length of the table, and no other', () => {
    for (const [algorithm, lengths] of Object.entries(symmetricKeyLengths) as [string, KeyLengths][]) {
      const isDes = algorithm === 'DES' || algorithm === 'DES3'
      const tried = [0, -8, 1.5, Number.NaN, 57, 65, 80, 112, 127, 128, 129, 168, 192, 256, 257, 4096, 1e9]
      for (const length of tried) {
        const title = `${algorithm} ${length}`
        if (!isAllowedLength(lengths, length)) {
          expect(() => generateSymmetricKey(algorithm, length, random), title).to.throw(CryptoError, /: use /)
        } else if (!isDes) {
          expect(generateSymmetricKey(algorithm, length, random).length, title).to.equal(length / 8)
        }
      }
    }
  })

  it('makes the lengths of the OASIS cases (SKFF-M-5, -10 to -12, SKFF-O-2, -5)', () => {
    const sizes: [string, number, number][] = [
      ['AES', 128, 16],
      ['AES', 192, 24],
      ['AES', 256, 32],
      ['DES3', 112, 16],
      ['DES3', 168, 24],
      ['DES3', 192, 24],
      ['DES', 56, 8],
      ['SKIPJACK', 80, 10],
    ]
    for (const [algorithm, length, size] of sizes) {
      expect(generateSymmetricKey(algorithm, length, random).length, `${algorithm} ${length}`).to.equal(size)
    }
  })

  it('gives DES3 keys odd parity and changes nothing else', () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i)
    for (let at = 0; at < 256; at += 8) {
      const source = Uint8Array.from([
        ...all.subarray(at, at + 8),
        ...all.subarray(at, at + 8),
        ...all.subarray(at, at + 8),
      ])
      const key = generateSymmetricKey('DES3', 168, () => source)
      for (const [i, byte] of key.entries()) {
        expect(byte & 0xfe).to.equal(source[i]! & 0xfe)
        expect(byte.toString(2).replaceAll('0', '').length % 2).to.equal(1)
      }
    }
  })

  it('takes the bytes of other keys as the random source gives them', () => {
    const source = Uint8Array.from({ length: 32 }, (_, i) => i)
    const key = generateSymmetricKey('AES', 256, () => source)
    expect(key).to.deep.equal(source)
  })

  it('says which lengths are allowed', () => {
    const message = (algorithm: string, length: number): string => {
      try {
        generateSymmetricKey(algorithm, length, random)
      } catch (error) {
        expect((error as CryptoError).reason).to.equal('InvalidField')
        return (error as CryptoError).message
      }
      throw new Error('nothing was thrown')
    }
    expect(message('AES', 512)).to.equal('A key of AES cannot have 512 bits: use 128, 192 or 256.')
    expect(message('SEED', 64)).to.equal('A key of SEED cannot have 64 bits: use 128.')
    expect(message('Blowfish', 8)).to.match(/: use 32 to 448 in steps of 8\.$/)
    for (const algorithm of ['RSA', 'EC', 'SHAKE_128', '0x80000001', 'toString']) {
      expect(message(algorithm, 128)).to.match(/^The server generates no symmetric keys/)
    }
  })
})
