import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { CryptoError } from '../crypto-error.ts'
import { supportedModes } from './cipher.ts'
import { decrypt } from './decrypt.ts'
import { encrypt } from './encrypt.ts'

interface Group {
  file: string
  algorithm: string
  blockCipherMode?: string
  paddingMethod?: string
  tests: {
    id: number
    key: string
    iv?: string
    additionalData?: string
    plaintext: string
    ciphertext: string
    tag?: string
    valid: boolean
  }[]
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (of: Uint8Array | undefined): string => Buffer.from(of ?? []).toString('hex')
const noRandom = (): Uint8Array => {
  throw new Error('no random bytes are needed here')
}

const groupsIn = (name: string): Group[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')).groups

const groups = [...groupsIn('wycheproof-ciphers'), ...groupsIn('standard-ciphers')]

describe('encrypt and decrypt: Wycheproof, NIST, RFCs', () => {
  for (const { file, tests, ...parameters } of groups) {
    const { algorithm, blockCipherMode } = parameters
    const modes = supportedModes[algorithm] ?? []
    // SM4 in GCM and CCM is not in the OpenSSL of Node.js 24.
    if (blockCipherMode && modes.length > 0 && !modes.includes(blockCipherMode)) {
      it(`${algorithm} ${blockCipherMode} is refused: OpenSSL has it not`, () => {
        expect(algorithm).to.equal('SM4')
        const attempt = () =>
          encrypt({ ...parameters, key: bytes(tests[0]?.key ?? ''), data: bytes('00'), random: noRandom })
        expect(attempt).to.throw(CryptoError, `The Block Cipher Mode ${blockCipherMode} is not supported with SM4`)
      })
      continue
    }
    it(`${algorithm} ${blockCipherMode ?? ''} (${file})`, () => {
      expect(tests.some(({ valid }) => valid)).to.equal(true)
      for (const { id, key, iv, additionalData, plaintext, ciphertext, tag, valid } of tests) {
        const request = {
          ...parameters,
          key: bytes(key),
          random: noRandom,
          ...(iv !== undefined && { ivCounterNonce: bytes(iv) }),
          ...(additionalData && { additionalData: bytes(additionalData) }),
          ...(tag && { tagLength: tag.length / 2 }),
        }
        const open = () =>
          hex(
            decrypt({
              ...request,
              data: bytes(ciphertext),
              ...(tag && { authenticatedEncryptionTag: bytes(tag) }),
            }),
          )
        if (!valid) {
          expect(open, `${id}`).to.throw(CryptoError)
          continue
        }
        expect(open(), `${id}`).to.equal(plaintext)
        const encrypted = encrypt({ ...request, data: bytes(plaintext) })
        expect(hex(encrypted.data), `${id}`).to.equal(ciphertext)
        expect(hex(encrypted.authenticatedEncryptionTag), `${id}`).to.equal(tag ?? '')
      }
    })
  }
})

describe('encrypt and decrypt: known answers from outside', () => {
  it('are there for every mode of every cipher, with every length of its keys', () => {
    // Of AES in ECB, CBC and CTR they stand in encrypt.test.ts, as does ChaCha20 with 12 bytes of nonce.
    const elsewhere = ['AES ECB', 'AES CBC', 'AES CTR']
    const lengths: Record<string, number[]> = { AES: [16, 24, 32], Camellia: [16, 24, 32], ARIA: [16, 24, 32] }
    const expected = Object.entries(supportedModes).flatMap(([algorithm, modes]) =>
      modes.flatMap((mode) => {
        const own = mode === 'XTS' ? [32, 64] : (lengths[algorithm] ?? { SM4: [16], DES3: [16, 24] }[algorithm] ?? [32])
        return own.map((length) => `${algorithm} ${mode} ${length}`)
      }),
    )
    const there = groups.flatMap(({ algorithm, blockCipherMode, tests }) =>
      tests.filter(({ valid }) => valid).map(({ key }) => `${algorithm} ${blockCipherMode} ${key.length / 2}`),
    )
    const missing = expected.filter((name) => !there.includes(name) && !elsewhere.some((each) => name.startsWith(each)))
    expect(missing).to.deep.equal([])
  })
})

describe('encrypt and decrypt: openssl enc', () => {
  const data = bytes('00112233445566778899aabbccddeeff0102030405')
  const iv = '0f0e0d0c0b0a09080706050403020100'
  const key = '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4'
  const algorithms: [string, string, string][] = [
    ['AES', 'aes-192', key.slice(0, 48)],
    ['Camellia', 'camellia-256', key],
    ['ARIA', 'aria-128', key.slice(0, 32)],
    ['SM4', 'sm4', key.slice(0, 32)],
    ['DES3', 'des-ede3', key.slice(0, 48)],
    ['DES3', 'des-ede', key.slice(0, 32)],
  ]
  for (const [algorithm, name, secret] of algorithms)
    it(`${algorithm} with ${secret.length / 2} bytes in CBC, CFB, OFB and CTR`, () => {
      const modes = algorithm === 'DES3' ? ['CBC', 'CFB', 'OFB'] : ['CBC', 'CFB', 'OFB', 'CTR']
      for (const blockCipherMode of modes) {
        const vector = iv.slice(0, algorithm === 'DES3' ? 16 : 32)
        const options = ['enc', `-${name}-${blockCipherMode.toLowerCase()}`, '-K', secret, '-iv', vector]
        const answer = execFileSync('openssl', options, { input: data })
        const request = {
          algorithm,
          blockCipherMode,
          key: bytes(secret),
          ivCounterNonce: bytes(vector),
          paddingMethod: blockCipherMode === 'CBC' ? 'PKCS5' : 'None',
        }
        expect(hex(encrypt({ ...request, data, random: noRandom }).data), blockCipherMode).to.equal(hex(answer))
        expect(hex(decrypt({ ...request, data: answer })), blockCipherMode).to.equal(hex(data))
      }
    })
})
