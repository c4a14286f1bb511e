import { createHash, createHmac, hkdfSync, pbkdf2Sync } from 'node:crypto'
import { expect } from 'chai'
import { attributeList, type DeriveKeyRequest, keyMaterialOf, type Version } from '../../../codec/index.ts'
import { type Conversation, openConversation } from '../../testing/conversation.ts'

const material = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
const active = { activationDate: new Date(0) }
const mayDerive = { ...active, cryptographicUsageMask: ['DeriveKey'] } as const
const aes = { cryptographicAlgorithm: 'AES', cryptographicLength: 128 } as const
const sha256 = { hashingAlgorithm: 'SHA_256' } as const

describe('Derive Key', () => {
  let talk: Conversation
  before(async () => {
    talk = await openConversation()
  })
  after(() => talk.close())

  const key = async (attributes: Parameters<typeof attributeList>[0] = mayDerive, keyMaterial: Uint8Array = material) =>
    (
      await talk.ask('Register', {
        objectType: 'SymmetricKey',
        attributes: attributeList({ ...aes, cryptographicLength: keyMaterial.length * 8, ...attributes }),
        object: {
          symmetricKey: {
            keyBlock: {
              keyFormatType: 'Raw',
              keyValue: { keyMaterial },
              cryptographicAlgorithm: 'AES',
              cryptographicLength: keyMaterial.length * 8,
            },
          },
        },
      })
    ).uniqueIdentifier as string
  const secret = async (text: string, attributes: Parameters<typeof attributeList>[0] = mayDerive) =>
    (
      await talk.ask('Register', {
        objectType: 'SecretData',
        attributes: attributeList(attributes),
        object: {
          secretData: {
            secretDataType: 'Password',
            keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: Buffer.from(text) } },
          },
        },
      })
    ).uniqueIdentifier as string
  const request = (
    uniqueIdentifier: string | string[],
    derivationMethod: DeriveKeyRequest['derivationMethod'],
    derivationParameters: DeriveKeyRequest['derivationParameters'],
    attributes: Parameters<typeof attributeList>[0] = aes,
    objectType: DeriveKeyRequest['objectType'] = 'SymmetricKey',
  ): DeriveKeyRequest => ({
    objectType,
    uniqueIdentifier: Array.isArray(uniqueIdentifier) ? uniqueIdentifier : [uniqueIdentifier],
    derivationMethod,
    derivationParameters,
    attributes: attributeList(attributes),
  })
  const derive = async (given: DeriveKeyRequest, version?: Version) =>
    (await talk.ask('DeriveKey', given, version && { version })).uniqueIdentifier as string
  const bytes = async (uniqueIdentifier: string) => {
    const { object } = await talk.ask('Get', { uniqueIdentifier })
    return Buffer.from(keyMaterialOf(object) as Uint8Array)
  }
  const refusal = async (given: DeriveKeyRequest, version: Version = '2.1') =>
    (await talk.refusal('DeriveKey', given, { version }))[0]

  it('hashes a key, in every version, and links both (KMIP 1.4 §4.6)', async () => {
    const expected = createHash('sha256').update(material).digest().subarray(0, 16)
    const base = await key()
    const made: string[] = []
    for (const version of ['1.0', '1.2', '1.4', '2.0', '2.1'] as const)
      made.push(await derive(request(base, 'HASH', { cryptographicParameters: sha256 }), version))
    for (const each of made) {
      expect(await bytes(each)).to.deep.equal(expected)
      expect(await talk.values(each, 'Link')).to.deep.equal([
        { linkType: 'DerivationBaseObjectLink', linkedObjectIdentifier: base },
      ])
    }
    expect(await talk.values(base, 'Link')).to.deep.equal(
      made.map((linkedObjectIdentifier) => ({ linkType: 'DerivedKeyLink', linkedObjectIdentifier })),
    )
  })

  it('derives from a password, in a length that the algorithm has', async () => {
    const password = await secret('correct horse')
    const parameters = { cryptographicParameters: sha256, salt: Buffer.from('salt'), iterationCount: 1000 }
    for (const [cryptographicAlgorithm, cryptographicLength, size] of [
      ['AES', 256, 32],
      ['DES3', 168, 24],
      ['DES3', 192, 24],
      ['HMAC_SHA512', 512, 64],
    ] as const) {
      const made = await derive(
        request(password, 'PBKDF2', parameters, { cryptographicAlgorithm, cryptographicLength }),
      )
      expect(await bytes(made)).to.deep.equal(pbkdf2Sync('correct horse', 'salt', 1000, size, 'sha256'))
      expect(await talk.values(made, 'CryptographicLength')).to.deep.equal([cryptographicLength])
    }
  })

  it('takes Derivation Data as bytes or as Secret Data, whichever comes first', async () => {
    const base = await key({ ...mayDerive, cryptographicParameters: sha256 })
    const data = await secret('data')
    const expected = createHmac('sha256', material).update('data').digest()
    const secretData = [{ cryptographicLength: 256 }, 'SecretData'] as const
    for (const given of [
      request(base, 'HMAC', { derivationData: [Buffer.from('data')] }, ...secretData),
      request([base, data], 'HMAC', {}, ...secretData),
      request([data, base], 'HMAC', {}, ...secretData),
    ]) {
      for (const version of ['1.0', '1.4', '2.0'] as const)
        expect(await bytes(await derive(given, version))).to.deep.equal(expected)
      const made = await derive(given)
      expect(await bytes(made)).to.deep.equal(expected)
      expect((await talk.values(made, 'Link')).map((link) => link.linkedObjectIdentifier)).to.deep.equal(
        given.uniqueIdentifier,
      )
    }
    expect(await refusal(request([base, data], 'HMAC', { derivationData: [Buffer.from('data')] }))).to.equal(
      'InvalidMessage',
    )
    expect(await refusal(request([base, data, await key()], 'HMAC', {}))).to.equal('InvalidField')
    expect(await refusal(request([base, base], 'HMAC', {}))).to.equal('InvalidField')
    expect(await refusal(request([base, await key()], 'HMAC', {}))).to.equal('InvalidField')
  })

  it('does HKDF where the version has it', async () => {
    const salt = Buffer.from('salt')
    const parameters = { salt, derivationData: [Buffer.from('info')] }
    const made = await derive(request(await key(), 'HKDF', parameters))
    expect(await bytes(made)).to.deep.equal(Buffer.from(hkdfSync('sha256', material, salt, 'info', 16)))
  })

  it('agrees on a secret with the key of another (KMIP 2.1 §11.14)', async () => {
    const pairs = [
      { cryptographicAlgorithm: 'ECDH', cryptographicDomainParameters: { recommendedCurve: 'CURVE25519' } },
      { cryptographicAlgorithm: 'ECDH', cryptographicDomainParameters: { recommendedCurve: 'CURVE448' } },
      { cryptographicAlgorithm: 'ECDH', cryptographicDomainParameters: { recommendedCurve: 'P_521' } },
      { cryptographicAlgorithm: 'EC', cryptographicLength: 256 },
    ] as const
    for (const common of pairs) {
      const commonAttributes = attributeList({ ...common, ...mayDerive })
      const [one, other] = [
        await talk.ask('CreateKeyPair', { commonAttributes }),
        await talk.ask('CreateKeyPair', { commonAttributes }),
      ] as { privateKeyUniqueIdentifier: string; publicKeyUniqueIdentifier: string }[]
      if (!one || !other) throw new Error('no pairs')
      const mine = [one.privateKeyUniqueIdentifier, other.publicKeyUniqueIdentifier]
      const theirs = [one.publicKeyUniqueIdentifier, other.privateKeyUniqueIdentifier]
      const made = [
        await derive(request(mine, 'AsymmetricKey', {})),
        await derive(request(theirs, 'AsymmetricKey', {})),
      ]
      expect(await bytes(made[0] as string)).to.deep.equal(await bytes(made[1] as string))
      expect(await refusal(request(mine.slice(0, 1), 'AsymmetricKey', {}))).to.equal('InvalidObjectType')
      expect(await refusal(request(mine, 'HASH', { cryptographicParameters: sha256 }))).to.equal('InvalidObjectType')
      expect(
        await refusal(
          request(
            mine,
            'AsymmetricKey',
            {},
            { ...aes, cryptographicAlgorithm: 'OneTimePad', cryptographicLength: 4096 },
          ),
        ),
      ).to.equal('CryptographicFailure')
    }
  })

  it('refuses objects that may not be used so', async () => {
    const parameters = { cryptographicParameters: sha256 }
    const hash = (base: string) => request(base, 'HASH', parameters)
    expect(await refusal(hash(await key({ ...active, cryptographicUsageMask: ['Encrypt'] })))).to.equal(
      'IncompatibleCryptographicUsageMask',
    )
    expect(await refusal(hash(await key({ cryptographicUsageMask: ['DeriveKey'] })))).to.equal('WrongKeyLifecycleState')
    expect(await refusal(hash(await secret('x', { ...active, cryptographicUsageMask: ['Verify'] })))).to.equal(
      'IncompatibleCryptographicUsageMask',
    )
    const base = await key()
    expect((await talk.refusal('DeriveKey', hash(base), { as: 'bob' }))[0]).to.equal('PermissionDenied')
    await talk.ask('Revoke', { uniqueIdentifier: base, revocationReason: { revocationReasonCode: 'Unspecified' } })
    expect(await refusal(hash(base))).to.equal('WrongKeyLifecycleState')
    await talk.ask('Destroy', { uniqueIdentifier: base })
    expect(await refusal(hash(base))).to.equal('ObjectDestroyed')
  })

  it('refuses lengths that are absent, impossible or more than the method gives', async () => {
    const base = await key()
    const hash = (attributes: Parameters<typeof attributeList>[0], type?: DeriveKeyRequest['objectType']) =>
      refusal(request(base, 'HASH', { cryptographicParameters: sha256 }, attributes, type))
    expect(await hash({ cryptographicAlgorithm: 'AES' })).to.equal('InvalidField')
    expect(await hash({ cryptographicLength: 128 })).to.equal('InvalidField')
    expect(await hash({ ...aes, cryptographicLength: 129 })).to.equal('InvalidField')
    expect(await hash({ cryptographicLength: 129 }, 'SecretData')).to.equal('InvalidField')
    expect(await hash({ cryptographicLength: 264 }, 'SecretData')).to.equal('CryptographicFailure')
    expect(await hash(aes, 'PrivateKey')).to.equal('InvalidObjectType')
  })

  it('counts as a use of each base', async () => {
    const base = await key({ ...mayDerive, usageLimits: { usageLimitsTotal: 1n, usageLimitsUnit: 'Object' } })
    const hash = request(base, 'HASH', { cryptographicParameters: sha256 })
    await derive(hash)
    expect((await talk.values(base, 'UsageLimits'))[0]?.usageLimitsCount).to.equal(0n)
    expect(await refusal(hash)).to.equal('PermissionDenied')
  })

  it('hides no key in its refusals', async () => {
    const base = await key()
    const [, message] = await talk.refusal('DeriveKey', request(base, 'HMAC', {}))
    expect(message).to.equal('Hashing Algorithm is missing in the Cryptographic Parameters.')
  })
})
