import { execFileSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import type { ManagedObject } from '../kmip/object/managed-object.ts'
import { curves } from './curve.ts'
import { describeKey } from './describe-key.ts'
import type { ByteKeyFormatType, TransparentKeyMaterial } from './forms.ts'
import { fromKeyObject } from './from-key-object.ts'
import { KeyFormatError, type KeyFormatReason } from './key-format-error.ts'
import { toKeyObject } from './to-key-object.ts'

interface Published {
  objectType: 'SymmetricKey' | 'PrivateKey' | 'PublicKey' | 'Certificate'
  keyFormatType: string
  keyMaterial: string | Record<string, string>
  cryptographicAlgorithm: string
  cryptographicLength: number
  certificateValue: string
}

const { cases } = JSON.parse(readFileSync(new URL('./fixtures/oasis-keys.json', import.meta.url), 'utf8')) as {
  cases: Record<string, { objects: Published[] }>
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
const fieldNames: Record<string, string> = { CRTCoefficient: 'crtCoefficient' }

function materialOf({ keyMaterial }: Published): Uint8Array | TransparentKeyMaterial {
  if (typeof keyMaterial === 'string') return hex(keyMaterial)
  const entries = Object.entries(keyMaterial).map(([tag, text]) => [
    fieldNames[tag] ?? tag[0]!.toLowerCase() + tag.slice(1),
    tag === 'Key' ? hex(text) : BigInt(`0x${text}`),
  ])
  return Object.fromEntries(entries)
}

function published(name: string, objectType: Published['objectType'], keyFormatType?: string): ManagedObject {
  const found = cases[name]!.objects.find(
    (object) => object.objectType === objectType && (!keyFormatType || object.keyFormatType === keyFormatType),
  )!
  if (objectType === 'Certificate')
    return { certificate: { certificateType: 'X_509', certificateValue: hex(found.certificateValue) } }
  const { cryptographicAlgorithm, cryptographicLength } = found
  const keyMaterial = materialOf(found)
  return holding(objectType, found.keyFormatType, keyMaterial, { cryptographicAlgorithm, cryptographicLength })
}

function holding(
  objectType: 'SymmetricKey' | 'PrivateKey' | 'PublicKey' | 'SecretData',
  keyFormatType: string,
  keyMaterial: Uint8Array | TransparentKeyMaterial,
  more: object = {},
): ManagedObject {
  const tag = objectType[0]!.toLowerCase() + objectType.slice(1)
  // Some of them contradict their types: those are to be refused.
  return { [tag]: { keyBlock: { keyFormatType, keyValue: { keyMaterial }, ...more } } } as unknown as ManagedObject
}

const materialIn = (object: ManagedObject): Uint8Array | TransparentKeyMaterial => {
  const { keyValue } = (object.symmetricKey ?? object.privateKey ?? object.publicKey)!.keyBlock
  return (keyValue as { keyMaterial: Uint8Array | TransparentKeyMaterial }).keyMaterial
}

function refused(make: () => unknown, reason: KeyFormatReason): string {
  try {
    make()
  } catch (error) {
    expect(error).to.be.instanceOf(KeyFormatError)
    expect((error as KeyFormatError).reason).to.equal(reason)
    return (error as KeyFormatError).message
  }
  throw new Error('nothing was thrown')
}

const rsaPrivate = published('TC-182-12', 'PrivateKey', 'PKCS_1')
const rsaTransparent = published('TC-182-12', 'PrivateKey', 'TransparentRSAPrivateKey')

describe('toKeyObject and fromKeyObject with the keys of the OASIS cases', () => {
  it('reads PKCS_1 and the transparent form of TC-182 as one key, and makes each from the other', () => {
    const fromDer = toKeyObject(rsaPrivate)
    const fromParts = toKeyObject(rsaTransparent)
    expect(fromDer.equals(fromParts)).to.equal(true)
    expect(fromKeyObject(fromDer, 'TransparentRSAPrivateKey').keyValue.keyMaterial).to.deep.equal(
      materialIn(rsaTransparent),
    )
    expect(fromKeyObject(fromParts, 'PKCS_1').keyValue.keyMaterial).to.deep.equal(materialIn(rsaPrivate))
  })

  it('reads the public key of TC-131 and the certificate of TC-134 as the public half of it', () => {
    const publicKey = createPublicKey(toKeyObject(rsaPrivate))
    const pkcs1 = published('TC-131-12', 'PublicKey', 'PKCS_1')
    expect(toKeyObject(pkcs1).equals(publicKey)).to.equal(true)
    expect(toKeyObject(published('TC-134-12', 'Certificate')).equals(publicKey)).to.equal(true)
    expect(fromKeyObject(publicKey, 'PKCS_1')).to.deep.equal({
      keyFormatType: 'PKCS_1',
      keyValue: { keyMaterial: materialIn(pkcs1) },
      cryptographicAlgorithm: 'RSA',
      cryptographicLength: 2048,
    })
  })

  for (const [name, format, curve] of [
    ['TC-82-10', 'PKCS_8', undefined],
    ['TC-ECC-1-10', 'ECPrivateKey', 'P_256'],
    ['TC-ECC-1-12', 'ECPrivateKey', 'SECP256K1'],
  ] as const) {
    it(`reads both halves of ${name} and makes the same bytes of them`, () => {
      const privateForm = published(name, 'PrivateKey')
      const publicForm = published(name, 'PublicKey')
      const privateKey = toKeyObject(privateForm)
      const publicKey = toKeyObject(publicForm)
      expect(createPublicKey(privateKey).equals(publicKey)).to.equal(true)
      expect(describeKey(publicKey).recommendedCurve).to.equal(curve)
      expect(describeKey(privateKey).cryptographicLength).to.equal(privateForm.privateKey!.keyBlock.cryptographicLength)
      expect(fromKeyObject(privateKey, format).keyValue.keyMaterial).to.deep.equal(materialIn(privateForm))
      expect(fromKeyObject(publicKey, 'X_509').keyValue.keyMaterial).to.deep.equal(materialIn(publicForm))
    })
  }

  it('reads the DSA keys of BL-M-12 and BL-M-13 and makes the same numbers of them', () => {
    const x = published('BL-M-13-21', 'PrivateKey')
    const y = published('BL-M-12-21', 'PublicKey')
    expect(createPublicKey(toKeyObject(x)).equals(toKeyObject(y))).to.equal(true)
    expect(fromKeyObject(toKeyObject(x), 'TransparentDSAPrivateKey').keyValue.keyMaterial).to.deep.equal(materialIn(x))
    expect(fromKeyObject(toKeyObject(y), 'TransparentDSAPublicKey').keyValue.keyMaterial).to.deep.equal(materialIn(y))
    expect(describeKey(toKeyObject(y))).to.deep.equal({ cryptographicAlgorithm: 'DSA', cryptographicLength: 512 })
  })

  it('reads both symmetric forms of TC-181 as one key', () => {
    const raw = published('TC-181-12', 'SymmetricKey', 'Raw')
    const transparent = published('TC-181-12', 'SymmetricKey', 'TransparentSymmetricKey')
    const key = toKeyObject(raw)
    expect(key.equals(toKeyObject(transparent))).to.equal(true)
    expect(fromKeyObject(key, 'TransparentSymmetricKey', 'AES')).to.deep.equal({
      ...transparent.symmetricKey!.keyBlock,
    })
  })

  it('says that the encrypted PKCS #8 key of TC-ECC-2 is encrypted', () => {
    expect(refused(() => toKeyObject(published('TC-ECC-2-10', 'PrivateKey')), 'KeyFormatTypeNotSupported')).to.match(
      /encrypted/,
    )
  })
})

describe('toKeyObject and fromKeyObject', () => {
  for (const [id, { name, bits }] of Object.entries(curves)) {
    it(`go there and back on ${id}`, () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: name })
      const expected = { cryptographicAlgorithm: 'EC', cryptographicLength: bits, recommendedCurve: id }
      expect(describeKey(privateKey)).to.deep.equal(expected)
      const d = fromKeyObject(privateKey, 'TransparentECPrivateKey').keyValue.keyMaterial
      const q = fromKeyObject(publicKey, 'TransparentECPublicKey').keyValue.keyMaterial
      expect(d.recommendedCurve).to.equal(id)
      expect(q.qString![0]).to.equal(4)
      const again = toKeyObject(holding('PrivateKey', 'TransparentECPrivateKey', d))
      expect(again.export({ format: 'der', type: 'sec1' })).to.deep.equal(
        privateKey.export({ format: 'der', type: 'sec1' }),
      )
      expect(toKeyObject(holding('PublicKey', 'TransparentECDSAPublicKey', q)).equals(publicKey)).to.equal(true)
      expect(describeKey(again)).to.deep.equal(expected)
    })
  }

  it('keep a private key number that begins with zeros', () => {
    const { keyMaterial } = fromKeyObject(
      toKeyObject(holding('PrivateKey', 'TransparentECPrivateKey', { recommendedCurve: 'P_256', d: 5n })),
      'TransparentECDHPrivateKey',
    ).keyValue
    expect(keyMaterial).to.deep.equal({ recommendedCurve: 'P_256', d: 5n })
  })

  it('read a compressed point and make an uncompressed one', () => {
    // SEC 2 v2 §2.4.1: the base point of secp256k1, compressed and uncompressed; it is the public key of d = 1.
    const x = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'
    const y = '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8'
    const recommendedCurve = 'SECP256K1'
    const key = toKeyObject(
      holding('PublicKey', 'TransparentECPublicKey', { recommendedCurve, qString: hex(`02${x}`) }),
    )
    const { keyMaterial } = fromKeyObject(key, 'TransparentECPublicKey').keyValue
    expect(keyMaterial).to.deep.equal({ recommendedCurve, qString: hex(`04${x}${y}`) })
    const one = toKeyObject(holding('PrivateKey', 'TransparentECPrivateKey', { recommendedCurve, d: 1n }))
    expect(fromKeyObject(createPublicKey(one), 'TransparentECPublicKey').keyValue.keyMaterial).to.deep.equal(
      keyMaterial,
    )
  })

  it('read raw Ed25519 keys, and sign as RFC 8032 §7.1 test 2 has it', () => {
    const d = hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
    const x = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c')
    const block = { cryptographicAlgorithm: 'Ed25519', cryptographicLength: 256 }
    const privateKey = toKeyObject(holding('PrivateKey', 'Raw', d, block))
    const publicKey = toKeyObject(holding('PublicKey', 'Raw', x, block))
    const signature = sign(null, hex('72'), privateKey)
    expect(signature.toString('hex')).to.equal(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
        '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    )
    expect(verify(null, hex('72'), publicKey, signature)).to.equal(true)
    expect(fromKeyObject(privateKey, 'Raw')).to.deep.equal({
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: d },
      ...block,
    })
    expect(fromKeyObject(publicKey, 'Raw').keyValue.keyMaterial).to.deep.equal(x)
  })

  for (const type of ['ed448', 'x25519', 'x448'] as const) {
    it(`go there and back with raw ${type}`, () => {
      const { privateKey, publicKey } =
        type === 'ed448'
          ? generateKeyPairSync(type)
          : type === 'x25519'
            ? generateKeyPairSync(type)
            : generateKeyPairSync(type)
      const block = fromKeyObject(privateKey, 'Raw')
      expect(toKeyObject({ privateKey: { keyBlock: block } }).equals(privateKey)).to.equal(true)
      expect(toKeyObject({ publicKey: { keyBlock: fromKeyObject(publicKey, 'Raw') } }).equals(publicKey)).to.equal(true)
      expect(block.cryptographicAlgorithm).to.equal(type === 'ed448' ? 'Ed448' : 'ECDH')
    })
  }

  it('give secret data no algorithm and no length', () => {
    const key = toKeyObject(holding('SecretData', 'Opaque', hex('53656372')))
    expect(fromKeyObject(key, 'Raw')).to.deep.equal({
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: hex('53656372') },
    })
  })

  it('count no parity bits in the length of DES3', () => {
    const key = toKeyObject(holding('SymmetricKey', 'Raw', new Uint8Array(24).fill(1)))
    expect(describeKey(key, 'DES3')).to.deep.equal({ cryptographicAlgorithm: 'DES3', cryptographicLength: 168 })
    expect(describeKey(key, 'AES').cryptographicLength).to.equal(192)
  })

  it('make PKCS #8 and SubjectPublicKeyInfo as openssl does', () => {
    const openssl = (command: string, ...options: string[]) => {
      const forms = ['-inform', 'DER', '-outform', 'DER']
      return Uint8Array.from(execFileSync('openssl', [command, ...forms, ...options], { input: pkcs1 }))
    }
    const pkcs1 = materialIn(rsaPrivate) as Uint8Array
    const key = toKeyObject(rsaTransparent)
    expect(fromKeyObject(key, 'PKCS_8').keyValue.keyMaterial).to.deep.equal(openssl('pkcs8', '-topk8', '-nocrypt'))
    expect(fromKeyObject(createPublicKey(key), 'X_509').keyValue.keyMaterial).to.deep.equal(openssl('pkey', '-pubout'))
  })
})

describe('toKeyObject with a transparent RSA private key in part', () => {
  const whole = materialIn(rsaTransparent) as TransparentKeyMaterial
  const { modulus, privateExponent, publicExponent, p, q, primeExponentP, primeExponentQ } = whole
  const parts: Record<string, TransparentKeyMaterial> = {
    'both exponents': { modulus, privateExponent, publicExponent },
    'the private exponent': { modulus, privateExponent },
    'P and Q': { modulus, p, q },
    'P, Q and the private exponent': { modulus, p, q, privateExponent },
    'P and the public exponent': { modulus, p, publicExponent },
    'the prime exponents': { modulus, publicExponent, primeExponentP, primeExponentQ },
  }
  for (const [title, part] of Object.entries(parts)) {
    it(`works the rest out of ${title}`, () => {
      const key = toKeyObject(holding('PrivateKey', 'TransparentRSAPrivateKey', part))
      expect(fromKeyObject(key, 'TransparentRSAPrivateKey').keyValue.keyMaterial).to.deep.equal(whole)
    })
  }

  it('does so for keys made at random', () => {
    for (let i = 0; i < 6; i++) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: i % 2 ? 3 : 65537 })
      const all = fromKeyObject(privateKey, 'TransparentRSAPrivateKey').keyValue.keyMaterial
      const { modulus, publicExponent } = all
      for (const part of [
        { modulus, publicExponent, privateExponent: all.privateExponent },
        { modulus, publicExponent, primeExponentP: all.primeExponentP, primeExponentQ: all.primeExponentQ },
      ]) {
        const key = toKeyObject(holding('PrivateKey', 'TransparentRSAPrivateKey', part))
        const again = fromKeyObject(key, 'TransparentRSAPrivateKey').keyValue.keyMaterial
        expect([again.p, again.q]).to.have.members([all.p, all.q])
        // The private exponent may differ by a multiple of lcm(P-1, Q-1): what it is modulo P-1 and Q-1 may not.
        expect([again.primeExponentP, again.primeExponentQ]).to.have.members([all.primeExponentP, all.primeExponentQ])
      }
    }
  })

  const wrong: Record<string, TransparentKeyMaterial> = {
    'no modulus': { privateExponent, publicExponent },
    'the modulus alone': { modulus, publicExponent },
    'a factor of another key': { modulus, publicExponent, p: p! + 2n, q: q! },
    'one and the modulus as factors': { modulus, publicExponent, p: 1n, q: modulus },
    'another private exponent': { ...whole, privateExponent: privateExponent! + 2n },
    'another private exponent and no factors': { modulus, publicExponent, privateExponent: privateExponent! + 2n },
    'prime exponents of another key': { modulus, publicExponent, primeExponentP: primeExponentP! + 2n, primeExponentQ },
    'a negative modulus': { ...whole, modulus: -modulus! },
    'a public exponent of one': { ...whole, publicExponent: 1n },
    'a modulus of 20,000 bits': { modulus: 1n << 20_000n, privateExponent: 5n },
  }
  for (const [title, part] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      refused(() => toKeyObject(holding('PrivateKey', 'TransparentRSAPrivateKey', part)), 'InvalidField')
    })
  }
})

describe('toKeyObject refuses', () => {
  const pkcs1 = materialIn(rsaPrivate) as Uint8Array
  const publicPkcs1 = materialIn(published('TC-131-12', 'PublicKey')) as Uint8Array
  const sec1 = materialIn(published('TC-ECC-1-10', 'PrivateKey')) as Uint8Array
  const spki = materialIn(published('TC-ECC-1-10', 'PublicKey')) as Uint8Array

  const wrongBytes: [string, 'PrivateKey' | 'PublicKey', ByteKeyFormatType, Uint8Array][] = [
    ['a private key as PKCS_1 public key', 'PublicKey', 'PKCS_1', pkcs1],
    ['a public key as PKCS_1 private key', 'PrivateKey', 'PKCS_1', publicPkcs1],
    ['an EC key as PKCS_1', 'PrivateKey', 'PKCS_1', sec1],
    ['an RSA key as ECPrivateKey', 'PrivateKey', 'ECPrivateKey', pkcs1],
    ['an EC key as PKCS_8', 'PrivateKey', 'PKCS_8', sec1],
    ['trailing bytes', 'PrivateKey', 'PKCS_1', Uint8Array.from([...pkcs1, 0])],
    ['a cut key', 'PublicKey', 'X_509', spki.subarray(0, -1)],
    ['nothing', 'PublicKey', 'X_509', new Uint8Array(0)],
    ['an indefinite length', 'PublicKey', 'X_509', Uint8Array.from([0x30, 0x80, ...spki.subarray(2), 0, 0])],
    ['a padded length', 'PublicKey', 'X_509', Uint8Array.from([0x30, 0x81, ...spki.subarray(1)])],
    ['a point that is not on the curve', 'PublicKey', 'X_509', spki.with(-1, spki.at(-1)! ^ 1)],
  ]
  for (const [title, objectType, format, bytes] of wrongBytes) {
    it(title, () => {
      refused(() => toKeyObject(holding(objectType, format, bytes)), 'InvalidField')
    })
  }

  it('a private key number that is zero or beyond the order of the curve', () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
    for (const d of [0n, order, order + 1n, -1n, 1n << 300n]) {
      const object = holding('PrivateKey', 'TransparentECPrivateKey', { recommendedCurve: 'P_256', d })
      refused(() => toKeyObject(object), 'InvalidField')
    }
  })

  it('formats that do not fit the object, are unknown or cannot be looked into', () => {
    const objects = [
      holding('PrivateKey', 'X_509', spki),
      holding('PublicKey', 'PKCS_8', pkcs1),
      holding('SymmetricKey', 'PKCS_1', pkcs1),
      holding('PrivateKey', 'Opaque', pkcs1),
      holding('PrivateKey', '0x80000001', pkcs1),
      holding('PrivateKey', 'Raw', new Uint8Array(32), { cryptographicAlgorithm: 'EC' }),
      holding('PrivateKey', 'TransparentECPublicKey', { recommendedCurve: 'P_256', d: 5n }),
      holding('PrivateKey', 'TransparentECPrivateKey', { recommendedCurve: 'SECT113R1', d: 5n }),
      { template: {} },
    ]
    for (const object of objects) refused(() => toKeyObject(object), 'KeyFormatTypeNotSupported')
  })

  it('a certificate that is not X.509, or broken', () => {
    const { certificateValue } = published('TC-134-12', 'Certificate').certificate!
    const pgp: ManagedObject = { certificate: { certificateType: 'PGP', certificateValue } }
    refused(() => toKeyObject(pgp), 'KeyFormatTypeNotSupported')
    const cut: ManagedObject = {
      certificate: { certificateType: 'X_509', certificateValue: certificateValue.subarray(0, 100) },
    }
    refused(() => toKeyObject(cut), 'InvalidField')
  })

  it('a wrapped key, and one that is not there', () => {
    const wrapped: ManagedObject = {
      symmetricKey: { keyBlock: { keyFormatType: 'Raw', keyValue: new Uint8Array(24) } },
    }
    expect(refused(() => toKeyObject(wrapped), 'KeyFormatTypeNotSupported')).to.match(/wrapped/)
    refused(() => toKeyObject({ symmetricKey: { keyBlock: { keyFormatType: 'Raw' } } }), 'KeyValueNotPresent')
  })

  it('an empty symmetric key', () => {
    refused(() => toKeyObject(holding('SymmetricKey', 'Raw', new Uint8Array(0))), 'InvalidField')
  })
})

describe('fromKeyObject refuses', () => {
  it('a format that the key does not have', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    for (const format of ['Raw', 'PKCS_1', 'X_509', 'TransparentECPublicKey', 'TransparentRSAPrivateKey'] as const) {
      refused(() => fromKeyObject(privateKey, format), 'KeyFormatTypeNotSupported')
    }
    for (const format of ['PKCS_8', 'ECPrivateKey', 'TransparentECPrivateKey', 'Opaque'] as const) {
      refused(() => fromKeyObject(publicKey, format), 'KeyFormatTypeNotSupported')
    }
  })
})
