import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { KeyBlock, RecommendedCurve } from '../../../codec/index.ts'
import { toKeyObject } from '../../../codec/key/index.ts'
import { createSerialQueue } from '../../../concurrency/serial-queue.ts'
import { CryptoError } from '../crypto-error.ts'
import { agreeOnSecret } from './agree-on-secret.ts'
import { createDerive, type DeriveRequest, maximumIterations } from './derive.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))
const hex = (text: string) => Buffer.from(text, 'hex')
const optional = (text: string | undefined) => (text === undefined ? undefined : hex(text))

interface Vector {
  readonly source: string
  readonly derivationMethod: string
  readonly key: string
  readonly algorithm?: string
  readonly parameters: DeriveRequest['parameters']
  readonly data: readonly string[]
  readonly initializationVector?: string
  readonly salt?: string
  readonly iterationCount?: number
  readonly derived: string
}

interface KeyBasedVector extends Pick<Vector, 'derivationMethod' | 'key' | 'initializationVector' | 'derived'> {
  readonly pseudorandomFunction: string
  readonly data: string
}

const requestOf = (vector: Vector): DeriveRequest => ({
  ...vector,
  key: hex(vector.key),
  data: vector.data.map(hex),
  initializationVector: optional(vector.initializationVector),
  salt: optional(vector.salt),
  length: vector.derived.length / 2,
})

const derive = createDerive(createSerialQueue())
const reasonOf = async (request: DeriveRequest): Promise<string> => {
  const error = await derive(request).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).to.be.instanceOf(CryptoError)
  return (error as CryptoError).reason
}

describe('createDerive', () => {
  for (const vector of read('derivations') as Vector[])
    it(`${vector.derivationMethod}: ${vector.source}`, async () => {
      const request = requestOf(vector)
      expect(Buffer.from(await derive(request)).toString('hex')).to.equal(vector.derived)
      const half = await derive({ ...request, length: 8 })
      expect(Buffer.from(half).toString('hex'), 'truncated').to.equal(vector.derived.slice(0, 16))
    })

  for (const { pseudorandomFunction, key, data, derived, ...vector } of read('nist-sp-800-108')
    .vectors as KeyBasedVector[])
    it(`${vector.derivationMethod} ${pseudorandomFunction}${vector.initializationVector ? ' with an IV' : ''}`, async () => {
      const isCmac = pseudorandomFunction.startsWith('CMAC')
      const request: DeriveRequest = {
        ...vector,
        initializationVector: optional(vector.initializationVector),
        key: hex(key),
        data: [hex(data)],
        algorithm: isCmac ? 'AES' : pseudorandomFunction,
        parameters: isCmac ? { blockCipherMode: 'CMAC' } : {},
        length: derived.length / 2,
      }
      expect(Buffer.from(await derive(request)).toString('hex')).to.equal(derived)
    })

  const plain: DeriveRequest = { derivationMethod: 'HASH', key: hex('00'), data: [], parameters: {}, length: 16 }
  const sha256 = { hashingAlgorithm: 'SHA_256' }
  const one = [hex('01')]
  const refused: [string, DeriveRequest, string][] = [
    ['more than the method gives', { ...plain, parameters: sha256, length: 33 }, 'CryptographicFailure'],
    [
      'more than HMAC gives',
      { ...plain, derivationMethod: 'HMAC', data: one, parameters: sha256, length: 33 },
      'CryptographicFailure',
    ],
    ['more than HKDF gives', { ...plain, derivationMethod: 'HKDF', length: 255 * 32 + 1 }, 'CryptographicFailure'],
    ['no hash', plain, 'BadCryptographicParameters'],
    [
      'a hash that is not there',
      { ...plain, parameters: { hashingAlgorithm: 'Tiger' } },
      'UnsupportedCryptographicParameters',
    ],
    ['key and data to hash', { ...plain, parameters: sha256, data: one }, 'InvalidField'],
    ['no data', { ...plain, derivationMethod: 'HMAC', parameters: sha256 }, 'InvalidField'],
    ['no data for SP 800-108', { ...plain, derivationMethod: 'NIST800_108_C', parameters: sha256 }, 'InvalidField'],
    ['two data', { ...plain, derivationMethod: 'HMAC', parameters: sha256, data: [...one, ...one] }, 'InvalidField'],
    ['no salt', { ...plain, derivationMethod: 'PBKDF2', iterationCount: 1 }, 'InvalidField'],
    ['no count', { ...plain, derivationMethod: 'PBKDF2', salt: hex('00') }, 'InvalidField'],
    [
      'too many iterations',
      { ...plain, derivationMethod: 'PBKDF2', salt: hex('00'), iterationCount: maximumIterations + 1 },
      'InvalidField',
    ],
    [
      'too many iterations for two blocks',
      { ...plain, derivationMethod: 'PBKDF2', salt: hex('00'), iterationCount: maximumIterations, length: 21 },
      'InvalidField',
    ],
    ['a secret that encrypts', { ...plain, derivationMethod: 'ENCRYPT', data: one }, 'BadCryptographicParameters'],
    [
      'a mode with a tag',
      {
        ...plain,
        key: Buffer.alloc(16),
        algorithm: 'AES',
        derivationMethod: 'ENCRYPT',
        data: one,
        parameters: { blockCipherMode: 'GCM' },
      },
      'UnsupportedCryptographicParameters',
    ],
    [
      'random padding',
      {
        ...plain,
        key: Buffer.alloc(16),
        algorithm: 'AES',
        derivationMethod: 'ENCRYPT',
        data: one,
        parameters: { blockCipherMode: 'CBC', paddingMethod: 'ISO10126' },
      },
      'BadCryptographicParameters',
    ],
    ['no region', { ...plain, derivationMethod: 'AWSSignatureVersion4', data: one }, 'InvalidField'],
    ['another method', { ...plain, derivationMethod: '0x80000001', data: one }, 'UnsupportedCryptographicParameters'],
  ]
  for (const [what, request, reason] of refused)
    it(`refuses ${what}`, async () => expect(await reasonOf(request)).to.equal(reason))

  // With the loop blocked, the timer would wait for all of the second that this takes.
  it('leaves the event loop free while it derives from a password', async () => {
    const derived = derive({ ...plain, derivationMethod: 'PBKDF2', salt: hex('00'), iterationCount: 300_000 })
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    await derived
    clearInterval(timer)
    expect(ticks).to.be.greaterThan(3)
  })
})

describe('agreeOnSecret', () => {
  // RFC 7748 §6.1, §6.2: a private key as PKCS #8, a public key as SPKI (RFC 8410).
  const curves = {
    '6e': [
      '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
      '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
    ],
    '6f': [
      '9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b',
      '3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609',
      '07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a5037514a879d',
    ],
  } as const
  const sized = (tag: string, content: string) => tag + (content.length / 2).toString(16).padStart(2, '0') + content
  const publicKeyOf = (oid: string, point: string) =>
    createPublicKey({
      key: hex(sized('30', `${sized('30', sized('06', `2b65${oid}`))}${sized('03', `00${point}`)}`)),
      format: 'der',
      type: 'spki',
    })
  for (const [oid, [own, other, shared]] of Object.entries(curves))
    it(oid === '6e' ? 'X25519' : 'X448', async () => {
      const content = `020100${sized('30', sized('06', `2b65${oid}`))}${sized('04', sized('04', own))}`
      const privateKey = createPrivateKey({ key: hex(sized('30', content)), format: 'der', type: 'pkcs8' })
      expect(Buffer.from(await agreeOnSecret(privateKey, publicKeyOf(oid, other))).toString('hex')).to.equal(shared)
    })

  // RFC 5903 §8.1.
  it('ECDH on P-256', async () => {
    const base64url = (text: string) => hex(text).toString('base64url')
    const publicOf = (x: string, y: string) => ({ kty: 'EC', crv: 'P-256', x: base64url(x), y: base64url(y) })
    const initiator = publicOf(
      'DAD0B65394221CF9B051E1FECA5787D098DFE637FC90B9EF945D0C3772581180',
      '5271A0461CDB8252D61F1C456FA3E59AB1F45B33ACCF5F58389E0577B8990BB3',
    )
    const responder = publicOf(
      'D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF63',
      '56FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB',
    )
    const d = base64url('C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433')
    const privateKey = createPrivateKey({ key: { ...initiator, d }, format: 'jwk' })
    const publicKey = createPublicKey({ key: responder, format: 'jwk' })
    expect(
      Buffer.from(await agreeOnSecret(privateKey, publicKey))
        .toString('hex')
        .toUpperCase(),
    ).to.equal('D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE')
  })

  interface Agreement {
    readonly publicKey: string
    readonly privateKey: string
    readonly shared: string
  }
  for (const { file, recommendedCurve, tests } of read('wycheproof-agreements').groups as {
    file: string
    recommendedCurve: string
    tests: Agreement[]
  }[])
    it(`${recommendedCurve} (Wycheproof, ${file})`, async () => {
      for (const { publicKey, privateKey, shared } of tests) {
        const isPkcs8 = recommendedCurve.startsWith('CURVE')
        const keyBlock: KeyBlock = isPkcs8
          ? { keyFormatType: 'PKCS_8', keyValue: { keyMaterial: Uint8Array.from(hex(privateKey)) } }
          : {
              keyFormatType: 'TransparentECPrivateKey',
              keyValue: {
                keyMaterial: { recommendedCurve: recommendedCurve as RecommendedCurve, d: BigInt(`0x${privateKey}`) },
              },
            }
        const other = createPublicKey({ key: hex(publicKey), format: 'der', type: 'spki' })
        const secret = await agreeOnSecret(toKeyObject({ privateKey: { keyBlock } }), other)
        expect(Buffer.from(secret).toString('hex')).to.equal(shared)
      }
    })

  for (const { section, p, g, tests } of read('rfc-5114').groups as {
    section: string
    p: string
    g: string
    tests: { x: string; y: string; shared: string }[]
  }[])
    it(`Diffie-Hellman (RFC 5114 appendix ${section})`, async () => {
      const number = (text: string) => BigInt(`0x${text}`)
      for (const { x, y, shared } of tests) {
        const keyMaterial = { p: number(p), g: number(g) }
        const privateBlock: KeyBlock = {
          keyFormatType: 'TransparentDHPrivateKey',
          keyValue: { keyMaterial: { ...keyMaterial, x: number(x) } },
        }
        const publicBlock: KeyBlock = {
          keyFormatType: 'TransparentDHPublicKey',
          keyValue: { keyMaterial: { ...keyMaterial, y: number(y) } },
        }
        const privateKey = toKeyObject({ privateKey: { keyBlock: privateBlock } })
        const publicKey = toKeyObject({ publicKey: { keyBlock: publicBlock } })
        expect(Buffer.from(await agreeOnSecret(privateKey, publicKey)).toString('hex')).to.equal(shared)
      }
    })

  it('refuses keys of two kinds and points of small order', async () => {
    const { privateKey } = generateKeyPairSync('x25519')
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    for (const publicKey of [other, publicKeyOf('6e', '00'.repeat(32))])
      expect(await agreeOnSecret(privateKey, publicKey).catch((error: unknown) => error)).to.be.instanceOf(CryptoError)
    expect(() => diffieHellman({ privateKey, publicKey: other })).to.throw()
  })
})
