import { createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import {
  attributeList,
  type GetRequest,
  type KeyBlock,
  type KeyWrappingSpecification,
  type PlainKeyValue,
  Tag,
  TtlvReader,
  type Version,
} from '../../../codec/index.ts'
import { KeyValue } from '../../../codec/kmip/object/key-value.ts'
import { versionIndex } from '../../../codec/kmip/version.ts'
import { defaultLimits } from '../../../codec/wire/limits.ts'
import { unwrapKey, wrapKey } from '../../crypto/cipher/key-wrap.ts'
import { type Conversation, openConversation } from '../../testing/conversation.ts'

type Attributes = Parameters<typeof attributeList>[0]

const kek = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const material = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
/** RFC 3394 §4.1. */
const wrappedMaterial = Buffer.from('1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5', 'hex')
const active = { activationDate: new Date(0) }
const random = (size: number) => randomBytes(size)

describe('keys wrapped (KMIP 1.4 §2.1.5, 2.1 §3.3)', () => {
  let talk: Conversation
  before(async () => {
    talk = await openConversation()
  })
  after(() => talk.close())

  const key = async (keyMaterial: Uint8Array, attributes: Attributes, more: Partial<KeyBlock> = {}) => {
    const keyBlock = {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 128,
      ...more,
    } as const
    const asked = {
      objectType: 'SymmetricKey',
      attributes: attributeList(attributes),
      object: { symmetricKey: { keyBlock } },
    }
    return (await talk.ask('Register', asked as never)).uniqueIdentifier as string
  }
  const wrapping = (attributes: Attributes = {}, bytes: Uint8Array = kek) =>
    key(
      bytes,
      { ...active, cryptographicUsageMask: ['WrapKey', 'UnwrapKey'], ...attributes },
      { cryptographicLength: bytes.length * 8 },
    )
  const specification = (uniqueIdentifier: string, more: object = {}): KeyWrappingSpecification => ({
    wrappingMethod: 'Encrypt',
    encryptionKeyInformation: { uniqueIdentifier },
    ...more,
  })
  const get = async (
    uniqueIdentifier: string,
    wish: Omit<GetRequest, 'uniqueIdentifier'> = {},
    version: Version = '2.1',
  ) => {
    const { object } = await talk.ask('Get', { uniqueIdentifier, ...wish }, { version })
    return (object as { symmetricKey: { keyBlock: KeyBlock } }).symmetricKey.keyBlock
  }
  const refusal = async (
    uniqueIdentifier: string,
    wish: Omit<GetRequest, 'uniqueIdentifier'>,
    version: Version = '2.1',
  ) => (await talk.refusal('Get', { uniqueIdentifier, ...wish }, { version }))[0]
  const keyValueIn = (ttlv: Uint8Array, version: Version) => {
    const reader = new TtlvReader(Uint8Array.from(ttlv), defaultLimits)
    expect(reader.is(Tag.KeyValue)).to.equal(true)
    return KeyValue.type.read(reader, { version: versionIndex(version) }, { keyFormatType: 'Raw' }) as PlainKeyValue
  }

  it('gives the key alone without encoding', async () => {
    const [outer, inner] = [await wrapping(), await key(material, {})]
    for (const version of ['1.1', '1.4', '2.0', '2.1'] as const) {
      const keyWrappingSpecification = specification(outer, { encodingOption: 'NoEncoding' })
      const block = await get(inner, { keyWrappingSpecification }, version)
      expect(block.keyValue).to.deep.equal(Uint8Array.from(wrappedMaterial))
      expect(block.keyWrappingData).to.deep.equal({
        wrappingMethod: 'Encrypt',
        encryptionKeyInformation: { uniqueIdentifier: outer },
        encodingOption: 'NoEncoding',
      })
    }
  })

  it('gives the Key Value in TTLV of the version, with the attributes asked for', async () => {
    const [outer, inner] = [await wrapping(), await key(material, { ...active, objectGroup: 'g' })]
    for (const version of ['1.0', '1.2', '1.4', '2.0', '2.1'] as const) {
      const keyWrappingSpecification = specification(outer, { attributeName: ['Object Group', 'State'] })
      const block = await get(inner, { keyWrappingSpecification }, version)
      const opened = unwrapKey({ key: createSecretKey(kek), algorithm: 'AES', data: block.keyValue as Uint8Array })
      expect(keyValueIn(opened, version)).to.deep.equal({
        keyMaterial: Uint8Array.from(material),
        attributes: [
          { attribute: 'ObjectGroup', value: 'g' },
          { attribute: 'State', value: 'Active' },
        ],
      })
    }
    const both = specification(outer, { attributeName: ['State'], encodingOption: 'NoEncoding' })
    expect(await refusal(inner, { keyWrappingSpecification: both })).to.equal('EncodingOptionError')
    const structure = { keyFormatType: 'TransparentSymmetricKey' as const }
    const bare = specification(outer, { encodingOption: 'NoEncoding' })
    expect(await refusal(inner, { keyWrappingSpecification: bare, ...structure })).to.equal('EncodingOptionError')
    expect((await get(inner, { keyWrappingSpecification: specification(outer), ...structure })).keyFormatType).to.equal(
      'TransparentSymmetricKey',
    )
  })

  it('wraps in other modes, and says the IV', async () => {
    const inner = await key(material, {})
    const cryptographicParameters = { blockCipherMode: 'CBC', paddingMethod: 'PKCS5' } as const
    const outer = await wrapping({ cryptographicParameters })
    const block = await get(inner, { keyWrappingSpecification: specification(outer, { encodingOption: 'NoEncoding' }) })
    const iv = block.keyWrappingData?.ivCounterNonce as Uint8Array
    const decipher = createDecipheriv('aes-128-cbc', kek, iv)
    expect(Buffer.concat([decipher.update(block.keyValue as Uint8Array), decipher.final()])).to.deep.equal(material)
    const gcm = {
      encryptionKeyInformation: { uniqueIdentifier: outer, cryptographicParameters: { blockCipherMode: 'GCM' } },
    }
    expect(await refusal(inner, { keyWrappingSpecification: specification(outer, gcm) })).to.equal(
      'BadCryptographicParameters',
    )
  })

  it('keeps a key that was wrapped outside as it is, and unwraps it where it may', async () => {
    const outer = await wrapping({
      cryptographicParameters: [{ blockCipherMode: 'NISTKeyWrap' }, { blockCipherMode: 'CBC' }],
    })
    const keyWrappingData = { ...specification(outer), encodingOption: 'NoEncoding' } as const
    const inner = await key(wrappedMaterial, {}, { keyValue: Uint8Array.from(wrappedMaterial), keyWrappingData })
    for (const keyWrapType of [undefined, 'AsRegistered'] as const) {
      const block = await get(inner, { keyWrapType, keyFormatType: 'Raw' })
      expect(block.keyValue).to.deep.equal(Uint8Array.from(wrappedMaterial))
      expect(block.keyWrappingData).to.deep.equal(keyWrappingData)
    }
    expect(await talk.values(inner, 'Digest')).to.deep.equal([])
    expect(await talk.values(inner, 'Link')).to.deep.equal([
      { linkType: 'WrappingKeyLink', linkedObjectIdentifier: outer },
    ])
    const plain = { keyMaterial: Uint8Array.from(material) }
    const unwrapped = await get(inner, { keyWrapType: 'NotWrapped' })
    expect([unwrapped.keyValue, unwrapped.keyWrappingData]).to.deep.equal([plain, undefined])
    const transparent = await get(inner, { keyWrapType: 'NotWrapped', keyFormatType: 'TransparentSymmetricKey' })
    expect((transparent.keyValue as PlainKeyValue).keyMaterial).to.deep.equal({ key: Uint8Array.from(material) })
    expect(await refusal(inner, { keyFormatType: 'TransparentSymmetricKey' })).to.equal('KeyFormatTypeNotSupported')

    const other = await wrapping({}, randomBytes(32))
    const rewrapped = await get(inner, {
      keyWrappingSpecification: specification(other, { encodingOption: 'NoEncoding' }),
    })
    expect(rewrapped.keyWrappingData?.encryptionKeyInformation?.uniqueIdentifier).to.equal(other)
    expect(
      await refusal(inner, { keyWrappingSpecification: specification(other), keyWrapType: 'NotWrapped' }),
    ).to.equal('InvalidField')
  })

  it('unwraps a Key Value in TTLV, and one inside a structure (TC-WRAP-1)', async () => {
    const outer = await wrapping()
    const source = await key(material, {})
    const block = await get(source, { keyWrappingSpecification: specification(outer) }, '1.4')
    const inner = await key(material, {}, { keyValue: block.keyValue, keyWrappingData: block.keyWrappingData })
    expect((await get(inner, { keyWrapType: 'NotWrapped' })).keyValue).to.deep.equal({
      keyMaterial: Uint8Array.from(material),
    })
    const structured = await key(
      wrappedMaterial,
      {},
      { keyWrappingData: { ...specification(outer), encodingOption: 'NoEncoding' } as never },
    )
    expect((await get(structured)).keyValue).to.deep.equal({ keyMaterial: Uint8Array.from(wrappedMaterial) })
    expect((await get(structured, { keyWrapType: 'NotWrapped' })).keyValue).to.deep.equal({
      keyMaterial: Uint8Array.from(material),
    })
  })

  it('says what is wrong with the wrapping key, not what the bytes are', async () => {
    const noUnwrap = await wrapping({ cryptographicUsageMask: ['WrapKey'] })
    const wrapped = (
      uniqueIdentifier: string,
      bytes: Uint8Array = wrappedMaterial,
      more: object = { encodingOption: 'NoEncoding' },
    ) =>
      key(
        bytes,
        {},
        { keyValue: Uint8Array.from(bytes), keyWrappingData: { ...specification(uniqueIdentifier), ...more } as never },
      )
    const open = async (inner: string) => refusal(inner, { keyWrapType: 'NotWrapped' })
    expect(await open(await wrapped(noUnwrap))).to.equal('IncompatibleCryptographicUsageMask')
    expect(await open(await wrapped('of another server'))).to.equal('WrappingObjectNotFound')
    const outer = await wrapping()
    expect(await open(await wrapped(outer, randomBytes(24)))).to.equal('CryptographicFailure')
    const noKeyValue = wrapKey({ key: createSecretKey(kek), algorithm: 'AES', data: randomBytes(32), random }).data
    expect(await open(await wrapped(outer, noKeyValue, {}))).to.equal('CryptographicFailure')
    const inner = await wrapped(outer)
    await talk.ask('Revoke', { uniqueIdentifier: outer, revocationReason: { revocationReasonCode: 'Unspecified' } })
    await talk.ask('Destroy', { uniqueIdentifier: outer })
    expect(await open(inner)).to.equal('WrappingObjectDestroyed')
    expect((await get(inner)).keyValue).to.deep.equal(Uint8Array.from(wrappedMaterial))
  })

  it('refuses to wrap with keys that may not, and with the key itself', async () => {
    const inner = await wrapping()
    const wrap = async (outer: string) => refusal(inner, { keyWrappingSpecification: specification(outer) })
    expect(await wrap(inner)).to.equal('InvalidField')
    expect(await wrap(await wrapping({ cryptographicUsageMask: ['Encrypt'] }))).to.equal(
      'IncompatibleCryptographicUsageMask',
    )
    expect(await wrap(await wrapping({ activationDate: undefined }))).to.equal('WrongKeyLifecycleState')
    expect(await wrap('nowhere')).to.equal('WrappingObjectNotFound')
    const [outer, asked] = [await wrapping(), { uniqueIdentifier: inner }]
    const bob = { as: 'bob' }
    const { uniqueIdentifier } = await talk.ask(
      'Create',
      {
        objectType: 'SymmetricKey',
        attributes: attributeList({ cryptographicAlgorithm: 'AES', cryptographicLength: 128 }),
      },
      bob,
    )
    const stolen = { ...asked, uniqueIdentifier, keyWrappingSpecification: specification(outer) }
    expect((await talk.refusal('Get', stolen, bob))[0]).to.equal('PermissionDenied')
  })

  it('counts a use of the wrapping key, and stops at its Usage Limits', async () => {
    const outer = await wrapping({ usageLimits: { usageLimitsTotal: 2n, usageLimitsUnit: 'Object' } })
    const inner = await key(material, {})
    const wish = { keyWrappingSpecification: specification(outer) }
    await get(inner, wish)
    await get(inner, wish)
    expect((await talk.values(outer, 'UsageLimits'))[0]?.usageLimitsCount).to.equal(0n)
    expect(await refusal(inner, wish)).to.equal('PermissionDenied')
  })

  const pair = async (attributes: Attributes, [ofPrivate, ofPublic]: [Attributes, Attributes]) => {
    const made = await talk.ask('CreateKeyPair', {
      commonAttributes: attributeList({ ...active, ...attributes }),
      privateKeyAttributes: attributeList(ofPrivate),
      publicKeyAttributes: attributeList(ofPublic),
    })
    return { private: made.privateKeyUniqueIdentifier as string, public: made.publicKeyUniqueIdentifier as string }
  }
  /** Registers what Get gave, as another server would, and asks for it unwrapped. */
  const broughtBack = async ({ keyValue, keyWrappingData }: KeyBlock) =>
    key(material, {}, { keyValue: keyValue as never, keyWrappingData: keyWrappingData as never })

  for (const cryptographicParameters of [
    { paddingMethod: 'OAEP', hashingAlgorithm: 'SHA_256' },
    { paddingMethod: 'PKCS1V1_5' },
  ] as const)
    it(`wraps with an RSA public key (${cryptographicParameters.paddingMethod}), unwraps with its private key`, async () => {
      const rsa = await pair({ cryptographicAlgorithm: 'RSA', cryptographicLength: 2048, cryptographicParameters }, [
        { cryptographicUsageMask: ['UnwrapKey'] },
        { cryptographicUsageMask: ['WrapKey'] },
      ])
      const inner = await key(material, {})
      for (const encodingOption of ['NoEncoding', 'TTLVEncoding'] as const) {
        const block = await get(inner, { keyWrappingSpecification: specification(rsa.public, { encodingOption }) })
        expect(block.keyValue).to.have.length(256)
        const back = await get(await broughtBack(block), { keyWrapType: 'NotWrapped' })
        expect(back.keyValue).to.deep.equal({ keyMaterial: Uint8Array.from(material) })
        const changed = Uint8Array.from(block.keyValue as Uint8Array).fill(7, 100)
        const spoiled = await broughtBack({ ...block, keyValue: changed })
        if (cryptographicParameters.paddingMethod === 'OAEP')
          expect(await refusal(spoiled, { keyWrapType: 'NotWrapped' })).to.equal('CryptographicFailure')
      }
      expect(await refusal(inner, { keyWrappingSpecification: specification(rsa.private) })).to.equal(
        'IncompatibleCryptographicUsageMask',
      )
    })

  const macs = async (masks: readonly ('MACGenerate' | 'MACVerify')[] = ['MACGenerate', 'MACVerify']) =>
    (
      await talk.ask('Create', {
        objectType: 'SymmetricKey',
        attributes: attributeList({
          ...active,
          cryptographicAlgorithm: 'HMAC_SHA256',
          cryptographicLength: 256,
          cryptographicUsageMask: [...masks],
        }),
      })
    ).uniqueIdentifier as string
  const signers = () =>
    pair(
      {
        cryptographicAlgorithm: 'EC',
        cryptographicLength: 256,
        cryptographicParameters: { digitalSignatureAlgorithm: 'ECDSAWithSHA256' },
      },
      [{ cryptographicUsageMask: ['Sign'] }, { cryptographicUsageMask: ['Verify'] }],
    )

  for (const wrappingMethod of ['MACSign', 'EncryptThenMACSign', 'MACSignThenEncrypt'] as const)
    it(`does ${wrappingMethod} with a MAC and with a signature, and notices what was changed`, async () => {
      const inner = await key(material, { objectGroup: 'g' })
      const isEncrypted = wrappingMethod !== 'MACSign'
      for (const uniqueIdentifier of [await macs(), (await signers()).private, (await signers()).public]) {
        const keyWrappingSpecification: KeyWrappingSpecification = {
          wrappingMethod,
          ...(isEncrypted && { encryptionKeyInformation: { uniqueIdentifier: await wrapping() } }),
          macSignatureKeyInformation: { uniqueIdentifier },
          attributeName: ['Object Group'],
        }
        const block = await get(inner, { keyWrappingSpecification })
        const { macSignature } = block.keyWrappingData ?? {}
        expect(macSignature?.length).to.be.greaterThan(31)
        expect(block.keyValue instanceof Uint8Array).to.equal(isEncrypted)
        const id = await broughtBack(block)
        expect((await get(id)).keyWrappingData).to.deep.equal(block.keyWrappingData)
        const back = await get(id, { keyWrapType: 'NotWrapped' })
        expect(back.keyWrappingData).to.equal(undefined)
        expect((back.keyValue as PlainKeyValue).keyMaterial).to.deep.equal(Uint8Array.from(material))
        const changed = Uint8Array.from(macSignature as Uint8Array)
        changed[20] = (changed[20] as number) ^ 1
        const spoiled = await broughtBack({
          ...block,
          keyWrappingData: { ...block.keyWrappingData, macSignature: changed } as never,
        })
        expect(await refusal(spoiled, { keyWrapType: 'NotWrapped' })).to.equal('CryptographicFailure')
      }
    })

  it('makes the MAC over what the method says (KMIP 1.4 §2.1.5)', async () => {
    const inner = await key(material, {})
    const [macKey, outer] = [await macs(), await wrapping()]
    const { object } = await talk.ask('Get', { uniqueIdentifier: macKey })
    const secret = (object as { symmetricKey: { keyBlock: { keyValue: PlainKeyValue } } }).symmetricKey.keyBlock
      .keyValue
    const expected = (data: Uint8Array) =>
      Uint8Array.from(
        createHmac('sha256', secret.keyMaterial as Uint8Array)
          .update(data)
          .digest(),
      )
    const both = {
      encryptionKeyInformation: { uniqueIdentifier: outer },
      macSignatureKeyInformation: { uniqueIdentifier: macKey },
      encodingOption: 'NoEncoding',
    } as const
    for (const [wrappingMethod, data] of [
      ['MACSign', material],
      ['MACSignThenEncrypt', material],
      ['EncryptThenMACSign', wrappedMaterial],
    ] as const) {
      const block = await get(inner, { keyWrappingSpecification: { wrappingMethod, ...both } })
      expect(block.keyWrappingData?.macSignature, wrappingMethod).to.deep.equal(expected(data))
    }
  })

  it('refuses a MAC or signature with keys that may not, and one key for both', async () => {
    const inner = await key(material, {})
    const sign = async (
      uniqueIdentifier: string | undefined,
      wrappingMethod: 'MACSign' | 'EncryptThenMACSign' = 'MACSign',
      outer?: string,
    ) =>
      refusal(inner, {
        keyWrappingSpecification: {
          wrappingMethod,
          ...(outer && { encryptionKeyInformation: { uniqueIdentifier: outer } }),
          ...(uniqueIdentifier && { macSignatureKeyInformation: { uniqueIdentifier } }),
        },
      })
    expect(await sign(await macs(['MACVerify']))).to.equal('IncompatibleCryptographicUsageMask')
    expect(await sign(undefined)).to.equal('InvalidField')
    expect(await sign(await macs(), 'EncryptThenMACSign')).to.equal('InvalidField')
    const cryptographicUsageMask = ['WrapKey', 'MACGenerate'] as const
    const one = await wrapping({
      cryptographicUsageMask: [...cryptographicUsageMask],
      cryptographicParameters: [{ blockCipherMode: 'NISTKeyWrap' }, { blockCipherMode: 'CMAC' }],
    })
    const asked = {
      wrappingMethod: 'EncryptThenMACSign',
      encryptionKeyInformation: { uniqueIdentifier: one },
      macSignatureKeyInformation: { uniqueIdentifier: one, cryptographicParameters: { blockCipherMode: 'CMAC' } },
    } as const
    expect(await refusal(inner, { keyWrappingSpecification: asked })).to.equal('InvalidField')
  })

  it('lets no Sensitive key out with a MAC alone', async () => {
    const inner = await key(material, { sensitive: true })
    const macSignatureKeyInformation = { uniqueIdentifier: await macs() }
    expect(
      await refusal(inner, { keyWrappingSpecification: { wrappingMethod: 'MACSign', macSignatureKeyInformation } }),
    ).to.equal('Sensitive')
  })

  it('lets a Sensitive key out encrypted only', async () => {
    const inner = await key(material, { sensitive: true })
    const outer = await wrapping()
    expect(await refusal(inner, {})).to.equal('Sensitive')
    expect((await get(inner, { keyWrappingSpecification: specification(outer) })).keyWrappingData).to.not.equal(
      undefined,
    )
    const keyWrappingData = { ...specification(outer), encodingOption: 'NoEncoding' } as const
    const outside = await key(
      wrappedMaterial,
      { sensitive: true },
      { keyValue: Uint8Array.from(wrappedMaterial), keyWrappingData },
    )
    expect((await get(outside)).keyValue).to.deep.equal(Uint8Array.from(wrappedMaterial))
    expect(await refusal(outside, { keyWrapType: 'NotWrapped' })).to.equal('Sensitive')
  })

  it('refuses Key Blocks that contradict themselves', async () => {
    const register = async (block: object) =>
      (
        await talk.refusal('Register', {
          objectType: 'SymmetricKey',
          attributes: [],
          object: {
            symmetricKey: {
              keyBlock: { keyFormatType: 'Raw', cryptographicAlgorithm: 'AES', cryptographicLength: 128, ...block },
            },
          },
        } as never)
      )[0]
    const outer = await wrapping()
    const bytes = Uint8Array.from(wrappedMaterial)
    expect(await register({ keyValue: bytes })).to.equal('InvalidField')
    expect(await register({ keyValue: bytes, keyWrappingData: { wrappingMethod: 'Encrypt' } })).to.equal('InvalidField')
    const information = { uniqueIdentifier: outer }
    expect(
      await register({
        keyValue: bytes,
        keyWrappingData: { wrappingMethod: 'Encrypt', macSignatureKeyInformation: information },
      }),
    ).to.equal('InvalidField')
    expect(
      await register({ keyWrappingData: { wrappingMethod: 'Encrypt', encryptionKeyInformation: information } }),
    ).to.equal('InvalidField')
    expect(await register({ keyFormatType: 'TransparentSymmetricKey', keyValue: { keyMaterial: bytes } })).to.equal(
      'InvalidField',
    )
  })
})
