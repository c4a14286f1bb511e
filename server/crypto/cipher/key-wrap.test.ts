import { createSecretKey, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { CryptoError } from '../crypto-error.ts'
import { unwrapKey, wrapKey } from './key-wrap.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const random = (size: number) => randomBytes(size)

/** Block Cipher Mode, source, key encryption key, key data, ciphertext. */
const vectors = [
  [
    'NISTKeyWrap',
    'RFC 3394 §4.1',
    '000102030405060708090A0B0C0D0E0F',
    '00112233445566778899AABBCCDDEEFF',
    '1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5',
  ],
  [
    'NISTKeyWrap',
    'RFC 3394 §4.2',
    '000102030405060708090A0B0C0D0E0F1011121314151617',
    '00112233445566778899AABBCCDDEEFF',
    '96778B25AE6CA435 F92B5B97C050AED2 468AB8A17AD84E5D',
  ],
  [
    'NISTKeyWrap',
    'RFC 3394 §4.6',
    '000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F',
    '00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F',
    '28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21',
  ],
  [
    'AESKeyWrapPadding',
    'RFC 5649 §6, 20 octets',
    '5840df6e29b02af1 ab493b705bf16ea1 ae8338f4dcc176a8',
    'c37b7e6492584340 bed1220780894115 5068f738',
    '138bdeaa9b8fa7fc 61f97742e72248ee 5ae6ae5360d1ae6a 5f54f373fa543b6a',
  ],
  [
    'AESKeyWrapPadding',
    'RFC 5649 §6, 7 octets',
    '5840df6e29b02af1 ab493b705bf16ea1 ae8338f4dcc176a8',
    '466f7250617369',
    'afbeb0f07dfbf541 9200f2ccb50bb24f',
  ],
] as const

describe('key wrap', () => {
  for (const [blockCipherMode, source, kek, data, wrapped] of vectors)
    it(`${blockCipherMode}: ${source}`, () => {
      const given = { key: createSecretKey(hex(kek)), algorithm: 'AES', blockCipherMode }
      const made = wrapKey({ ...given, data: hex(data), random })
      expect(Buffer.from(made.data).toString('hex')).to.equal(hex(wrapped).toString('hex'))
      expect(made.ivCounterNonce).to.equal(undefined)
      const opened = unwrapKey({ ...given, data: hex(wrapped) })
      expect(Buffer.from(opened).toString('hex')).to.equal(hex(data).toString('hex'))
    })

  it('is NIST key wrap by default', () => {
    const [, , kek, data, wrapped] = vectors[0]
    const given = { key: createSecretKey(hex(kek)), algorithm: 'AES' }
    expect(wrapKey({ ...given, data: hex(data), random }).data).to.deep.equal(Uint8Array.from(hex(wrapped)))
    expect(unwrapKey({ ...given, data: hex(wrapped) })).to.deep.equal(Uint8Array.from(hex(data)))
  })

  const modes = [
    { blockCipherMode: 'NISTKeyWrap', sizes: [16, 24, 64] },
    { blockCipherMode: 'AESKeyWrapPadding', sizes: [1, 7, 8, 9, 100] },
    { blockCipherMode: 'CBC', paddingMethod: 'PKCS5', sizes: [1, 16, 33] },
    { blockCipherMode: 'CBC', sizes: [16, 32] },
    { blockCipherMode: 'CTR', sizes: [1, 16, 33] },
    { blockCipherMode: 'GCM', sizes: [1, 16, 33] },
    { blockCipherMode: 'GCM', tagLength: 12, sizes: [1, 16, 33] },
  ]
  for (const { sizes, ...parameters } of modes)
    it(`${Object.values(parameters).join(' ')} opens what it wrapped, and nothing that was changed in a tagged mode`, () => {
      const given = { key: createSecretKey(randomBytes(32)), algorithm: 'AES', ...parameters }
      fc.assert(
        fc.property(fc.constantFrom(...sizes), fc.nat(), (size, at) => {
          const data = randomBytes(size)
          const made = wrapKey({ ...given, data, random })
          expect(Buffer.from(unwrapKey({ ...given, ...made })).equals(data)).to.equal(true)
          if (!/Wrap|GCM/.test(parameters.blockCipherMode)) return
          const changed = Uint8Array.from(made.data)
          changed[at % changed.length] = (changed[at % changed.length] as number) ^ 1
          expect(() => unwrapKey({ ...given, ...made, data: changed })).to.throw(CryptoError)
          expect(() => unwrapKey({ ...given, ...made, key: createSecretKey(randomBytes(32)) })).to.throw(CryptoError)
          expect(() => unwrapKey({ ...given, ...made, data: made.data.subarray(0, 3) })).to.throw(CryptoError)
        }),
        { numRuns: 20 },
      )
    })

  it('refuses data of a wrong length, and keys of another algorithm', () => {
    const key = createSecretKey(randomBytes(16))
    const wrap = (length: number, blockCipherMode: string, algorithm = 'AES') =>
      wrapKey({ key, algorithm, blockCipherMode, data: Buffer.alloc(length), random })
    for (const length of [0, 8, 17]) expect(() => wrap(length, 'NISTKeyWrap')).to.throw(CryptoError, 'multiple of 8')
    expect(() => wrap(0, 'AESKeyWrapPadding')).to.throw(CryptoError, 'at least 1')
    expect(() => wrap(17, 'CBC')).to.throw(CryptoError, 'multiple of 16')
    expect(() => wrap(16, 'NISTKeyWrap', 'Camellia')).to.throw(CryptoError, 'not supported with Camellia')
    expect(() => wrap(16, 'X9_102AESKW')).to.throw(CryptoError, 'not supported')
  })
})
