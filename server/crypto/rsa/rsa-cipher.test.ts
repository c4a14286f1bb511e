import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { CryptoError, type CryptoReason } from '../crypto-error.ts'
import { createKeyThread } from '../thread/key-thread.ts'
import { createRsaDecryptor, createRsaEncryptor, type RsaParameters } from './rsa-cipher.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex')

interface Group {
  file: string
  privateKey: string
  parameters: RsaParameters
  tests: { id: number; comment: string; plaintext: string; ciphertext: string; label: string; valid: boolean }[]
}

const { groups } = JSON.parse(readFileSync(new URL('../fixtures/wycheproof-rsa.json', import.meta.url), 'utf8')) as {
  groups: Group[]
}

const thread = createKeyThread()
after(() => thread.close())

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const opened = (data: Uint8Array, parameters: RsaParameters, key: KeyObject = privateKey): Uint8Array => {
  const work = createRsaDecryptor(key, parameters, thread)
  expect(work.update(data)).to.have.length(0)
  const whole = work.final()
  if (whole instanceof Promise) throw new Error('a short key is not sent to the thread')
  return whole
}
const sealed = (data: Uint8Array, parameters: RsaParameters, key: KeyObject = publicKey): Uint8Array =>
  createRsaEncryptor(key, parameters, randomBytes).end(data).data

const failure = (make: () => unknown): CryptoError => {
  try {
    make()
  } catch (error) {
    if (error instanceof CryptoError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('RSA encryption: known answers (Wycheproof)', () => {
  for (const { file, privateKey: pkcs8, parameters, tests } of groups)
    it(file, () => {
      const key = createPrivateKey({ key: Buffer.from(pkcs8, 'hex'), format: 'der', type: 'pkcs8' })
      expect(tests.some(({ valid }) => valid)).to.equal(true)
      for (const { plaintext, ciphertext, label, valid, comment } of tests) {
        const given = { ...parameters, pSource: bytes(label) }
        const open = () => hex(opened(bytes(ciphertext), given, key))
        if (!valid) {
          expect(failure(open).message, comment).to.equal('The data cannot be decrypted.')
          continue
        }
        expect(open(), comment).to.equal(plaintext)
        expect(hex(opened(sealed(bytes(plaintext), given, createPublicKey(key)), given, key))).to.equal(plaintext)
      }
    })
})

describe('RSA encryption', () => {
  const oaep = { paddingMethod: 'OAEP', hashingAlgorithm: 'SHA_256' }

  it('comes back, in parts too, whatever the hashes and the label are', () => {
    const hashes = fc.constantFrom('SHA_1', 'SHA_224', 'SHA_256', 'SHA3_256', 'SHA_384')
    const arbitrary = fc.record({
      hashingAlgorithm: hashes,
      maskGeneratorHashingAlgorithm: fc.option(hashes, { nil: undefined }),
      pSource: fc.option(fc.uint8Array({ maxLength: 30 }), { nil: undefined }),
      data: fc.uint8Array({ maxLength: 30 }),
    })
    fc.assert(
      fc.property(arbitrary, ({ data, ...parameters }) => {
        const given = { paddingMethod: 'OAEP', ...parameters }
        const work = createRsaEncryptor(publicKey, given, randomBytes)
        for (const byte of data) expect(work.update(Uint8Array.of(byte))).to.have.length(0)
        const encrypted = work.final().data
        expect(hex(opened(encrypted, given))).to.equal(hex(data))
        const other = { ...given, pSource: Uint8Array.from([...(given.pSource ?? []), 1]) }
        expect(failure(() => opened(encrypted, other)).reason).to.equal('CryptographicFailure')
      }),
      { numRuns: 50 },
    )
  })

  it('agrees with openssl pkeyutl, both ways', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmip-rsa-'))
    try {
      writeFileSync(join(folder, 'key'), privateKey.export({ format: 'pem', type: 'pkcs8' }))
      const cases: [RsaParameters, string[]][] = [
        [{ paddingMethod: 'PKCS1V1_5' }, ['rsa_padding_mode:pkcs1']],
        [
          { ...oaep, pSource: bytes('4b696c726f79') },
          ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha1', 'rsa_oaep_label:4b696c726f79'],
        ],
      ]
      for (const [parameters, options] of cases) {
        const run = (command: string, input: Uint8Array) =>
          execFileSync(
            'openssl',
            ['pkeyutl', command, '-inkey', 'key', ...options.flatMap((each) => ['-pkeyopt', each])],
            {
              cwd: folder,
              input,
            },
          )
        expect(run('-decrypt', sealed(bytes('010203'), parameters)).toString('hex')).to.equal('010203')
        expect(hex(opened(run('-encrypt', bytes('040506')), parameters))).to.equal('040506')
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('has one answer to whatever is wrong with OAEP data, and to lengths that no RSA has', () => {
    const whole = sealed(bytes('01'), oaep)
    const wrong = [
      whole.subarray(1),
      new Uint8Array(0),
      new Uint8Array(128).fill(0xff),
      new Uint8Array(128),
      whole.with(100, (whole[100] as number) ^ 1),
    ]
    for (const data of wrong)
      expect(failure(() => opened(data, oaep))).to.include({
        reason: 'CryptographicFailure',
        message: 'The data cannot be decrypted.',
      })
    expect(failure(() => opened(new Uint8Array(5), { paddingMethod: 'PKCS1V1_5' })).reason).to.equal(
      'CryptographicFailure',
    )
  })

  it('decrypts with a long key in the thread, with the same answer to what is wrong', async () => {
    const long = generateKeyPairSync('rsa', { modulusLength: 3328 })
    const openedLong = (data: Uint8Array, parameters: RsaParameters) => {
      const block = createRsaDecryptor(long.privateKey, parameters, thread).end(data)
      expect(block).to.be.instanceOf(Promise)
      return block
    }
    for (const parameters of [oaep, { paddingMethod: 'PKCS1V1_5' }]) {
      const data = sealed(bytes('0102'), parameters, long.publicKey)
      expect(hex(await openedLong(data, parameters))).to.equal('0102')
    }
    for (const data of [new Uint8Array(416).fill(0xff), new Uint8Array(416)]) {
      const error = await Promise.resolve(openedLong(data, oaep)).catch((reason: unknown) => reason)
      expect(error).to.include({ reason: 'CryptographicFailure', message: 'The data cannot be decrypted.' })
    }
  })

  it('gives random data for PKCS #1 v1.5 padding that is none, the same each time', () => {
    const given = { paddingMethod: 'PKCS1V1_5' }
    const data = new Uint8Array(128).fill(1)
    expect(hex(opened(data, given))).to.equal(hex(opened(data, given)))
  })

  const wrong: [string, CryptoReason, RsaParameters, KeyObject?][] = [
    ['no padding', 'BadCryptographicParameters', {}],
    ['OAEP without a hash', 'BadCryptographicParameters', { paddingMethod: 'OAEP' }],
    ['another algorithm', 'BadCryptographicParameters', { ...oaep, cryptographicAlgorithm: 'EC' }],
    ['raw RSA', 'UnsupportedCryptographicParameters', { paddingMethod: 'None' }],
    ['a hash that is not there', 'UnsupportedCryptographicParameters', { ...oaep, hashingAlgorithm: 'Tiger' }],
    ['another mask generator', 'UnsupportedCryptographicParameters', { ...oaep, maskGenerator: '0x80000001' }],
    [
      'a key that does not encrypt',
      'UnsupportedCryptographicParameters',
      oaep,
      generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey,
    ],
  ]
  for (const [title, reason, parameters, key = privateKey] of wrong)
    it(`refuses ${title}`, () => {
      expect(failure(() => createRsaDecryptor(key, parameters, thread)).reason).to.equal(reason)
      expect(failure(() => createRsaEncryptor(createPublicKey(key), parameters, randomBytes)).reason).to.equal(reason)
    })

  it('refuses more data than fits, and says how much does', () => {
    for (const [parameters, most] of [
      [oaep, 62],
      [{ ...oaep, hashingAlgorithm: 'SHA_512' }, 0],
      [{ paddingMethod: 'PKCS1V1_5' }, 117],
    ] as const) {
      const error = failure(() => sealed(new Uint8Array(most + 1), parameters))
      expect(error.reason).to.equal('InvalidField')
      expect(error.message).to.contain(`at most ${most} bytes`)
    }
    expect(hex(opened(sealed(new Uint8Array(62), oaep), oaep))).to.equal('00'.repeat(62))
  })
})
