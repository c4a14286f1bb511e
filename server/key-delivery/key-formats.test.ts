import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect } from 'chai'
import {
  attributeList,
  CryptographicAlgorithm,
  type GetRequest,
  type KeyBlock,
  keyBlockOf,
  type ManagedObject,
  type PlainKeyValue,
} from '../../codec/index.ts'
import { fromKeyObject, type ReadableKeyFormatType, toKeyObject } from '../../codec/key/index.ts'
import { findKeyLengths } from '../crypto/cipher/symmetric-algorithm.ts'
import { type Conversation, openConversation } from '../testing/conversation.ts'

const blockIn = (object: ManagedObject) => keyBlockOf(object) as KeyBlock

describe('Key Format Types', () => {
  let talk: Conversation
  before(async () => {
    talk = await openConversation()
  })
  after(() => talk.close())

  const get = async (
    uniqueIdentifier: unknown,
    wish: Omit<GetRequest, 'uniqueIdentifier'> = {},
    version: '1.2' | '2.1' = '2.1',
  ) => (await talk.ask('Get', { uniqueIdentifier: uniqueIdentifier as string, ...wish }, { version })).object

  /** Attributes of a pair; the formats of its private and its public key; the default ones (KMIP 2.1 §4.26 table 81). */
  const pairs: readonly (readonly [
    Parameters<typeof attributeList>[0],
    readonly ReadableKeyFormatType[],
    readonly ReadableKeyFormatType[],
  ])[] = [
    [
      { cryptographicAlgorithm: 'RSA', cryptographicLength: 1024 },
      ['PKCS_1', 'PKCS_8', 'TransparentRSAPrivateKey'],
      ['PKCS_1', 'X_509', 'TransparentRSAPublicKey'],
    ],
    [
      { cryptographicAlgorithm: 'DSA', cryptographicLength: 1024 },
      ['TransparentDSAPrivateKey', 'PKCS_8'],
      ['TransparentDSAPublicKey', 'X_509'],
    ],
    [
      { cryptographicAlgorithm: 'DH', cryptographicLength: 2048 },
      ['TransparentDHPrivateKey', 'PKCS_8'],
      ['TransparentDHPublicKey', 'X_509'],
    ],
    ...(['P_224', 'P_521', 'SECP256K1', 'BRAINPOOLP256R1'] as const).map(
      (recommendedCurve) =>
        [
          { cryptographicAlgorithm: 'EC', cryptographicDomainParameters: { recommendedCurve } },
          ['TransparentECPrivateKey', 'ECPrivateKey', 'PKCS_8'],
          ['TransparentECPublicKey', 'X_509'],
        ] as const,
    ),
    [{ cryptographicAlgorithm: 'Ed448' }, ['Raw', 'PKCS_8'], ['Raw', 'X_509']],
    [
      { cryptographicAlgorithm: 'ECDH', cryptographicDomainParameters: { recommendedCurve: 'CURVE25519' } },
      ['PKCS_8', 'Raw'],
      ['X_509', 'Raw'],
    ],
  ]
  for (const [common, ofPrivate, ofPublic] of pairs)
    it(`gives ${Object.values(common)
      .map((value) => (typeof value === 'object' ? Object.values(value as object)[0] : value))
      .join(' ')} in each of its formats`, async () => {
      const made = await talk.ask('CreateKeyPair', { commonAttributes: attributeList(common) })
      const [privateKey, publicKey] = [
        await get(made.privateKeyUniqueIdentifier),
        await get(made.publicKeyUniqueIdentifier),
      ]
      expect(blockIn(privateKey).keyFormatType).to.equal(ofPrivate[0])
      expect(blockIn(publicKey).keyFormatType).to.equal(ofPublic[0])
      const [own, other] = [toKeyObject(privateKey as never), toKeyObject(publicKey as never)]
      expect(createPublicKey(own as never).equals(other)).to.equal(true)
      for (const [id, key, formats] of [
        [made.privateKeyUniqueIdentifier, own, ofPrivate],
        [made.publicKeyUniqueIdentifier, other, ofPublic],
      ] as const)
        for (const keyFormatType of formats) {
          const object = await get(id, { keyFormatType })
          expect(blockIn(object).keyFormatType).to.equal(keyFormatType)
          expect(blockIn(object).cryptographicAlgorithm).to.equal(common.cryptographicAlgorithm)
          expect(toKeyObject(object as never).equals(key), keyFormatType).to.equal(true)
        }
      const wrong = { uniqueIdentifier: made.publicKeyUniqueIdentifier, keyFormatType: 'PKCS_8' } as const
      expect((await talk.refusal('Get', wrong))[0]).to.equal('KeyFormatTypeNotSupported')
    })

  const register = async (key: KeyObject, keyFormatType: ReadableKeyFormatType, more: object = {}) => {
    const keyBlock = { keyFormatType, keyValue: fromKeyObject(key, keyFormatType).keyValue, ...more }
    const [objectType, tag] = key.type === 'private' ? ['PrivateKey', 'privateKey'] : ['PublicKey', 'publicKey']
    return (await talk.ask('Register', { objectType, attributes: [], object: { [tag]: { keyBlock } } } as never))
      .uniqueIdentifier
  }

  it('reads off a registered key what its Key Block leaves out', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' })
    for (const [key, format, algorithm, length] of [
      [rsa.privateKey, 'PKCS_8', 'RSA', 1024],
      [rsa.publicKey, 'TransparentRSAPublicKey', 'RSA', 1024],
      [ec.privateKey, 'ECPrivateKey', 'EC', 384],
      [ec.publicKey, 'X_509', 'EC', 384],
    ] as const) {
      const id = await register(key, format)
      expect(await talk.values(id, 'CryptographicAlgorithm')).to.deep.equal([algorithm])
      expect(await talk.values(id, 'CryptographicLength')).to.deep.equal([length])
    }
    const said = await register(ec.publicKey, 'X_509', { cryptographicAlgorithm: 'ECDSA' })
    expect(await talk.values(said, 'CryptographicAlgorithm')).to.deep.equal(['ECDSA'])
    expect(await talk.values(said, 'CryptographicLength')).to.deep.equal([384])
  })

  it('keeps a key that it cannot read, and says so when it should convert it', async () => {
    const keyBlock = { keyFormatType: 'PKCS_8', keyValue: { keyMaterial: Buffer.from('no key') } } as const
    const asked = { objectType: 'PrivateKey', attributes: [], object: { privateKey: { keyBlock } } } as const
    const { uniqueIdentifier } = await talk.ask('Register', asked)
    expect(blockIn(await get(uniqueIdentifier)).keyValue).to.deep.equal({
      keyMaterial: Uint8Array.from(Buffer.from('no key')),
    })
    const wish = { uniqueIdentifier, keyFormatType: 'PKCS_1' } as const
    expect(await talk.refusal('Get', wish)).to.deep.equal(['InvalidField', 'The PKCS #8 key is not valid DER.'])
  })

  it('gives the point of a public key in the Key Compression Type asked for', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const id = await register(publicKey, 'X_509', { cryptographicAlgorithm: 'EC', cryptographicLength: 256 })
    const compressed = 'ECPublicKeyTypeX9_62CompressedPrime'
    const block = blockIn(await get(id, { keyCompressionType: compressed }))
    expect([block.keyFormatType, block.keyCompressionType]).to.deep.equal(['X_509', compressed])
    const transparent = blockIn(
      await get(id, { keyCompressionType: compressed, keyFormatType: 'TransparentECPublicKey' }),
    )
    const { qString } = (transparent.keyValue as PlainKeyValue).keyMaterial as { qString: Uint8Array }
    expect(qString).to.have.length(33)
    expect(
      Buffer.from((block.keyValue as PlainKeyValue).keyMaterial as Uint8Array).includes(Buffer.from(qString)),
    ).to.equal(true)
    const binary = { uniqueIdentifier: id, keyCompressionType: 'ECPublicKeyTypeX9_62CompressedChar2' } as const
    expect((await talk.refusal('Get', binary))[0]).to.equal('KeyCompressionTypeNotSupported')
    const plain = blockIn(await get(id, { keyCompressionType: 'ECPublicKeyTypeUncompressed' }))
    expect(plain.keyValue).to.deep.equal(fromKeyObject(publicKey, 'X_509').keyValue)
  })

  it('makes symmetric keys in the format asked for', async () => {
    const attributes = attributeList({
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 192,
      keyFormatType: 'TransparentSymmetricKey',
    })
    const { uniqueIdentifier } = await talk.ask('Create', { objectType: 'SymmetricKey', attributes })
    const block = blockIn(await get(uniqueIdentifier))
    expect(block.keyFormatType).to.equal('TransparentSymmetricKey')
    const { key } = (block.keyValue as PlainKeyValue).keyMaterial as { key: Uint8Array }
    expect(key).to.have.length(24)
    const raw = blockIn(await get(uniqueIdentifier, { keyFormatType: 'Raw' }))
    expect(raw).to.deep.equal({
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: key },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 192,
    })
    expect(await talk.values(uniqueIdentifier, 'KeyFormatType')).to.deep.equal(['TransparentSymmetricKey'])
    const asked = {
      objectType: 'SymmetricKey',
      attributes: attributeList({ cryptographicAlgorithm: 'AES', cryptographicLength: 192, keyFormatType: 'PKCS_1' }),
    } as const
    expect((await talk.refusal('Create', asked))[0]).to.equal('KeyFormatTypeNotSupported')
  })

  it('makes keys of every symmetric algorithm that the standard names', async () => {
    const notSymmetric =
      /^(RSA|DSA|DH|EC|ECDSA|ECDH|ECMQV|SHA3_|SHAKE|SM2|SM3|GOSTR34_1[01]|XMSS|SPHINCS|McEliece|Ed|ML_|SLH_|Hash_|X25519|X448|SECP)/
    const names = [...CryptographicAlgorithm.entries].flatMap(([name, { since }]) =>
      since === '3.0' || notSymmetric.test(name) ? [] : [name],
    )
    expect(names).to.have.length(32)
    for (const cryptographicAlgorithm of names) {
      const lengths = findKeyLengths(cryptographicAlgorithm)
      if (!lengths) throw new Error(`no lengths of ${cryptographicAlgorithm}`)
      const cryptographicLength = ('step' in lengths ? lengths.min : lengths[0]) as number
      const attributes = attributeList({ cryptographicAlgorithm, cryptographicLength })
      const { uniqueIdentifier } = await talk.ask('Create', { objectType: 'SymmetricKey', attributes })
      const { keyMaterial } = blockIn(await get(uniqueIdentifier)).keyValue as PlainKeyValue
      expect((keyMaterial as Uint8Array).length, cryptographicAlgorithm).to.equal(
        Math.ceil(cryptographicLength / (cryptographicAlgorithm.startsWith('DES') ? 7 : 8)),
      )
    }
  })
})
