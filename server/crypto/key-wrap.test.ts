import { createSecretKey } from 'node:crypto'
import { expect } from 'chai'
import { CryptoError } from './crypto-error.ts'
import { unwrapKey, wrapKey } from './key-wrap.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** RFC 3394 §4: key encryption key, key data, ciphertext. */
const vectors = [
  [
    '000102030405060708090A0B0C0D0E0F',
    '00112233445566778899AABBCCDDEEFF',
    '1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5',
  ],
  [
    '000102030405060708090A0B0C0D0E0F1011121314151617',
    '00112233445566778899AABBCCDDEEFF',
    '96778B25AE6CA435 F92B5B97C050AED2 468AB8A17AD84E5D',
  ],
  [
    '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',
    '00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F',
    '28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21',
  ],
] as const

describe('NIST key wrap', () => {
  for (const [key, data, wrapped] of vectors)
    it(`RFC 3394 §4: ${hex(data).length * 8} bits with ${hex(key).length * 8}`, () => {
      const kek = createSecretKey(hex(key))
      expect(Buffer.from(wrapKey(hex(data), kek, 'AES')).toString('hex')).to.equal(hex(wrapped).toString('hex'))
      expect(Buffer.from(unwrapKey(hex(wrapped), kek, 'AES')).toString('hex')).to.equal(hex(data).toString('hex'))
    })

  it('opens with no other key and no other bytes', () => {
    const [key, , wrapped] = vectors[0]
    const changed = hex(wrapped)
    changed[3] = (changed[3] as number) ^ 1
    for (const [bytes, kek] of [
      [changed, hex(key)],
      [hex(wrapped), Buffer.alloc(16)],
    ] as const)
      expect(() => unwrapKey(bytes, createSecretKey(kek), 'AES')).to.throw(CryptoError, 'does not open')
  })

  it('refuses data of a wrong length, and keys of another algorithm', () => {
    const kek = createSecretKey(hex(vectors[0][0]))
    for (const length of [0, 8, 17])
      expect(() => wrapKey(Buffer.alloc(length), kek, 'AES')).to.throw(CryptoError, 'multiple of 8')
    expect(() => wrapKey(Buffer.alloc(16), kek, 'Camellia')).to.throw(CryptoError, 'not with Camellia')
  })
})
