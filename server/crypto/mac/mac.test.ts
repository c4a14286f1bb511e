import { execFileSync } from 'node:child_process'
import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { CryptoError, type CryptoReason } from '../crypto-error.ts'
import { createMac, type MacRequest } from './mac.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))

type Given = Omit<MacRequest, 'key'> & { readonly key: Uint8Array }

const made = ({ key, ...given }: Given, ...parts: Uint8Array[]): string => {
  const work = createMac({ ...given, key: createSecretKey(key) })
  for (const part of parts) expect(work.update(part)).to.have.length(0)
  return Buffer.from(work.final()).toString('hex')
}

const reasonOf = (make: () => unknown): string => {
  try {
    make()
  } catch (error) {
    if (error instanceof CryptoError) return error.reason
    throw error
  }
  return 'none'
}

interface Group {
  file: string
  algorithm: string
  tests: { id: number; key: string; message: string; mac: string }[]
}

const { groups } = JSON.parse(readFileSync(new URL('../fixtures/wycheproof-macs.json', import.meta.url), 'utf8')) as {
  groups: Group[]
}

describe('createMac: known answers', () => {
  for (const { file, algorithm, tests } of groups)
    it(`${algorithm} (Wycheproof, ${file})`, () => {
      for (const { key, message, mac: answer } of tests)
        expect(made({ key: bytes(key), algorithm }, bytes(message))).to.equal(answer)
    })

  it('HMAC-MD5 (RFC 2202 §2, test 2)', () => {
    const key = Buffer.from('Jefe')
    expect(made({ key, algorithm: 'HMAC_MD5' }, Buffer.from('what do ya want for nothing?'))).to.equal(
      '750c783e6ab0b503eaa86e310a5db738',
    )
  })

  // NIST SP 800-38B, appendix D.4: three-key Triple DES.
  const key = bytes('8aa83bf8cbda1062 0bc1bf19fbb6cd58 bc313d4a371ca8b5')
  const message = bytes('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51')
  const answers: [number, string][] = [
    [0, 'b7a688e122ffaf95'],
    [8, '8e8f293136283797'],
    [20, '743ddbe0ce2dc2ed'],
    [32, '33e6b1092400eae5'],
  ]
  for (const [length, answer] of answers)
    it(`CMAC with DES3 over ${length} bytes (NIST SP 800-38B, appendix D.4)`, () => {
      expect(made({ key, algorithm: 'DES3' }, message.subarray(0, length))).to.equal(answer)
    })

  it('agrees with openssl dgst and openssl mac', () => {
    const data = Buffer.from('The quick brown fox')
    const secret = '000102030405060708090a0b0c0d0e0f'
    const openssl = (...options: string[]) =>
      execFileSync('openssl', options, { input: data }).toString().trim().split(/\s/).at(-1)?.toLowerCase()
    for (const [name, algorithm] of [
      ['sha224', 'HMAC_SHA224'],
      ['sha512', 'HMAC_SHA512'],
      ['sha3-384', 'HMAC_SHA3_384'],
    ] as const)
      expect(made({ key: bytes(secret), algorithm }, data)).to.equal(
        openssl('dgst', `-${name}`, '-mac', 'HMAC', '-macopt', `hexkey:${secret}`),
      )
    expect(made({ key: bytes(secret), algorithm: 'AES', blockCipherMode: 'CMAC' }, data)).to.equal(
      openssl('mac', '-cipher', 'AES-128-CBC', '-macopt', `hexkey:${secret}`, 'CMAC'),
    )
  })
})

describe('createMac', () => {
  it('is the same whatever parts the data comes in', () => {
    const algorithms = fc.constantFrom('HMAC_SHA256', 'AES', 'DES3')
    fc.assert(
      fc.property(algorithms, fc.array(fc.uint8Array({ maxLength: 40 })), (algorithm, parts) => {
        const key = new Uint8Array(24).fill(7)
        expect(made({ key, algorithm }, ...parts)).to.equal(made({ key, algorithm }, Buffer.concat(parts)))
      }),
    )
  })

  it('takes the HMAC of the parameters with any key, secret data too (CS-AC-M-4)', () => {
    const key = bytes('0123456789abcdef0123456789abcdef')
    const data = bytes('01020304050607080910111213141516')
    for (const algorithm of ['AES', 'HMAC_SHA512', undefined])
      expect(made({ key, algorithm, cryptographicAlgorithm: 'HMAC_SHA256' }, data)).to.equal(
        'c911e78196d64c30f631bb079ea37b97a95936d4da764d6a171df030c895ecf9',
      )
  })

  const wrong: [string, CryptoReason, Partial<Given>][] = [
    ['no algorithm', 'BadCryptographicParameters', { algorithm: undefined }],
    ['a cipher that is not that of the key', 'BadCryptographicParameters', { cryptographicAlgorithm: 'DES3' }],
    ['a mode with HMAC', 'BadCryptographicParameters', { algorithm: 'HMAC_SHA256', blockCipherMode: 'CMAC' }],
    ['another mode', 'UnsupportedCryptographicParameters', { blockCipherMode: 'CBC_MAC' }],
    ['a cipher without blocks', 'UnsupportedCryptographicParameters', { algorithm: 'ChaCha20' }],
    ['an algorithm that is only kept', 'UnsupportedCryptographicParameters', { algorithm: 'Twofish' }],
    ['a key of a wrong length', 'CryptographicFailure', { key: new Uint8Array(5) }],
  ]
  for (const [title, reason, given] of wrong)
    it(`refuses ${title}`, () => {
      expect(reasonOf(() => made({ key: new Uint8Array(16), algorithm: 'AES', ...given }))).to.equal(reason)
    })
})
