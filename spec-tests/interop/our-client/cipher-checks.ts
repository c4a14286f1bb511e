import { createCipheriv, createHmac, generateKeyPairSync, pbkdf2Sync, randomBytes, sign, verify } from 'node:crypto'
import { expect } from 'chai'
import { fromKeyObject, toKeyObject } from '../../../client/index.ts'
import type {
  CryptographicParameters,
  CryptographicUsageMask,
  Data,
  ManagedObject,
  UniqueIdentifier,
} from '../../../codec/index.ts'
import { type Check, type Context, createKey, expectFailure } from './context.ts'

const text = Buffer.from('The quick brown fox jumps over the lazy dog.')
const blocks = text.subarray(0, 32)

const hex = (value: Data | undefined): string => Buffer.from((value as Uint8Array | undefined) ?? []).toString('hex')

/** A registered, active key. */
const registerKey = async (
  { client }: Context,
  objectType: 'SymmetricKey' | 'PrivateKey' | 'PublicKey' | 'SecretData',
  object: ManagedObject,
  cryptographicUsageMask: readonly CryptographicUsageMask[],
): Promise<UniqueIdentifier> => {
  const attributes = { cryptographicUsageMask: [...cryptographicUsageMask] }
  const { uniqueIdentifier } = await client.register({ objectType, object, attributes })
  await client.activate({ uniqueIdentifier })
  return uniqueIdentifier
}

const secret = (value: Uint8Array, cryptographicAlgorithm: 'AES' | 'HMAC_SHA256'): ManagedObject => ({
  symmetricKey: {
    keyBlock: {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial: Uint8Array.from(value) },
      cryptographicAlgorithm,
      cryptographicLength: value.length * 8,
    },
  },
})

const modes = [
  ['CBC with PKCS#5', 'aes-256-cbc', { blockCipherMode: 'CBC', paddingMethod: 'PKCS5' }, text, 16],
  ['CBC with ANSI X9.23', undefined, { blockCipherMode: 'CBC', paddingMethod: 'ANSIX9_23' }, text, 16],
  ['CTR', 'aes-256-ctr', { blockCipherMode: 'CTR' }, text, 16],
  ['CFB', 'aes-256-cfb', { blockCipherMode: 'CFB' }, text, 16],
  ['OFB', 'aes-256-ofb', { blockCipherMode: 'OFB' }, text, 16],
] as const satisfies readonly (readonly [string, string | undefined, CryptographicParameters, Uint8Array, number])[]

const ciphers: Check[] = modes.map(([label, cipher, parameters, data, ivSize]) => ({
  name: `Encrypt and Decrypt AES 256 ${label}`,
  since: '1.2',
  async run(context) {
    const { client } = context
    const key = randomBytes(32)
    const uniqueIdentifier = await registerKey(context, 'SymmetricKey', secret(key, 'AES'), ['Encrypt', 'Decrypt'])
    const ivCounterNonce = randomBytes(ivSize)
    const cryptographicParameters = { cryptographicAlgorithm: 'AES', ...parameters } as const
    const encrypted = await client.encrypt({ uniqueIdentifier, cryptographicParameters, data, ivCounterNonce })
    if (cipher) {
      const here = createCipheriv(cipher, key, ivCounterNonce)
      expect(hex(encrypted.data)).to.equal(hex(Buffer.concat([here.update(data), here.final()])))
    }
    const decrypted = await client.decrypt({
      uniqueIdentifier,
      cryptographicParameters,
      data: encrypted.data as Uint8Array,
      ivCounterNonce,
    })
    expect(hex(decrypted.data)).to.equal(hex(data))
  },
}))

const cbc = { cryptographicAlgorithm: 'AES', blockCipherMode: 'CBC', paddingMethod: 'PKCS5' } as const
const hmac = { cryptographicAlgorithm: 'HMAC_SHA256' } as const
const rsa = {
  cryptographicAlgorithm: 'RSA',
  hashingAlgorithm: 'SHA_256',
  paddingMethod: 'PKCS1V1_5',
  digitalSignatureAlgorithm: 'SHA_256WithRSAEncryption',
} as const
const gcm = { cryptographicAlgorithm: 'AES', blockCipherMode: 'GCM', tagLength: 16 } as const

/** Encrypt, Decrypt, MAC, Sign, Signature Verify and Derive Key, compared with node:crypto. */
export const cipherChecks: readonly Check[] = [
  ...ciphers,
  {
    name: 'Encrypt without an IV gives one',
    since: '1.2',
    async run(context) {
      const { client } = context
      const key = randomBytes(32)
      const uniqueIdentifier = await registerKey(context, 'SymmetricKey', secret(key, 'AES'), ['Encrypt', 'Decrypt'])
      const encrypted = await client.encrypt({ uniqueIdentifier, cryptographicParameters: cbc, data: blocks })
      const here = createCipheriv('aes-256-cbc', key, encrypted.ivCounterNonce as Uint8Array)
      expect(hex(encrypted.data)).to.equal(hex(Buffer.concat([here.update(blocks), here.final()])))
    },
  },
  {
    name: 'Encrypt and Decrypt AES 256 GCM',
    since: '1.4',
    async run(context) {
      const { client } = context
      const key = randomBytes(32)
      const uniqueIdentifier = await registerKey(context, 'SymmetricKey', secret(key, 'AES'), ['Encrypt', 'Decrypt'])
      const common = {
        uniqueIdentifier,
        cryptographicParameters: gcm,
        ivCounterNonce: randomBytes(12),
        authenticatedEncryptionAdditionalData: Buffer.from('header'),
      }
      const encrypted = await client.encrypt({ ...common, data: text })
      const here = createCipheriv('aes-256-gcm', key, common.ivCounterNonce)
      here.setAAD(common.authenticatedEncryptionAdditionalData)
      expect(hex(encrypted.data)).to.equal(hex(Buffer.concat([here.update(text), here.final()])))
      expect(hex(encrypted.authenticatedEncryptionTag)).to.equal(hex(here.getAuthTag()))
      const { data, authenticatedEncryptionTag } = encrypted
      if (!data || !authenticatedEncryptionTag) throw new Error('there is no ciphertext or no tag')
      const decrypted = await client.decrypt({ ...common, data, authenticatedEncryptionTag })
      expect(hex(decrypted.data)).to.equal(hex(text))
    },
  },
  {
    name: 'Encrypt with a key that is not active',
    since: '1.2',
    async run(context) {
      const uniqueIdentifier = await createKey(context)
      const call = context.client.encrypt({ uniqueIdentifier, cryptographicParameters: cbc, data: text })
      await expectFailure(call, 'PermissionDenied')
    },
  },
  {
    name: 'MAC',
    since: '1.2',
    async run(context) {
      const key = randomBytes(32)
      const uniqueIdentifier = await registerKey(context, 'SymmetricKey', secret(key, 'HMAC_SHA256'), ['MACGenerate'])
      const { macData } = await context.client.mac({ uniqueIdentifier, cryptographicParameters: hmac, data: text })
      expect(hex(macData)).to.equal(createHmac('sha256', key).update(text).digest('hex'))
    },
  },
  {
    name: 'Sign and Signature Verify',
    since: '1.2',
    async run(context) {
      const { client } = context
      const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const privateKey = fromKeyObject(pair.privateKey, { keyFormatType: 'PKCS_8' })
      const publicKey = fromKeyObject(pair.publicKey, { keyFormatType: 'X_509' })
      const signing = await registerKey(context, 'PrivateKey', privateKey, ['Sign'])
      const verifying = await registerKey(context, 'PublicKey', publicKey, ['Verify'])
      const common = { cryptographicParameters: rsa, data: text }
      const { signatureData } = await client.sign({ uniqueIdentifier: signing, ...common })
      expect(verify('sha256', text, pair.publicKey, signatureData as Uint8Array)).to.equal(true)
      for (const [signature, validity] of [
        [sign('sha256', text, pair.privateKey), 'Valid'],
        [randomBytes(256), 'Invalid'],
      ] as const) {
        const answer = await client.signatureVerify({
          uniqueIdentifier: verifying,
          ...common,
          signatureData: signature,
        })
        expect(answer.validityIndicator).to.equal(validity)
      }
    },
  },
  {
    name: 'Derive Key with PBKDF2',
    async run(context) {
      const { client } = context
      const password = randomBytes(20)
      const base: ManagedObject = {
        secretData: {
          secretDataType: 'Password',
          keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: Uint8Array.from(password) } },
        },
      }
      const uniqueIdentifier = await registerKey(context, 'SecretData', base, ['DeriveKey'])
      const salt = randomBytes(16)
      const derived = await client.deriveKey({
        objectType: 'SymmetricKey',
        uniqueIdentifier: [uniqueIdentifier],
        derivationMethod: 'PBKDF2',
        derivationParameters: {
          cryptographicParameters: { hashingAlgorithm: 'SHA_256' },
          salt,
          iterationCount: 1000,
        },
        attributes: {
          cryptographicAlgorithm: 'AES',
          cryptographicLength: 256,
          cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        },
      })
      const got = toKeyObject(await client.get({ uniqueIdentifier: derived.uniqueIdentifier }))
      expect(hex(got.export())).to.equal(pbkdf2Sync(password, salt, 1000, 32, 'sha256').toString('hex'))
    },
  },
]
