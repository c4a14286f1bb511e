import { execFileSync } from 'node:child_process'
import { createSecretKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { CryptoError, type CryptoReason } from '../crypto-error.ts'
import { generateSymmetricKey } from '../generation/generate-symmetric-key.ts'
import { supportedModes } from './cipher.ts'
import type { CipherParameters } from './cipher-parameters.ts'
import { resolveParameters } from './cipher-parameters.ts'
import { createDecryptor, type DecryptRequest, decrypt } from './decrypt.ts'
import { createEncryptor, type EncryptRequest, encrypt } from './encrypt.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'))
const hex = (of: Uint8Array | undefined): string | undefined => of && Buffer.from(of).toString('hex')
const random = (size: number): Uint8Array => randomBytes(size)
const noRandom = (): Uint8Array => {
  throw new Error('no random bytes are needed here')
}

function failure(make: () => unknown): CryptoError {
  try {
    make()
  } catch (error) {
    if (error instanceof CryptoError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const encrypting = (request: Omit<EncryptRequest, 'random'>) => encrypt({ random, ...request })

describe('encrypt and decrypt: known answers', () => {
  // NIST SP 800-38A, appendix F.1 (ECB), F.2 (CBC), F.5 (CTR).
  const plain = bytes(`6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
    30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710`)
  const keys: Record<string, string> = {
    128: '2b7e151628aed2a6abf7158809cf4f3c',
    192: '8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b',
    256: '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4',
  }
  const ivs = { CBC: '000102030405060708090a0b0c0d0e0f', CTR: 'f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff' }
  const answers: [string, 'ECB' | 'CBC' | 'CTR', string][] = [
    [
      '128',
      'ECB',
      '3ad77bb40d7a3660a89ecaf32466ef97 f5d3d58503b9699de785895a96fdbaaf 43b1cd7f598ece23881b00e3ed030688 7b0c785e27e8ad3f8223207104725dd4',
    ],
    [
      '192',
      'ECB',
      'bd334f1d6e45f25ff712a214571fa5cc 974104846d0ad3ad7734ecb3ecee4eef ef7afd2270e2e60adce0ba2face6444e 9a4b41ba738d6c72fb16691603c18e0e',
    ],
    [
      '256',
      'ECB',
      'f3eed1bdb5d2a03c064b5a7e3db181f8 591ccb10d410ed26dc5ba74a31362870 b6ed21b99ca6f4f9f153e7b1beafed1d 23304b7a39f9f3ff067d8d8f9e24ecc7',
    ],
    [
      '128',
      'CBC',
      '7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2 73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7',
    ],
    [
      '192',
      'CBC',
      '4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a 571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd',
    ],
    [
      '256',
      'CBC',
      'f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d 39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b',
    ],
    [
      '128',
      'CTR',
      '874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff 5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee',
    ],
    [
      '192',
      'CTR',
      '1abc932417521ca24f2b0459fe7e6e0b 090339ec0aa6faefd5ccc2c6f4ce8e94 1e36b26bd1ebc670d1bd1d665620abf7 4f78a7f6d29809585a97daec58c6b050',
    ],
    [
      '256',
      'CTR',
      '601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6',
    ],
  ]
  for (const [length, blockCipherMode, answer] of answers) {
    it(`AES-${length} ${blockCipherMode} (NIST SP 800-38A)`, () => {
      const ivCounterNonce = blockCipherMode === 'ECB' ? undefined : bytes(ivs[blockCipherMode])
      for (const key of [bytes(keys[length]!), createSecretKey(bytes(keys[length]!))]) {
        const request = { algorithm: 'AES', key, blockCipherMode, ivCounterNonce, data: plain }
        const encrypted = encrypt({ ...request, random: noRandom })
        expect(Object.keys(encrypted)).to.deep.equal(['data'])
        expect(hex(encrypted.data)).to.equal(hex(bytes(answer)))
        expect(hex(decrypt({ ...request, data: bytes(answer) }))).to.equal(hex(plain))
      }
    })
  }

  it('DES3 ECB (NIST SP 800-67 rev. 2, appendix B.1)', () => {
    const request = {
      algorithm: 'DES3',
      key: bytes('0123456789abcdef 23456789abcdef01 456789abcdef0123'),
      blockCipherMode: 'ECB',
    }
    const answer = 'a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900'
    expect(hex(encrypting({ ...request, data: Buffer.from('The qufck brown fox jump') }).data)).to.equal(answer)
    expect(Buffer.from(decrypt({ ...request, data: bytes(answer) })).toString()).to.equal('The qufck brown fox jump')
  })

  it('DES3 with two keys is DES3 with the first one again as the third (NIST SP 800-67 §3.2)', () => {
    const [k1, k2] = ['0123456789abcdef', '23456789abcdef01']
    for (const blockCipherMode of ['ECB', 'CBC']) {
      const request = {
        algorithm: 'DES3',
        blockCipherMode,
        paddingMethod: 'PKCS5',
        data: bytes('010203'),
        ivCounterNonce: bytes('0001020304050607'),
      }
      const two = encrypting({ ...request, key: bytes(k1 + k2) })
      const three = encrypting({ ...request, key: bytes(k1 + k2 + k1) })
      expect(hex(two.data)).to.equal(hex(three.data))
    }
  })

  it('ChaCha20 with a nonce of 12 bytes (RFC 8439 §A.1, vector 5)', () => {
    const { data } = encrypting({
      algorithm: 'ChaCha20',
      key: new Uint8Array(32),
      ivCounterNonce: bytes('000000000000000000000002'),
      data: new Uint8Array(64),
    })
    expect(hex(data)).to.equal(
      'c2c64d378cd536374ae204b9ef933fcd1a8b2288b3dfa49672ab765b54ee27c7' +
        '8a970e0e955c14f3a88e741b97c286f75f8fc299e8148362fa198a39531bed6d',
    )
  })

  it('agrees with openssl enc', () => {
    const data = bytes('00112233445566778899aabbccddeeff0102030405')
    const iv = '0f0e0d0c0b0a09080706050403020100'
    const key = '603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4'
    const cases: [string, string, string, string][] = [
      ['aes-256-cbc', 'AES', 'CBC', key],
      ['aes-256-ecb', 'AES', 'ECB', key],
      ['aes-192-cbc', 'AES', 'CBC', key.slice(0, 48)],
      ['aes-128-ctr', 'AES', 'CTR', key.slice(0, 32)],
      ['des-ede3-cbc', 'DES3', 'CBC', key.slice(0, 48)],
      ['des-ede3', 'DES3', 'ECB', key.slice(0, 48)],
      ['des-ede-cbc', 'DES3', 'CBC', key.slice(0, 32)],
    ]
    for (const [name, algorithm, blockCipherMode, secret] of cases) {
      const size = blockCipherMode === 'ECB' ? 0 : algorithm === 'AES' ? 32 : 16
      const options = ['enc', `-${name}`, '-K', secret, ...(size ? ['-iv', iv.slice(0, size)] : [])]
      const request = {
        algorithm,
        blockCipherMode,
        key: bytes(secret),
        ivCounterNonce: size ? bytes(iv.slice(0, size)) : undefined,
        paddingMethod: blockCipherMode === 'CTR' ? 'None' : 'PKCS5',
      }
      const answer = execFileSync('openssl', options, { input: data })
      expect(hex(encrypting({ ...request, data }).data), name).to.equal(hex(answer))
      expect(hex(decrypt({ ...request, data: answer })), name).to.equal(hex(data))
    }
  })
})

interface Step {
  operation: 'Encrypt' | 'Decrypt'
  key: number
  parameters?: CipherParameters
  data: string
  ivCounterNonce?: string
  additionalData?: string
  authenticatedEncryptionTag?: string
  reason?: CryptoReason
  expect?: { data: string; ivCounterNonce?: string; authenticatedEncryptionTag?: string }
}

interface Group {
  cases: string[]
  keys: { algorithm: string; key?: string; created?: number; parameters?: CipherParameters }[]
  steps: Step[]
}

const { groups } = JSON.parse(
  readFileSync(new URL('../fixtures/oasis-block-ciphers.json', import.meta.url), 'utf8'),
) as { groups: Group[] }

describe('encrypt and decrypt: the OASIS cases CS-BC-M', () => {
  /** The ciphertext in CS-BC-M-6-12 is not that of its key: -14 and -21 have it right. */
  const knownWrong = ['CS-BC-M-6-12']

  for (const { cases, keys, steps } of groups) {
    const made = keys.map(({ key, algorithm, created }) =>
      key === undefined ? generateSymmetricKey(algorithm, created!, random) : bytes(key),
    )
    /** What the last Encrypt gave, for the placeholders and for keys that the server made. */
    let last: Record<string, Uint8Array | undefined> = {}
    const value = (text: string | undefined, field: string): Uint8Array | undefined =>
      text?.startsWith('$') ? last[field] : text === undefined ? undefined : bytes(text)

    const run = (step: Step): Record<string, Uint8Array | undefined> => {
      const { algorithm, parameters } = keys[step.key]!
      const request = {
        ...resolveParameters(step.parameters, parameters),
        algorithm,
        key: made[step.key]!,
        data: value(step.data, 'data')!,
        ivCounterNonce: value(step.ivCounterNonce, 'ivCounterNonce'),
        additionalData: value(step.additionalData, 'additionalData'),
      }
      if (step.operation === 'Encrypt') {
        last = { ...encrypting(request) }
        return last
      }
      const authenticatedEncryptionTag = value(step.authenticatedEncryptionTag, 'authenticatedEncryptionTag')
      return { data: decrypt({ ...request, authenticatedEncryptionTag }) }
    }

    if (cases.some((name) => knownWrong.includes(name))) {
      it(`${cases.join(', ')}: known to be wrong`, () => {
        expect(hex(run(steps[0]!).data)).not.to.equal(steps[0]!.expect!.data)
      })
      continue
    }
    it(cases.join(', '), () => {
      for (const [i, step] of steps.entries()) {
        const title = `step ${i}`
        if (step.reason) {
          expect(failure(() => run(step)).reason, title).to.equal(step.reason)
          continue
        }
        const result = run(step)
        const expected = step.expect!
        const ofServer = keys[step.key]!.key === undefined || (expected.ivCounterNonce && !step.ivCounterNonce)
        expect(Object.keys(result), title).to.have.members(Object.keys(expected))
        for (const [field, text] of Object.entries(expected)) {
          if (!ofServer) expect(hex(result[field]), title).to.equal(text)
          else if (!text.startsWith('$')) expect(result[field]!.length * 2, title).to.equal(text.length)
        }
      }
    })
  }

  it('are all there', () => {
    const names = groups.flatMap(({ cases }) => cases)
    expect(names).to.have.length(47)
    expect(groups.flatMap(({ steps }) => steps)).to.have.length(98)
  })
})

const lengths: Record<string, number[]> = {
  AES: [16, 24, 32],
  Camellia: [16, 24, 32],
  ARIA: [16, 24, 32],
  SM4: [16],
  DES3: [16, 24],
  ChaCha20: [32],
  ChaCha20Poly1305: [32],
}
const choices = Object.entries(supportedModes).flatMap(([algorithm, modes]) =>
  (modes.length ? modes : [undefined]).flatMap((blockCipherMode) => {
    const padded = blockCipherMode === 'ECB' || blockCipherMode === 'CBC'
    return (padded ? ['PKCS5', 'ANSIX9_23', 'ISO10126'] : [undefined]).map((paddingMethod) => ({
      algorithm,
      blockCipherMode,
      paddingMethod,
    }))
  }),
)

/** Key lengths, data lengths and their step, of the modes that have others. */
const special: Record<string, { sizes: number[]; minLength: number; step: number }> = {
  XTS: { sizes: [32, 64], minLength: 16, step: 1 },
  NISTKeyWrap: { sizes: [16, 24, 32], minLength: 16, step: 8 },
  AESKeyWrapPadding: { sizes: [16, 24, 32], minLength: 1, step: 1 },
}
const tagged = ['GCM', 'CCM', 'AEAD']
const withoutIv = ['ECB', 'NISTKeyWrap', 'AESKeyWrapPadding']

describe('encrypt and decrypt: properties', () => {
  for (const choice of choices) {
    const mode = choice.blockCipherMode ?? ''
    const { sizes, minLength, step } = special[mode] ?? { sizes: lengths[choice.algorithm]!, minLength: 0, step: 1 }
    const isTagged = tagged.includes(mode)
    const arbitrary = fc.record({
      data: fc
        .uint8Array({ minLength, maxLength: 70 })
        .map((data) => data.subarray(0, data.length - (data.length % step))),
      size: fc.constantFrom(...sizes),
      additionalData: fc.uint8Array({ maxLength: 20 }),
      part: fc.integer({ min: 1, max: 40 }),
    })
    it(`${Object.values(choice).filter(Boolean).join(' ')} comes back, also in parts`, () => {
      fc.assert(
        fc.property(arbitrary, ({ data, size, additionalData, part }) => {
          const request = { ...choice, key: random(size), ...(isTagged && { additionalData }) }
          const encrypted = encrypting({ ...request, data })
          expect(encrypted.ivCounterNonce === undefined).to.equal(withoutIv.includes(mode))
          expect(encrypted.authenticatedEncryptionTag?.length).to.equal(isTagged ? 16 : undefined)
          expect(hex(decrypt({ ...request, ...encrypted }))).to.equal(hex(data))

          const { ivCounterNonce, authenticatedEncryptionTag } = encrypted
          const work = createEncryptor({ ...request, ivCounterNonce, random })
          expect(work.hasTag).to.equal(isTagged)
          const parts: Uint8Array[] = []
          for (let at = 0; at < data.length; at += part)
            parts.push(Uint8Array.from(work.update(data.subarray(at, at + part))))
          const last = work.final()
          // Random padding makes other ciphertext each time.
          const inParts = Buffer.concat([...parts, last.data])
          if (choice.paddingMethod !== 'ISO10126') expect(hex(inParts)).to.equal(hex(encrypted.data))
          expect(hex(last.authenticatedEncryptionTag)).to.equal(hex(authenticatedEncryptionTag))
          const back = createDecryptor({ ...request, ivCounterNonce, authenticatedEncryptionTag })
          const plain: Uint8Array[] = []
          for (let at = 0; at < inParts.length; at += part) {
            const given = back.update(inParts.subarray(at, at + part))
            if (isTagged) expect(given).to.have.length(0)
            plain.push(Uint8Array.from(given))
          }
          expect(hex(Buffer.concat([...plain, back.final()]))).to.equal(hex(data))
        }),
        { numRuns: 20 },
      )
    })
  }

  it('one changed bit anywhere in an authenticated message, and it is not opened', () => {
    const fields = ['data', 'ivCounterNonce', 'authenticatedEncryptionTag', 'additionalData', 'key'] as const
    const modes = [
      ['AES', 'GCM'],
      ['AES', 'CCM'],
      ['ChaCha20Poly1305', 'AEAD'],
    ]
    const arbitrary = fc.record({
      field: fc.constantFrom(...fields),
      bit: fc.nat(),
      mode: fc.constantFrom(...modes),
      tagLength: fc.constantFrom(12, 14, 16),
    })
    fc.assert(
      fc.property(arbitrary, ({ field, bit, mode: [algorithm, blockCipherMode], tagLength }) => {
        const request = {
          algorithm: algorithm!,
          blockCipherMode,
          tagLength,
          key: random(32),
          additionalData: random(5),
        }
        const whole = { ...request, ...encrypting({ ...request, data: random(33) }) }
        const changed = Uint8Array.from(whole[field]!)
        changed[(bit >> 3) % changed.length]! ^= 1 << (bit & 7)
        const error = failure(() => decrypt({ ...whole, [field]: changed }))
        expect(error.reason).to.equal('CryptographicFailure')
        expect(error.message).to.equal('The data cannot be decrypted.')
      }),
      { numRuns: 200 },
    )
  })
})

describe('decrypt: nothing tells padding from tag', () => {
  const key = bytes('000102030405060708090a0b0c0d0e0f')
  const cbc = { algorithm: 'AES', key, blockCipherMode: 'CBC', ivCounterNonce: new Uint8Array(16) }
  const raw = (block: string) => encrypting({ ...cbc, data: bytes(block) }).data

  const wrongPadding: [string, string, string][] = [
    ['PKCS5', 'of zero', '00'.repeat(16)],
    ['PKCS5', 'longer than a block', `${'00'.repeat(15)}11`],
    ['PKCS5', 'of unequal bytes', `${'00'.repeat(13)}040303`],
    ['ANSIX9_23', 'of zero', '00'.repeat(16)],
    ['ANSIX9_23', 'with other bytes', `${'00'.repeat(13)}010103`],
    ['ISO10126', 'of zero', '00'.repeat(16)],
    ['ISO10126', 'longer than a block', `${'00'.repeat(15)}ff`],
  ]
  const failures: [string, DecryptRequest][] = [
    ...wrongPadding.map(([paddingMethod, what, block]): [string, DecryptRequest] => [
      `${paddingMethod} padding ${what}`,
      { ...cbc, paddingMethod, data: raw(block) },
    ]),
    ['no data where padding has to be', { ...cbc, paddingMethod: 'PKCS5', data: new Uint8Array(0) }],
    ['half a block', { ...cbc, paddingMethod: 'PKCS5', data: new Uint8Array(8) }],
    ['half a block without padding', { ...cbc, data: new Uint8Array(8) }],
    [
      'a tag that is too short',
      {
        ...cbc,
        blockCipherMode: 'GCM',
        ...encrypting({ ...cbc, blockCipherMode: 'GCM', tagLength: 4, data: key }),
      },
    ],
  ]
  for (const [title, request] of failures) {
    it(title, () => {
      const error = failure(() => decrypt(request))
      expect({ ...error, message: error.message }).to.deep.equal({
        name: 'CryptoError',
        reason: 'CryptographicFailure',
        message: 'The data cannot be decrypted.',
      })
      expect(error.cause).to.equal(undefined)
    })
  }

  it('takes the padding of a whole block, and of one byte', () => {
    expect(hex(decrypt({ ...cbc, paddingMethod: 'PKCS5', data: raw('10'.repeat(16)) }))).to.equal('')
    expect(hex(decrypt({ ...cbc, paddingMethod: 'PKCS5', data: raw(`${'00'.repeat(15)}01`) }))).to.equal(
      '00'.repeat(15),
    )
  })
})

describe('encrypt and decrypt refuse', () => {
  const key = random(32)
  const base = { algorithm: 'AES', key, data: random(16) }
  const wrong: [string, CryptoReason, Partial<EncryptRequest>][] = [
    ['no mode', 'BadCryptographicParameters', {}],
    ['a mode that is not done', 'UnsupportedCryptographicParameters', { blockCipherMode: 'PCBC' }],
    ['a mode of another algorithm', 'UnsupportedCryptographicParameters', { blockCipherMode: 'AEAD' }],
    ['a vendor mode', 'UnsupportedCryptographicParameters', { blockCipherMode: '0x80000001' }],
    ['a name of Object', 'UnsupportedCryptographicParameters', { blockCipherMode: 'constructor' }],
    ['an algorithm that is only kept', 'UnsupportedCryptographicParameters', { algorithm: 'Twofish' }],
    ['an RSA key', 'UnsupportedCryptographicParameters', { algorithm: 'RSA' }],
    ['another algorithm', 'BadCryptographicParameters', { blockCipherMode: 'CBC', cryptographicAlgorithm: 'DES3' }],
    ['padding in GCM', 'BadCryptographicParameters', { blockCipherMode: 'GCM', paddingMethod: 'PKCS5' }],
    ['a padding without end', 'UnsupportedCryptographicParameters', { blockCipherMode: 'CBC', paddingMethod: 'Zeros' }],
    ['additional data in CBC', 'BadCryptographicParameters', { blockCipherMode: 'CBC', additionalData: random(1) }],
    ['a counter of its own', 'UnsupportedCryptographicParameters', { blockCipherMode: 'CTR', initialCounterValue: 1 }],
    ['a short IV', 'InvalidField', { blockCipherMode: 'CBC', ivCounterNonce: random(12) }],
    ['a long counter', 'InvalidField', { blockCipherMode: 'CTR', ivCounterNonce: random(17) }],
    ['an empty IV', 'InvalidField', { blockCipherMode: 'GCM', ivCounterNonce: random(0) }],
    ['a tag of 5 bytes', 'GeneralFailure', { blockCipherMode: 'GCM', tagLength: 5 }],
    ['a key of 5 bytes', 'CryptographicFailure', { blockCipherMode: 'CBC', key: random(5) }],
  ]
  for (const [title, reason, request] of wrong) {
    it(title, () => {
      expect(failure(() => encrypting({ ...base, ...request })).reason).to.equal(reason)
      expect(failure(() => decrypt({ ...base, ivCounterNonce: random(16), ...request })).reason).to.equal(reason)
    })
  }

  it('to encrypt part of a block without padding', () => {
    const error = failure(() => encrypting({ ...base, blockCipherMode: 'CBC', data: random(15) }))
    expect(error.reason).to.equal('InvalidField')
    expect(error.message).to.match(/multiple of 16/)
  })

  it('to open an authenticated message without its tag', () => {
    const request = { ...base, blockCipherMode: 'GCM', ivCounterNonce: random(12) }
    expect(failure(() => decrypt(request)).reason).to.equal('InvalidMessage')
  })
})

describe('an IV of the server', () => {
  const base = { algorithm: 'AES', key: random(16), data: random(16) }

  it('comes from the random source and has the length that is asked for', () => {
    const counting = (size: number) => new Uint8Array(size).fill(size)
    const made = (more: CipherParameters) => encrypt({ ...base, ...more, random: counting }).ivCounterNonce
    expect(made({ blockCipherMode: 'CBC', randomIV: true })).to.deep.equal(new Uint8Array(16).fill(16))
    expect(made({ blockCipherMode: 'GCM' })).to.deep.equal(new Uint8Array(12).fill(12))
    expect(made({ blockCipherMode: 'GCM', ivLength: 128 })).to.deep.equal(new Uint8Array(16).fill(16))
    expect(made({ blockCipherMode: 'ECB', randomIV: true })).to.equal(undefined)
  })

  it('is not made shorter than 96 bits in GCM, nor of a length that the mode lacks', () => {
    for (const [blockCipherMode, ivLength] of [
      ['GCM', 64],
      ['GCM', 100],
      ['GCM', 2048],
      ['CBC', 96],
    ] as const) {
      const error = failure(() => encrypting({ ...base, blockCipherMode, ivLength }))
      expect(error.reason, `${blockCipherMode} ${ivLength}`).to.equal('BadCryptographicParameters')
    }
  })

  it('gives way to one that is given', () => {
    const ivCounterNonce = random(16)
    const encrypted = encrypting({ ...base, blockCipherMode: 'CBC', randomIV: true, ivCounterNonce })
    expect(encrypted).to.have.keys('data')
  })

  it('is taken from the front of the data where that is switched on', () => {
    for (const blockCipherMode of ['CBC', 'CTR', 'GCM']) {
      const { data, ivCounterNonce, authenticatedEncryptionTag } = encrypting({ ...base, blockCipherMode })
      const joined = Buffer.concat([ivCounterNonce!, data])
      const request = { ...base, blockCipherMode, authenticatedEncryptionTag, data: joined }
      expect(hex(decrypt({ ...request, ivInFront: true }))).to.equal(hex(base.data))
      expect(failure(() => decrypt(request)).reason).to.equal('InvalidMessage')
      const short = failure(() => decrypt({ ...request, data: joined.subarray(0, 3), ivInFront: true }))
      expect(short.reason).to.equal('InvalidMessage')
    }
  })
})

describe('resolveParameters', () => {
  const ofKey: CipherParameters = { blockCipherMode: 'CBC', paddingMethod: 'PKCS5' }

  it('takes those of the key when the request has none, and fills in its gaps', () => {
    expect(resolveParameters(undefined, ofKey)).to.equal(ofKey)
    expect(resolveParameters({ randomIV: true }, ofKey)).to.deep.equal({ ...ofKey, randomIV: true })
    expect(resolveParameters(undefined, undefined)).to.equal(undefined)
  })

  it('leaves a request that names a mode alone', () => {
    const request: CipherParameters = { blockCipherMode: 'GCM' }
    expect(resolveParameters(request, ofKey)).to.deep.equal({ blockCipherMode: 'GCM' })
  })
})
