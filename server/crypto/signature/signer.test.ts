import { execFileSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { CryptoError, type CryptoReason } from '../crypto-error.ts'
import { requireHashName } from '../hash/hashing-algorithm.ts'
import { createKeyThread } from '../thread/key-thread.ts'
import type { SignatureParameters } from './signature-scheme.ts'
import { createSigner, type SignRequest } from './signer.ts'
import { createVerifier } from './verifier.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

interface Group {
  file: string
  publicKey: string
  parameters: SignatureParameters
  tests: { id: number; comment: string; message: string; signature: string; valid: boolean }[]
}

const groupsIn = (name: string): Group[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')).groups

const groups = [...groupsIn('wycheproof-signatures'), ...groupsIn('rfc-6979')]

const spki = (hex: string): KeyObject => createPublicKey({ key: Buffer.from(hex, 'hex'), format: 'der', type: 'spki' })

interface Given extends SignatureParameters {
  readonly digested?: boolean
}

const signed = (key: KeyObject, data: Uint8Array, given: Given): Promise<Uint8Array> => {
  const work = createSigner({ key, random: randomBytes, thread, ...given })
  work.update(data)
  return work.final()
}

const isValid = (key: KeyObject, data: Uint8Array, signature: Uint8Array, given: Given): Promise<boolean> => {
  const work = createVerifier({ key, thread, ...given })
  work.update(data)
  return work.final()(signature)
}

const failure = async (make: () => unknown): Promise<CryptoError> => {
  try {
    await make()
  } catch (error) {
    if (error instanceof CryptoError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const thread = createKeyThread()
after(() => thread.close())

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const ed = generateKeyPairSync('ed25519')
const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })

describe('verify: known answers (Wycheproof, RFC 6979)', () => {
  for (const { file, publicKey, parameters, tests } of groups)
    it(`${file} ${tests.map(({ id }) => id).join(', ')}`, async () => {
      const key = spki(publicKey)
      for (const { message, signature, valid, comment } of tests) {
        const data = bytes(message)
        expect(await isValid(key, data, bytes(signature), parameters), comment).to.equal(valid)
        // A digest of its own has neither of these, nor a curve over a binary field.
        if (/^(ed|dsa|mldsa)|[KB]-\d+$/.test(file)) continue
        const digest = hash(requireHashName(parameters.hashingAlgorithm ?? ''), data, 'buffer')
        const ofDigest = await isValid(key, digest, bytes(signature), { ...parameters, digested: true })
        expect(ofDigest, `digest: ${comment}`).to.equal(valid)
      }
    })

  it('have both answers', () => {
    const answers = groups.flatMap(({ tests }) => tests.map(({ valid }) => valid))
    expect(answers.filter(Boolean).length).to.be.above(25)
    expect(answers.filter((valid) => !valid).length).to.be.above(25)
  })
})

describe('sign: known answers', () => {
  it('Ed25519 (RFC 8032 §7.1, test 2)', async () => {
    const seed = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'
    const key = createPrivateKey({
      key: Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex'),
      format: 'der',
      type: 'pkcs8',
    })
    expect(Buffer.from(await signed(key, bytes('72'), {})).toString('hex')).to.equal(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
  })
})

/** A signature holds only if all trees that the seeds make end in the root of the public key. */
describe('SLH-DSA: keys of NIST ACVP', () => {
  const { keys } = JSON.parse(readFileSync(new URL('../fixtures/nist-slh-dsa.json', import.meta.url), 'utf8')) as {
    keys: { cryptographicAlgorithm: string; privateKey: string; publicKey: string }[]
  }
  for (const { cryptographicAlgorithm, privateKey, publicKey } of keys)
    it(cryptographicAlgorithm, async () => {
      const own = createPrivateKey({ key: Buffer.from(privateKey, 'hex'), format: 'der', type: 'pkcs8' })
      const signature = await signed(own, bytes('616263'), {})
      expect(await isValid(spki(publicKey), bytes('616263'), signature, {})).to.equal(true)
      const other = publicKey.slice(0, -1) + (publicKey.endsWith('0') ? '1' : '0')
      expect(await isValid(spki(other), bytes('616263'), signature, {})).to.equal(false)
    })
})

describe('sign and verify with openssl', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kmip-sign-'))
    for (const [name, { privateKey, publicKey }] of Object.entries({ rsa, ec })) {
      writeFileSync(join(folder, `${name}.key`), privateKey.export({ format: 'pem', type: 'pkcs8' }))
      writeFileSync(join(folder, `${name}.pub`), publicKey.export({ format: 'pem', type: 'spki' }))
    }
    writeFileSync(join(folder, 'data'), 'The quick brown fox')
    writeFileSync(join(folder, 'digest'), hash('sha256', 'The quick brown fox', 'buffer'))
  })
  after(() => rmSync(folder, { recursive: true }))

  const data = Buffer.from('The quick brown fox')
  const hashingAlgorithm = 'SHA_256'
  const pss = { paddingMethod: 'PSS', hashingAlgorithm, saltLength: 32, maskGeneratorHashingAlgorithm: 'SHA_1' }
  const cases: [string, 'rsa' | 'ec', SignatureParameters, string[]][] = [
    ['RSA PKCS #1 v1.5', 'rsa', { hashingAlgorithm }, []],
    ['RSA PSS with MGF1 over SHA-1', 'rsa', pss, ['rsa_padding_mode:pss', 'rsa_pss_saltlen:32', 'rsa_mgf1_md:sha1']],
    ['ECDSA', 'ec', { hashingAlgorithm }, []],
  ]
  for (const [title, name, parameters, options] of cases)
    it(title, async () => {
      const { privateKey, publicKey } = name === 'rsa' ? rsa : ec
      const more = [...options, 'digest:sha256'].flatMap((option) => ['-pkeyopt', option])
      const run = (...command: string[]) =>
        execFileSync('openssl', ['pkeyutl', ...command, ...more], { cwd: folder, encoding: 'buffer' })
      const theirs = run('-sign', '-inkey', `${name}.key`, '-in', 'digest')
      expect(await isValid(publicKey, data, theirs, parameters)).to.equal(true)
      for (const digested of [false, true]) {
        const given = { ...parameters, digested }
        const what = digested ? readFileSync(join(folder, 'digest')) : data
        writeFileSync(join(folder, 'signature'), await signed(privateKey, what, given))
        const answer = run('-verify', '-pubin', '-inkey', `${name}.pub`, '-in', 'digest', '-sigfile', 'signature')
        expect(answer.toString()).to.match(/Verified Successfully/)
      }
    })
})

describe('sign and verify: properties', () => {
  const curves = ['secp224r1', 'secp384r1', 'secp521r1', 'secp256k1', 'brainpoolP256r1', 'brainpoolP512r1', 'sect283k1']
  const pairs: [string, { privateKey: KeyObject; publicKey: KeyObject }, SignatureParameters[]][] = [
    [
      'RSA',
      rsa,
      [
        { digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption' },
        { digitalSignatureAlgorithm: 'SHA3_384WithRSAEncryption' },
        { hashingAlgorithm: 'SHA_512_256', cryptographicAlgorithm: 'RSA', paddingMethod: 'PKCS1V1_5' },
        { hashingAlgorithm: 'SHA_256', paddingMethod: 'PSS' },
        { hashingAlgorithm: 'SHA_512', paddingMethod: 'PSS' },
        { digitalSignatureAlgorithm: 'RSASSA_PSS', hashingAlgorithm: 'SHA_384', saltLength: 0 },
        {
          paddingMethod: 'PSS',
          hashingAlgorithm: 'SHA_224',
          saltLength: 28,
          maskGenerator: 'MGF1',
          maskGeneratorHashingAlgorithm: 'SHA3_256',
          trailerField: 1,
        },
      ],
    ],
    [
      'RSA of 3328 bits',
      generateKeyPairSync('rsa', { modulusLength: 3328 }),
      [
        { digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption' },
        { hashingAlgorithm: 'SHA_256', paddingMethod: 'PSS' },
      ],
    ],
    ['ECDSA on P-256', ec, [{ digitalSignatureAlgorithm: 'ECDSAWithSHA384' }, { hashingAlgorithm: 'SHA_1' }]],
    ...curves.map((namedCurve): [string, typeof ec, SignatureParameters[]] => [
      `ECDSA on ${namedCurve}`,
      generateKeyPairSync('ec', { namedCurve }),
      [{ cryptographicAlgorithm: 'ECDSA', hashingAlgorithm: 'SHA_512' }],
    ]),
    [
      'DSA',
      generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
      [{ digitalSignatureAlgorithm: 'DSAWithSHA256' }],
    ],
    ['Ed25519', ed, [{}, { cryptographicAlgorithm: 'Ed25519' }]],
    ['Ed448', generateKeyPairSync('ed448'), [{}]],
    ['ML-DSA-44', generateKeyPairSync('ml-dsa-44'), [{}, { cryptographicAlgorithm: 'ML_DSA_44' }]],
    ['SLH-DSA-SHA2-128f', generateKeyPairSync('slh-dsa-sha2-128f'), [{ cryptographicAlgorithm: 'SLH_DSA_SHA2_128f' }]],
  ]
  for (const [title, { privateKey, publicKey }, list] of pairs)
    for (const parameters of list)
      it(`${title} ${Object.values(parameters).join(' ')}: parts make the whole, and one changed bit is found`, async () => {
        const data = randomBytes(100)
        const parts = createSigner({ key: privateKey, random: randomBytes, thread, ...parameters })
        for (let i = 0; i < data.length; i += 33) expect(parts.update(data.subarray(i, i + 33))).to.have.length(0)
        const signature = await parts.final()
        expect(await isValid(publicKey, data, signature, parameters)).to.equal(true)
        const check = createVerifier({ key: publicKey, thread, ...parameters })
        for (let i = 0; i < data.length; i += 7) check.update(data.subarray(i, i + 7))
        expect(await check.final()(signature)).to.equal(true)
        const bit = randomBytes(2).readUInt16BE()
        const changed = Uint8Array.from(signature)
        const at = (bit >> 3) % signature.length
        changed[at] = (changed[at] as number) ^ (1 << (bit & 7))
        expect(await isValid(publicKey, data, changed, parameters), `bit ${bit}`).to.equal(false)
        expect(await isValid(publicKey, data.subarray(1), signature, parameters)).to.equal(false)
      })

  it('ECDSA signs a digest as it signs the data, on every curve of prime order', async () => {
    for (const namedCurve of ['prime256v1', ...curves.slice(0, -1)]) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (data) => {
          const digest = hash('sha384', data, 'buffer')
          const hashingAlgorithm = 'SHA_384'
          const digested = { hashingAlgorithm, digested: true }
          const ofDigest = await signed(privateKey, digest, digested)
          expect(await isValid(publicKey, data, ofDigest, { hashingAlgorithm })).to.equal(true)
          expect(await isValid(publicKey, digest, ofDigest, digested)).to.equal(true)
          const ofData = await signed(privateKey, data, { hashingAlgorithm })
          expect(await isValid(publicKey, digest, ofData, digested)).to.equal(true)
          expect(await isValid(publicKey, digest.subarray(0, 20), ofData, { digested: true })).to.equal(false)
        }),
        { numRuns: 3 },
      )
    }
  })

  it('PSS takes any salt, and masks of SHA-1 or of the hash, when the parameters leave it open (CS-AC-M-2)', async () => {
    const data = randomBytes(10)
    const open = { paddingMethod: 'PSS', hashingAlgorithm: 'SHA_256' }
    for (const maskGeneratorHashingAlgorithm of ['SHA_1', 'SHA_256', 'SHA_512'])
      for (const saltLength of [0, 20, 94]) {
        const given = { ...open, saltLength, maskGeneratorHashingAlgorithm }
        const signature = await signed(rsa.privateKey, data, given)
        const accepted = maskGeneratorHashingAlgorithm !== 'SHA_512'
        expect(await isValid(rsa.publicKey, data, signature, open)).to.equal(accepted)
        expect(await isValid(rsa.publicKey, data, signature, given)).to.equal(true)
        expect(await isValid(rsa.publicKey, data, signature, { ...given, saltLength: 21 })).to.equal(false)
      }
  })

  it('PSS has a salt as long as the block of the mask hash when none is asked for (KMIP 1.4 §3.6)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    for (const [maskGeneratorHashingAlgorithm, saltLength] of [
      [undefined, 64],
      ['SHA_256', 64],
      ['SHA_512', 128],
      ['SHA3_256', 136],
    ] as const) {
      const given = { paddingMethod: 'PSS', hashingAlgorithm: 'SHA_256', maskGeneratorHashingAlgorithm }
      const signature = await signed(privateKey, bytes('01'), given)
      expect(await isValid(publicKey, bytes('01'), signature, { ...given, saltLength })).to.equal(true)
    }
  })
})

describe('sign and verify refuse', () => {
  const digest32 = randomBytes(32)
  const wrong: [string, CryptoReason, Partial<SignRequest> & { data?: Uint8Array }][] = [
    ['RSA without a hash', 'BadCryptographicParameters', { key: rsa.privateKey }],
    ['ECDSA without a hash', 'BadCryptographicParameters', { key: ec.privateKey }],
    ['another algorithm', 'BadCryptographicParameters', { key: ec.privateKey, cryptographicAlgorithm: 'RSA' }],
    [
      'a signature algorithm of another key',
      'BadCryptographicParameters',
      { key: ec.privateKey, digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption' },
    ],
    [
      'contradicting hashes',
      'BadCryptographicParameters',
      { key: rsa.privateKey, digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption', hashingAlgorithm: 'SHA_1' },
    ],
    [
      'contradicting padding',
      'BadCryptographicParameters',
      { key: rsa.privateKey, digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption', paddingMethod: 'PSS' },
    ],
    [
      'padding with ECDSA',
      'BadCryptographicParameters',
      { key: ec.privateKey, hashingAlgorithm: 'SHA_256', paddingMethod: 'PSS' },
    ],
    [
      'a hash that is not there',
      'UnsupportedCryptographicParameters',
      { key: rsa.privateKey, digitalSignatureAlgorithm: 'MD2WithRSAEncryption' },
    ],
    [
      'padding that is not for signatures',
      'UnsupportedCryptographicParameters',
      { key: rsa.privateKey, hashingAlgorithm: 'SHA_256', paddingMethod: 'OAEP' },
    ],
    [
      'a vendor algorithm',
      'UnsupportedCryptographicParameters',
      { key: rsa.privateKey, digitalSignatureAlgorithm: '0x80000001' },
    ],
    [
      'another trailer',
      'UnsupportedCryptographicParameters',
      { key: rsa.privateKey, hashingAlgorithm: 'SHA_256', paddingMethod: 'PSS', trailerField: 2 },
    ],
    ...['MD5', 'RIPEMD_160'].map((hashingAlgorithm): (typeof wrong)[number] => [
      `DSA with ${hashingAlgorithm}, which OpenSSL has not: no signature is Invalid for that`,
      'UnsupportedCryptographicParameters',
      { key: dsa.privateKey, hashingAlgorithm },
    ]),
    ['a hash with Ed25519', 'BadCryptographicParameters', { key: ed.privateKey, hashingAlgorithm: 'SHA_512' }],
    ['a digest with Ed25519', 'BadCryptographicParameters', { key: ed.privateKey, digested: true, data: digest32 }],
    [
      'a key that does not sign',
      'UnsupportedCryptographicParameters',
      { key: generateKeyPairSync('x25519').privateKey },
    ],
    [
      'a digest of another length',
      'InvalidField',
      { key: rsa.privateKey, hashingAlgorithm: 'SHA_384', digested: true, data: digest32 },
    ],
  ]
  for (const [title, reason, { key = rsa.privateKey, data = digest32, ...given }] of wrong)
    it(title, async () => {
      expect((await failure(() => signed(key, data, given))).reason).to.equal(reason)
      const publicKey = createPublicKey(key)
      expect((await failure(() => isValid(publicKey, data, data, given))).reason).to.equal(reason)
    })

  it('to sign with a salt or a hash that does not fit into the key, and say what fits', async () => {
    const pss = { paddingMethod: 'PSS', hashingAlgorithm: 'SHA_512' }
    const error = await failure(() => signed(rsa.privateKey, digest32, { ...pss, saltLength: 63 }))
    expect([error.reason, error.message]).to.deep.equal([
      'BadCryptographicParameters',
      'A salt of 63 bytes is too long: this key and hash allow 62.',
    ])
    const short = generateKeyPairSync('rsa', { modulusLength: 512 })
    for (const given of [pss, { hashingAlgorithm: 'SHA_512' }]) {
      const { reason } = await failure(() => signed(short.privateKey, digest32, given))
      expect(reason).to.be.oneOf(['BadCryptographicParameters', 'CryptographicFailure'])
    }
  })

  it('no signature of any length: it is Invalid', async () => {
    for (const [{ publicKey }, given] of [
      [rsa, { hashingAlgorithm: 'SHA_256' }],
      [rsa, { hashingAlgorithm: 'SHA_256', paddingMethod: 'PSS' }],
      [ec, { hashingAlgorithm: 'SHA_256' }],
      [ec, { hashingAlgorithm: 'SHA_256', digested: true }],
      [ed, {}],
    ] as const)
      for (const length of [0, 1, 64, 128, 129])
        for (const fill of [0, 0xff])
          expect(await isValid(publicKey, digest32, new Uint8Array(length).fill(fill), given)).to.equal(false)
  })
})
