import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { connectLineClient, idOf, useServerWithClient } from './line-client.ts'
import {
  aes256,
  algorithms,
  attribute,
  bytes,
  createKey,
  enumeration,
  integer,
  nameAttribute,
  nest,
  objectTypes,
  registerKey,
  text,
  uniqueIdentifier,
} from './lines.ts'

const activeSince2024 = attribute('Activation Date', ['AttributeValue DateTime 1714979289'])

describe('rule 20: what kmip-go sends', () => {
  const kms = useServerWithClient()

  const rsaPair = (usage: { privateKey: number; publicKey: number }, ...common: string[][]): string[] => [
    ...nest(
      'CommonTemplateAttribute',
      attribute('Cryptographic Algorithm', enumeration('AttributeValue', algorithms.rsa)),
      attribute('Cryptographic Length', integer('AttributeValue', 2048)),
      ...common,
    ),
    ...nest(
      'PrivateKeyTemplateAttribute',
      attribute('Cryptographic Usage Mask', integer('AttributeValue', usage.privateKey)),
    ),
    ...nest(
      'PublicKeyTemplateAttribute',
      attribute('Cryptographic Usage Mask', integer('AttributeValue', usage.publicKey)),
    ),
  ]

  it('one Name for both keys of a pair, in Create Key Pair and in two Registers', async () => {
    const byName = async (name: string, objectType: number) =>
      (
        await kms.client.succeed('1.4', 'Locate', [
          ...nameAttribute(name),
          ...attribute('Object Type', enumeration('AttributeValue', objectType)),
        ])
      ).all('UniqueIdentifier')
    for (const version of ['1.0', '1.4'] as const) {
      const name = `pair in ${version}`
      const request = rsaPair({ privateKey: 1, publicKey: 2 }, nameAttribute(name))
      const pair = await kms.client.succeed(version, 'CreateKeyPair', request)
      expect(await byName(name, 4)).to.deep.equal([pair.value('PrivateKeyUniqueIdentifier')])
      expect(await byName(name, 3)).to.deep.equal([pair.value('PublicKeyUniqueIdentifier')])
      const again = await kms.client.ask(version, 'CreateKeyPair', request)
      expect(again.message).to.contain('Name')
    }
    const registerHalf = (objectType: number, key: string, der: Buffer) => [
      ...enumeration('ObjectType', objectType),
      ...nest('TemplateAttribute', nameAttribute('imported pair')),
      ...nest(
        key,
        nest(
          'KeyBlock',
          enumeration('KeyFormatType', objectType === 4 ? 4 : 5),
          nest('KeyValue', bytes('KeyMaterial', der.toString('hex'))),
          enumeration('CryptographicAlgorithm', 6),
          integer('CryptographicLength', 256),
        ),
      ),
    ]
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await kms.client.succeed(
      '1.4',
      'Register',
      registerHalf(4, 'PrivateKey', privateKey.export({ format: 'der', type: 'pkcs8' })),
    )
    await kms.client.succeed(
      '1.4',
      'Register',
      registerHalf(3, 'PublicKey', publicKey.export({ format: 'der', type: 'spki' })),
    )
  })

  it('State Active for new keys, in its examples: they are activated now', async () => {
    const active = attribute('State', enumeration('AttributeValue', 2))
    const attributesOf = async (id: string) => {
      const got = await kms.client.succeed('1.4', 'GetAttributes', [
        ...uniqueIdentifier(id),
        ...text('AttributeName', 'State'),
        ...text('AttributeName', 'Activation Date'),
      ])
      return got.all('AttributeValue')
    }
    for (const version of ['1.0', '1.4'] as const) {
      const pair = await kms.client.succeed(version, 'CreateKeyPair', rsaPair({ privateKey: 1, publicKey: 2 }, active))
      for (const half of ['PrivateKeyUniqueIdentifier', 'PublicKeyUniqueIdentifier']) {
        const [state, date] = await attributesOf(pair.value(half) ?? '')
        expect(state).to.equal('0x00000002')
        expect(Number(date)).to.be.closeTo(Date.now() / 1000, 5)
      }
      const dated = idOf(await kms.client.succeed(version, 'Create', createKey(active, activeSince2024)))
      expect(await attributesOf(dated)).to.deep.equal(['0x00000002', '1714979289'])
      for (const other of [1, 3, 4, 5, 6]) {
        const refused = await kms.client.ask(
          version,
          'Create',
          createKey(attribute('State', enumeration('AttributeValue', other))),
        )
        expect(refused.message, `${other}`).to.contain('Only the server sets')
      }
    }
  })

  it("the server's IV, taken from the answer of Encrypt (ivInAnswer)", async () => {
    const lenient = await kms.site.start({ ivInAnswer: true })
    const iv = '0c'.repeat(16)
    for (const [access, expected] of [
      [kms.server, undefined],
      [lenient, iv],
    ] as const) {
      const own = await connectLineClient(access)
      const id = idOf(await own.succeed('1.4', 'Create', createKey(activeSince2024)))
      const cbc = nest('CryptographicParameters', enumeration('BlockCipherMode', 1), enumeration('PaddingMethod', 3))
      const given = [...uniqueIdentifier(id), ...cbc, ...bytes('Data', '68656c6c6f')]
      const encrypted = await own.succeed('1.4', 'Encrypt', [...given, ...bytes('IVCounterNonce', iv)])
      expect(encrypted.value('IVCounterNonce')).to.equal(expected)
      expect((await own.succeed('1.4', 'Encrypt', given)).value('IVCounterNonce')).to.have.length(32)
      own.wire.close()
    }
    await lenient.close()
  })

  it('an EC key that says RSA, which is refused', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const der = { PrivateKey: [4, 4, privateKey.export({ format: 'der', type: 'pkcs8' })] } as const
    const spki = { PublicKey: [3, 5, publicKey.export({ format: 'der', type: 'spki' })] } as const
    for (const [key, [objectType, format, material]] of Object.entries({ ...der, ...spki })) {
      const refused = await kms.client.ask('1.4', 'Register', [
        ...enumeration('ObjectType', objectType),
        ...nest('TemplateAttribute'),
        ...nest(
          key,
          nest(
            'KeyBlock',
            enumeration('KeyFormatType', format),
            nest('KeyValue', bytes('KeyMaterial', material.toString('hex'))),
            enumeration('CryptographicAlgorithm', algorithms.rsa),
            integer('CryptographicLength', 2048),
          ),
        ),
      ])
      expect(refused.outcome).to.equal('0x00000007')
      expect(refused.message).to.contain('RSA').and.contain('EC')
    }
  })

  it('Import in 1.4 without an Object Type, which 1.4 does not have (§4.41), or with one', async () => {
    const object = registerKey([]).slice(2)
    for (const [id, type] of [
      ['d8cdd9b4-50c5-46be-a34a-0bd0a24b8b69', []],
      ['d8cdd9b4-50c5-46be-a34a-0bd0a24b8b6a', enumeration('ObjectType', objectTypes.symmetricKey)],
    ] as const) {
      const imported = await kms.client.succeed('1.4', 'Import', [
        ...uniqueIdentifier(id),
        ...type,
        ...aes256(),
        ...object,
      ])
      expect(imported.payload).to.deep.equal([`    UniqueIdentifier TextString "${id}"`])
      const got = await kms.client.succeed('1.4', 'Get', uniqueIdentifier(id))
      expect(got.value('ObjectType')).to.equal('0x00000002')
      expect(got.value('KeyMaterial')).to.equal('5a'.repeat(32))
    }
  })

  it('an IV Length in bytes, in its constants for AES', async () => {
    const id = idOf(await kms.client.succeed('1.4', 'Create', createKey(activeSince2024)))
    const parameters = {
      AES_CBC_PKCS5: [[enumeration('BlockCipherMode', 1), enumeration('PaddingMethod', 3)], 16, []],
      AES_GCM: [[enumeration('BlockCipherMode', 9)], 12, integer('TagLength', 16)],
    } as const
    for (const [name, [mode, ivLength, tagLength]] of Object.entries(parameters)) {
      const cryptographicParameters = nest(
        'CryptographicParameters',
        ...mode,
        enumeration('CryptographicAlgorithm', algorithms.aes),
        integer('IVLength', ivLength),
        tagLength,
      )
      const encrypted = await kms.client.succeed('1.4', 'Encrypt', [
        ...uniqueIdentifier(id),
        ...cryptographicParameters,
        ...bytes('Data', '68656c6c6f'),
      ])
      const iv = encrypted.value('IVCounterNonce') ?? ''
      expect(iv, name).to.have.length(2 * ivLength)
      const tag = encrypted.value('AuthenticatedEncryptionTag')
      const decrypted = await kms.client.succeed('1.4', 'Decrypt', [
        ...uniqueIdentifier(id),
        ...cryptographicParameters,
        ...bytes('Data', encrypted.value('Data') ?? ''),
        ...bytes('IVCounterNonce', iv),
        ...(tag === undefined ? [] : bytes('AuthenticatedEncryptionTag', tag)),
      ])
      expect(decrypted.value('Data'), name).to.equal('68656c6c6f')
    }
  })

  it('no Padding Method, in its constants for OAEP', async () => {
    const pair = await kms.client.succeed(
      '1.4',
      'CreateKeyPair',
      rsaPair({ privateKey: 8, publicKey: 4 }, activeSince2024),
    )
    const hashParameters = (hash: number, ...more: string[][]) =>
      nest('CryptographicParameters', ...more.slice(0, 1), enumeration('HashingAlgorithm', hash), ...more.slice(1))
    const oaep = enumeration('PaddingMethod', 2)
    const rsa = enumeration('CryptographicAlgorithm', algorithms.rsa)
    for (const [version, hash, mask] of [
      ['1.2', 6, []],
      ['1.4', 6, [enumeration('MaskGenerator', 1), enumeration('MaskGeneratorHashingAlgorithm', 6)]],
      ['1.4', 8, [enumeration('MaskGenerator', 1), enumeration('MaskGeneratorHashingAlgorithm', 8)]],
    ] as const) {
      const encrypted = await kms.client.succeed(version, 'Encrypt', [
        ...uniqueIdentifier(pair.value('PublicKeyUniqueIdentifier') ?? ''),
        ...hashParameters(hash, [], rsa, ...mask),
        ...bytes('Data', '68656c6c6f'),
      ])
      // The padding is OAEP: decryption with OAEP named succeeds.
      const decrypted = await kms.client.succeed(version, 'Decrypt', [
        ...uniqueIdentifier(pair.value('PrivateKeyUniqueIdentifier') ?? ''),
        ...hashParameters(hash, oaep, rsa, ...mask),
        ...bytes('Data', encrypted.value('Data') ?? ''),
      ])
      expect(decrypted.value('Data')).to.equal('68656c6c6f')
    }
  })

  it('a Template whose Name one had that is destroyed', async () => {
    for (const group of ['first', 'second']) {
      const template = await kms.client.succeed('1.4', 'Register', [
        ...enumeration('ObjectType', 6),
        ...nest('TemplateAttribute', nameAttribute('made anew')),
        ...nest('Template', attribute('Object Group', text('AttributeValue', group))),
      ])
      const name = nest('Name', text('NameValue', 'made anew'), enumeration('NameType', 1))
      const made = await kms.client.succeed('1.4', 'Create', [
        ...enumeration('ObjectType', objectTypes.symmetricKey),
        ...nest('TemplateAttribute', name, aes256()),
      ])
      const got = await kms.client.succeed('1.4', 'GetAttributes', [
        ...uniqueIdentifier(idOf(made)),
        ...text('AttributeName', 'Object Group'),
      ])
      expect(got.value('AttributeValue')).to.equal(group)
      await kms.client.succeed('1.4', 'Destroy', uniqueIdentifier(idOf(template)))
    }
  })

  it('the server reports no fault that clients did not see', () => {
    expect(kms.server.faults).to.deep.equal([])
  })
})
