import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { type KeyBlock, type ManagedObject, WrappingMethod } from '../../../codec/index.ts'
import type { Area, Comparison, Entry } from './area.ts'
import { type CipherEntry, listCiphers } from './cipher-inventory.ts'
import { createEnc } from './ciphers.ts'
import type { Openssl } from './openssl.ts'
import { createKey, registerPair, toGenpkeyOptions } from './openssl-key.ts'
import type { ServerUnderTest } from './server-under-test.ts'

interface WrappingEntry extends Entry {
  readonly wrappingMethod: string
  /** Of the encrypting key. */
  readonly cipher: Omit<CipherEntry, 'name' | 'paddingMethod'>
}

const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex')
const copyBytes = (of: Uint8Array): Uint8Array => Uint8Array.from(of)

/** What is asked for with a key to encrypt with, and one to sign with. */
const specificationOf = (
  { wrappingMethod, cipher }: Omit<WrappingEntry, 'name'>,
  encrypting: string,
  signing: string,
) => ({
  wrappingMethod,
  encodingOption: 'NoEncoding',
  ...(wrappingMethod !== 'MACSign' && {
    encryptionKeyInformation: {
      uniqueIdentifier: encrypting,
      ...(cipher.blockCipherMode && { cryptographicParameters: { blockCipherMode: cipher.blockCipherMode } }),
    },
  }),
  ...(wrappingMethod !== 'Encrypt' && { macSignatureKeyInformation: { uniqueIdentifier: signing } }),
})

/** Encrypt with every cipher; the other methods with the usual one. */
const listWrappings = async (server: ServerUnderTest): Promise<readonly WrappingEntry[]> => {
  const [inner, signing] = [
    await server.secret('AES', randomBytes(32)),
    await server.secret('HMAC_SHA256', randomBytes(32)),
  ]
  const usual = { algorithm: 'AES', keyBytes: 32, blockCipherMode: undefined }
  const bare = (await listCiphers(server)).filter(({ paddingMethod }) => paddingMethod === undefined)
  const ciphers = [
    usual,
    ...bare.map(({ algorithm, keyBytes, blockCipherMode }) => ({ algorithm, keyBytes, blockCipherMode })),
  ]
  const each = [...WrappingMethod.entries.keys()].flatMap((wrappingMethod) =>
    (wrappingMethod === 'Encrypt' ? ciphers : [usual]).map(async (cipher) => {
      const encrypting = await server.secret(cipher.algorithm, randomBytes(cipher.keyBytes))
      const keyWrappingSpecification = specificationOf({ wrappingMethod, cipher }, encrypting, signing)
      const { algorithm, keyBytes, blockCipherMode } = cipher
      const name = `${wrappingMethod} with ${algorithm} ${keyBytes * 8}${blockCipherMode ? ` ${blockCipherMode}` : ''}`
      const does = await server.succeeds('Get', { uniqueIdentifier: inner, keyWrappingSpecification })
      return does ? [{ name, wrappingMethod, cipher }] : []
    }),
  )
  return (await Promise.all(each)).flat()
}

const blockOf = (object: ManagedObject): KeyBlock =>
  (object as unknown as { symmetricKey: { keyBlock: KeyBlock } }).symmetricKey.keyBlock

const plainOf = (object: ManagedObject): Uint8Array =>
  (blockOf(object).keyValue as { keyMaterial: Uint8Array }).keyMaterial

/** A key that openssl wrapped, registered with what the server needs to open it, and got in the clear. */
const unwrapByServer = async (
  server: ServerUnderTest,
  bytes: Uint8Array,
  { keyWrappingData }: KeyBlock,
): Promise<Uint8Array> => {
  const keyBlock = {
    keyFormatType: 'Raw',
    keyValue: copyBytes(bytes),
    cryptographicAlgorithm: 'AES',
    cryptographicLength: 256,
    keyWrappingData,
  }
  const wrapped = await server.register('SymmetricKey', { symmetricKey: { keyBlock } })
  return plainOf(await server.get(wrapped, { keyWrapType: 'NotWrapped' }))
}

const hmac = (openssl: Openssl, key: Uint8Array, data: Uint8Array): Promise<Buffer> =>
  openssl.run(['mac', '-macopt', `hexkey:${hex(key)}`, '-digest', 'sha256', '-binary', 'HMAC'], data)

/** Both ways, with everything that the Key Wrapping Data says. */
const compare =
  (entry: WrappingEntry, cipher: string, fixedIv: string | undefined): Comparison =>
  async (openssl, server) => {
    const [material, key, macKey] = [randomBytes(32), randomBytes(entry.cipher.keyBytes), randomBytes(32)]
    const [encrypting, signing] = [
      await server.secret(entry.cipher.algorithm, key),
      await server.secret('HMAC_SHA256', macKey),
    ]
    const inner = await server.secret('AES', material)
    const keyWrappingSpecification = specificationOf(entry, encrypting, signing)
    const block = blockOf(await server.get(inner, { keyWrappingSpecification }))
    const { ivCounterNonce, macSignature } = block.keyWrappingData ?? {}
    const iv = fixedIv ?? (ivCounterNonce && hex(ivCounterNonce))
    const enc = async (way: '-d' | '-e', data: Uint8Array) =>
      openssl.run([
        ...['enc', way, `-${cipher}`, '-nopad', '-K', hex(key), ...(iv ? ['-iv', iv] : [])],
        ...['-in', await openssl.file(data)],
      ])
    const { wrappingMethod } = entry
    const theirs = await enc('-e', material)
    if (wrappingMethod === 'MACSign')
      expect(hex(plainOf({ symmetricKey: { keyBlock: block } } as never))).to.equal(hex(material))
    else {
      expect(hex(await enc('-d', block.keyValue as Uint8Array))).to.equal(hex(material))
      expect(hex(await unwrapByServer(server, theirs, block))).to.equal(hex(material))
    }
    if (wrappingMethod !== 'Encrypt') {
      const signed = wrappingMethod === 'EncryptThenMACSign' ? theirs : material
      expect(hex(macSignature ?? new Uint8Array())).to.equal(hex(await hmac(openssl, macKey, signed)))
    }
  }

/** Get with a Key Wrapping Specification, and keys registered wrapped: KMIP 1.4 §2.1.5, §4.11. */
export const wrappings: Area<WrappingEntry> = {
  title: 'Wrap and unwrap',
  inventory: listWrappings,
  comparison(entry) {
    const { algorithm, keyBytes, blockCipherMode = algorithm === 'AES' ? 'NISTKeyWrap' : undefined } = entry.cipher
    const enc = createEnc({ algorithm, keyBytes, blockCipherMode })
    if (enc && !enc.toIv) return compare(entry, enc.cipher, enc.fixedIv)
    return 'is Encrypt with the tag behind the data: compared there, for openssl does not do it at once'
  },
}

interface RsaEntry extends Entry {
  readonly cryptographicParameters: Readonly<Record<string, string>>
  readonly options: readonly string[]
}

const rsaEntries: readonly RsaEntry[] = [
  {
    name: 'RSA PKCS1V1_5',
    cryptographicParameters: { paddingMethod: 'PKCS1V1_5' },
    options: ['rsa_padding_mode:pkcs1'],
  },
  {
    name: 'RSA OAEP',
    cryptographicParameters: {
      paddingMethod: 'OAEP',
      hashingAlgorithm: 'SHA_256',
      maskGeneratorHashingAlgorithm: 'SHA_256',
    },
    options: ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', 'rsa_mgf1_md:sha256'],
  },
]

/** The same with a key pair; which paddings there are is a matter of Encrypt. */
export const rsaWrappings: Area<RsaEntry> = {
  title: 'Wrap and unwrap',
  inventory: async () => rsaEntries,
  comparison:
    ({ cryptographicParameters, options }) =>
    async (openssl, server) => {
      const key = await createKey(openssl, toGenpkeyOptions('RSA', 2048) ?? [])
      const [privateKey, publicKey] = await registerPair(key, server)
      const material = randomBytes(32)
      const keyWrappingSpecification = {
        wrappingMethod: 'Encrypt',
        encodingOption: 'NoEncoding',
        encryptionKeyInformation: { uniqueIdentifier: publicKey, cryptographicParameters },
      }
      const block = blockOf(await server.get(await server.secret('AES', material), { keyWrappingSpecification }))
      const more = options.flatMap((option) => ['-pkeyopt', option])
      const ours = await openssl.file(block.keyValue as Uint8Array)
      const opened = await openssl.run(['pkeyutl', '-decrypt', '-inkey', key.privateFile, '-in', ours, ...more])
      expect(hex(opened)).to.equal(hex(material))
      const plain = await openssl.file(material)
      const theirs = await openssl.run([
        'pkeyutl',
        '-encrypt',
        '-pubin',
        '-inkey',
        key.publicFile,
        '-in',
        plain,
        ...more,
      ])
      const encryptionKeyInformation = { uniqueIdentifier: privateKey, cryptographicParameters }
      const data = { ...block.keyWrappingData, encryptionKeyInformation } as KeyBlock['keyWrappingData']
      expect(hex(await unwrapByServer(server, theirs, { ...block, keyWrappingData: data }))).to.equal(hex(material))
    },
}
