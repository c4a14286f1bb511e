import { createHash, pbkdf2Sync, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { toKeyObject } from '../../../client/index.ts'
import type { Data, UniqueIdentifier } from '../../../codec/index.ts'
import { createActiveKey, createKeyPair, type TourContext } from './context.ts'

const text = Buffer.from('The quick brown fox jumps over the lazy dog.')
const cbc = { cryptographicAlgorithm: 'AES', blockCipherMode: 'CBC', paddingMethod: 'PKCS5' } as const
const gcm = { cryptographicAlgorithm: 'AES', blockCipherMode: 'GCM', tagLength: 16 } as const
const hmac = { cryptographicAlgorithm: 'HMAC_SHA256' } as const
const rsa = {
  cryptographicAlgorithm: 'RSA',
  hashingAlgorithm: 'SHA_256',
  paddingMethod: 'PKCS1V1_5',
  digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption',
} as const

const toBytes = (value: Data | undefined): Uint8Array => {
  if (value instanceof Uint8Array) return value
  throw new Error('the answer has no data')
}

const expectText = (value: Data | undefined): void => {
  expect(Buffer.from(toBytes(value)).toString()).to.equal(text.toString())
}

const encryptAndDecrypt = async (context: TourContext): Promise<void> => {
  const { client } = context
  const uniqueIdentifier = await createActiveKey(context)
  const common = { uniqueIdentifier, cryptographicParameters: cbc, ivCounterNonce: randomBytes(16) }
  const { data } = await client.encrypt({ ...common, data: text })
  expectText((await client.decrypt({ ...common, data: toBytes(data) })).data)
}

/** Decrypts in GCM what the server encrypted in it. */
const openSealed = async (context: TourContext): Promise<void> => {
  const { client } = context
  const uniqueIdentifier = await createActiveKey(context)
  const ivCounterNonce = randomBytes(12)
  const common = { uniqueIdentifier, cryptographicParameters: gcm, ivCounterNonce }
  const { data, authenticatedEncryptionTag } = await client.encrypt({ ...common, data: text })
  if (!authenticatedEncryptionTag) throw new Error('the answer has no tag')
  expectText((await client.decrypt({ ...common, data: toBytes(data), authenticatedEncryptionTag })).data)
}

const createActivePair = async (context: TourContext) => {
  const pair = await createKeyPair(context)
  await context.client.activate({ uniqueIdentifier: pair.privateKey })
  await context.client.activate({ uniqueIdentifier: pair.publicKey })
  return pair
}

const signAndVerify = async (context: TourContext): Promise<void> => {
  const { client } = context
  const { privateKey, publicKey } = await createActivePair(context)
  const common = { cryptographicParameters: rsa, data: text }
  const { signatureData } = await client.sign({ uniqueIdentifier: privateKey, ...common })
  if (!signatureData) throw new Error('the answer has no signature')
  const verified = await client.signatureVerify({ uniqueIdentifier: publicKey, ...common, signatureData })
  expect(verified.validityIndicator).to.equal('Valid')
}

const registerMacKey = async ({ client, keep, name }: TourContext): Promise<UniqueIdentifier> => {
  const keyBlock = {
    keyFormatType: 'Raw',
    keyValue: { keyMaterial: Uint8Array.from(randomBytes(32)) },
    cryptographicAlgorithm: 'HMAC_SHA256',
    cryptographicLength: 256,
  } as const
  const { uniqueIdentifier } = await client.register({
    objectType: 'SymmetricKey',
    object: { symmetricKey: { keyBlock } },
    attributes: { name: name(), cryptographicUsageMask: ['MACGenerate', 'MACVerify'] },
  })
  await client.activate({ uniqueIdentifier: keep(uniqueIdentifier) })
  return uniqueIdentifier
}

/** Cryptography in the server; what can be compared is compared with node:crypto. */
export const cryptographyStops = {
  Encrypt: encryptAndDecrypt,
  async Decrypt(context: TourContext) {
    await encryptAndDecrypt(context)
    if (context.version >= '1.4') await openSealed(context)
  },
  Sign: signAndVerify,
  SignatureVerify: signAndVerify,
  async MAC(context: TourContext) {
    const uniqueIdentifier = await registerMacKey(context)
    const { macData } = await context.client.mac({ uniqueIdentifier, cryptographicParameters: hmac, data: text })
    expect(macData).to.have.lengthOf(32)
  },
  async MACVerify(context: TourContext) {
    const common = { uniqueIdentifier: await registerMacKey(context), cryptographicParameters: hmac, data: text }
    const { macData } = await context.client.mac(common)
    if (!macData) throw new Error('the answer has no MAC')
    const { validityIndicator } = await context.client.macVerify({ ...common, macData })
    expect(validityIndicator).to.equal('Valid')
  },
  async Hash({ client }: TourContext) {
    const { data } = await client.hash({ cryptographicParameters: { hashingAlgorithm: 'SHA_256' }, data: text })
    expect(Buffer.from(toBytes(data)).toString('hex')).to.equal(createHash('sha256').update(text).digest('hex'))
  },
  async RNGRetrieve({ client }: TourContext) {
    expect(toBytes((await client.rngRetrieve({ dataLength: 32 })).data)).to.have.lengthOf(32)
  },
  async RNGSeed({ client }: TourContext) {
    await client.rngSeed({ data: randomBytes(32) })
  },
  async DeriveKey(context: TourContext) {
    const { client, keep, name } = context
    const password = Uint8Array.from(randomBytes(20))
    const keyBlock = { keyFormatType: 'Opaque', keyValue: { keyMaterial: password } } as const
    const base = await client.register({
      objectType: 'SecretData',
      object: { secretData: { secretDataType: 'Password', keyBlock } },
      attributes: { name: name(), cryptographicUsageMask: ['DeriveKey'] },
    })
    await client.activate({ uniqueIdentifier: keep(base.uniqueIdentifier) })
    const salt = randomBytes(16)
    const derived = await client.deriveKey({
      objectType: 'SymmetricKey',
      uniqueIdentifier: [base.uniqueIdentifier],
      derivationMethod: 'PBKDF2',
      derivationParameters: { cryptographicParameters: { hashingAlgorithm: 'SHA_256' }, salt, iterationCount: 1000 },
      attributes: {
        name: name(),
        cryptographicAlgorithm: 'AES',
        cryptographicLength: 256,
        cryptographicUsageMask: ['Encrypt', 'Decrypt'],
      },
    })
    const got = toKeyObject(await client.get({ uniqueIdentifier: keep(derived.uniqueIdentifier) }))
    expect(got.export().toString('hex')).to.equal(pbkdf2Sync(password, salt, 1000, 32, 'sha256').toString('hex'))
  },
}
