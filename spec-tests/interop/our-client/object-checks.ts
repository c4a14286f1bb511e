import {
  createDecipheriv,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import { expect } from 'chai'
import { fromKeyObject, toKeyObject } from '../../../client/index.ts'
import type { AttributesByKey, CryptographicAlgorithm, ManagedObject } from '../../../codec/index.ts'
import { objectTypeOf } from '../../../codec/index.ts'
import {
  type Check,
  type Context,
  createKey,
  expectFailure,
  expectRecent,
  getAttribute,
  getAttributes,
} from './context.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

const secretBytes = ({ object }: { object: ManagedObject }): Uint8Array => toKeyObject(object).export()

const create = (cryptographicAlgorithm: CryptographicAlgorithm, cryptographicLength: number): Check => ({
  name: `Create ${cryptographicAlgorithm} ${cryptographicLength}`,
  async run(context) {
    const { client } = context
    const name = context.name()
    const { uniqueIdentifier, objectType } = await client.create({
      objectType: 'SymmetricKey',
      attributes: { name, cryptographicAlgorithm, cryptographicLength, cryptographicUsageMask: ['Encrypt', 'Decrypt'] },
    })
    expect(objectType).to.equal('SymmetricKey')
    const got = await client.get({ uniqueIdentifier })
    expect(got.uniqueIdentifier).to.equal(uniqueIdentifier)
    expect(got.objectType).to.equal('SymmetricKey')
    expect(secretBytes(got).length * 8).to.equal(cryptographicLength)
    expect(await getAttribute(context, uniqueIdentifier, 'CryptographicAlgorithm')).to.equal(cryptographicAlgorithm)
    expect(await getAttribute(context, uniqueIdentifier, 'CryptographicLength')).to.equal(cryptographicLength)
    expect(await getAttribute(context, uniqueIdentifier, 'CryptographicUsageMask')).to.deep.equal([
      'Encrypt',
      'Decrypt',
    ])
    expect(await getAttribute(context, uniqueIdentifier, 'State')).to.equal('PreActive')
    expect(await getAttributes(context, uniqueIdentifier, 'Name')).to.deep.equal([
      { nameValue: name, nameType: 'UninterpretedTextString' },
    ])
    expectRecent(await getAttribute(context, uniqueIdentifier, 'InitialDate'))
  },
})

const register = (label: string, object: () => ManagedObject, attributes: AttributesByKey): Check => ({
  name: `Register and Get ${label}`,
  async run(context) {
    const { client } = context
    const given = object()
    const name = context.name()
    const objectType = objectTypeOf(given)
    const { uniqueIdentifier } = await client.register({
      objectType,
      object: given,
      attributes: { name, ...attributes },
    })
    const got = await client.get({ uniqueIdentifier })
    expect(got.objectType).to.equal(objectType)
    expect(got.object).to.deep.equal(given)
    expect(await getAttribute(context, uniqueIdentifier, 'ObjectType')).to.equal(objectType)
    expect((await getAttributes(context, uniqueIdentifier, 'Name')).map(({ nameValue }) => nameValue)).to.deep.equal([
      name,
    ])
  },
})

const bytes = (value: Uint8Array): Uint8Array => Uint8Array.from(value)

/** A key block as PyKMIP gives it back: with algorithm and length. */
const keyObject = (key: KeyObject, keyFormatType: 'PKCS_1' | 'PKCS_8' | 'X_509') => (): ManagedObject =>
  fromKeyObject(key, { keyFormatType })

const keyPair: Check = {
  name: 'Create Key Pair RSA 2048',
  async run(context) {
    const { client } = context
    const names = [context.name(), context.name()] as const
    const ids = await client.createKeyPair({
      commonAttributes: { cryptographicAlgorithm: 'RSA', cryptographicLength: 2048 },
      privateKeyAttributes: { name: names[0], cryptographicUsageMask: ['Sign'] },
      publicKeyAttributes: { name: names[1], cryptographicUsageMask: ['Verify'] },
    })
    const privateKey = toKeyObject(await client.get({ uniqueIdentifier: ids.privateKeyUniqueIdentifier }))
    const publicKey = toKeyObject(await client.get({ uniqueIdentifier: ids.publicKeyUniqueIdentifier }))
    expect(privateKey.type).to.equal('private')
    expect(publicKey.type).to.equal('public')
    expect(createPublicKey(privateKey).equals(publicKey)).to.equal(true)
    const data = randomBytes(20)
    expect(verify('sha256', data, publicKey, sign('sha256', data, privateKey))).to.equal(true)
    for (const [uniqueIdentifier, name, mask] of [
      [ids.privateKeyUniqueIdentifier, names[0], 'Sign'],
      [ids.publicKeyUniqueIdentifier, names[1], 'Verify'],
    ] as const) {
      expect((await getAttributes(context, uniqueIdentifier, 'Name'))[0]?.nameValue).to.equal(name)
      expect(await getAttribute(context, uniqueIdentifier, 'CryptographicUsageMask')).to.deep.equal([mask])
      expect(await getAttribute(context, uniqueIdentifier, 'CryptographicLength')).to.equal(2048)
    }
  },
}

const wrapped: Check = {
  name: 'Get wrapped with NIST key wrap',
  since: '1.1',
  async run(context) {
    const { client } = context
    const kek = await createKey(context, { cryptographicUsageMask: ['WrapKey'] })
    await client.activate({ uniqueIdentifier: kek })
    const uniqueIdentifier = await createKey(context)
    const { object } = await client.get({
      uniqueIdentifier,
      keyWrappingSpecification: {
        wrappingMethod: 'Encrypt',
        encryptionKeyInformation: {
          uniqueIdentifier: kek,
          cryptographicParameters: { blockCipherMode: 'NISTKeyWrap' },
        },
        encodingOption: 'NoEncoding',
      },
    })
    const { keyBlock } = (object as Extract<ManagedObject, { symmetricKey: unknown }>).symmetricKey
    expect(keyBlock.keyWrappingData?.encryptionKeyInformation?.uniqueIdentifier).to.equal(kek)
    // PyKMIP leaves the structure around the wrapped bytes, where the standard has the bytes alone (KMIP 1.4 §2.1.4).
    const { keyMaterial } = keyBlock.keyValue as { keyMaterial: Uint8Array }
    expect(keyMaterial.length).to.equal(40)
    const key = secretBytes(await client.get({ uniqueIdentifier: kek }))
    const decipher = createDecipheriv('id-aes256-wrap', key, Buffer.from('A6A6A6A6A6A6A6A6', 'hex'))
    const plain = Buffer.concat([decipher.update(keyMaterial), decipher.final()])
    expect(bytes(plain)).to.deep.equal(bytes(secretBytes(await client.get({ uniqueIdentifier }))))
  },
}

const refusals: readonly Check[] = [
  {
    name: 'Create with a length that AES has not',
    run: (context: Context) => expectFailure(createKey(context, { cryptographicLength: 200 }), 'InvalidField'),
  },
  {
    name: 'Create of what is no symmetric key',
    run: ({ client }: Context) =>
      expectFailure(
        client.create({ objectType: 'Certificate', attributes: { cryptographicUsageMask: ['Sign'] } }),
        'InvalidField',
      ),
  },
]

/** Create, Create Key Pair, Register of every type, Get. `certificate`: DER. */
export const runObjectChecks = (certificate: Uint8Array): readonly Check[] => [
  create('AES', 128),
  create('AES', 192),
  create('AES', 256),
  create('DES3', 192),
  create('Blowfish', 128),
  keyPair,
  register(
    'a symmetric key',
    () => ({
      symmetricKey: {
        keyBlock: {
          keyFormatType: 'Raw',
          keyValue: { keyMaterial: bytes(randomBytes(32)) },
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 256,
        },
      },
    }),
    { cryptographicUsageMask: ['Encrypt'] },
  ),
  register('a private key, PKCS#1', keyObject(pair.privateKey, 'PKCS_1'), { cryptographicUsageMask: ['Sign'] }),
  register('a private key, PKCS#8', keyObject(pair.privateKey, 'PKCS_8'), { cryptographicUsageMask: ['Sign'] }),
  register('a public key, PKCS#1', keyObject(pair.publicKey, 'PKCS_1'), { cryptographicUsageMask: ['Verify'] }),
  register('a public key, X.509', keyObject(pair.publicKey, 'X_509'), { cryptographicUsageMask: ['Verify'] }),
  register(
    'a certificate',
    () => ({ certificate: { certificateType: 'X_509', certificateValue: bytes(certificate) } }),
    { cryptographicUsageMask: ['Verify'] },
  ),
  register(
    'secret data',
    () => ({
      secretData: {
        secretDataType: 'Password',
        keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: bytes(randomBytes(96)) } },
      },
    }),
    { cryptographicUsageMask: ['DeriveKey'] },
  ),
  register(
    'an opaque object',
    () =>
      ({ opaqueObject: { opaqueDataType: '0x80000000', opaqueDataValue: bytes(randomBytes(1000)) } }) as ManagedObject,
    {},
  ),
  wrapped,
  ...refusals,
]
