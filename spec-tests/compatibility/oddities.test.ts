import { expect } from 'chai'
import { idOf, type ResponseItem, useServerWithClient } from './line-client.ts'
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
  revocation,
  text,
  uniqueIdentifier,
} from './lines.ts'

const versions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const

describe('rules for odd and exact requests', () => {
  const kms = useServerWithClient()

  const create = async (...attributes: string[][]): Promise<string> =>
    idOf(await kms.client.succeed('1.4', 'Create', createKey(...attributes)))

  describe('rule 10: accept what is odd but harmless', () => {
    it('Key Compression Type on AES keys (libkmip)', async () => {
      for (const version of versions)
        for (const compression of [1, 2, 3, 4]) {
          const id = idOf(
            await kms.client.succeed(
              version,
              'Register',
              registerKey(aes256(), enumeration('KeyCompressionType', compression)),
            ),
          )
          const got = await kms.client.succeed(version, 'Get', uniqueIdentifier(id))
          expect(got.value('KeyMaterial'), version).to.equal('5a'.repeat(32))
        }
    })

    const secret = (...attributes: string[][]) => [
      ...enumeration('ObjectType', objectTypes.secretData),
      ...nest('TemplateAttribute', ...attributes),
      ...nest(
        'SecretData',
        enumeration('SecretDataType', 1),
        nest('KeyBlock', enumeration('KeyFormatType', 2), nest('KeyValue', bytes('KeyMaterial', '736563726574'))),
      ),
    ]

    it('Secret Data without a usage mask, or with 0, under an empty Template-Attribute', async () => {
      for (const version of versions)
        for (const attributes of [[], attribute('Cryptographic Usage Mask', integer('AttributeValue', 0))]) {
          const id = idOf(await kms.client.succeed(version, 'Register', secret(attributes)))
          await kms.client.succeed(version, 'Activate', uniqueIdentifier(id))
          expect((await kms.client.succeed(version, 'Get', uniqueIdentifier(id))).value('KeyMaterial')).to.equal(
            '736563726574',
          )
        }
    })

    it('an empty Template-Attribute where it says nothing: Register of a key, Re-key', async () => {
      expect((await kms.client.ask('1.0', 'Register', registerKey([]))).outcome).to.equal('Success')
      const id = await create()
      for (const version of versions)
        expect(
          (await kms.client.ask(version, 'ReKey', [...uniqueIdentifier(await create()), ...nest('TemplateAttribute')]))
            .outcome,
          version,
        ).to.equal('Success')
      expect((await kms.client.ask('1.0', 'Get', uniqueIdentifier(id))).outcome).to.equal('Success')
    })

    it('Random IV in 1.2, Offset Items in 1.0', async () => {
      const id = await create()
      await kms.client.succeed('1.2', 'Activate', uniqueIdentifier(id))
      const encrypted = await kms.client.succeed('1.2', 'Encrypt', [
        ...uniqueIdentifier(id),
        ...nest('CryptographicParameters', enumeration('BlockCipherMode', 1), enumeration('PaddingMethod', 3), [
          'RandomIV Boolean true',
        ]),
        ...bytes('Data', '00'),
      ])
      expect(encrypted.value('IVCounterNonce')).to.match(/^[0-9a-f]{32}$/)
      const located = await kms.client.succeed('1.0', 'Locate', [
        ...integer('MaximumItems', 1),
        ...integer('OffsetItems', 1),
      ])
      expect(located.all('UniqueIdentifier')).to.have.length(1)
    })

    it('Attribute Index 0 everywhere', async () => {
      const indexed = [
        ...aes256(0),
        ...nameAttribute('indexed', 0),
        ...attribute('x-i', text('AttributeValue', 'v'), 0),
      ]
      for (const version of versions) {
        const id = idOf(
          await kms.client.succeed(version, 'Create', [
            ...enumeration('ObjectType', 2),
            ...nest('TemplateAttribute', indexed),
          ]),
        )
        expect(
          (await kms.client.succeed(version, 'Locate', nameAttribute('indexed', 0))).all('UniqueIdentifier'),
        ).to.deep.equal([id])
        const contact = (value: string) => attribute('Contact Information', text('AttributeValue', value), 0)
        await kms.client.succeed(version, 'AddAttribute', [...uniqueIdentifier(id), ...contact('a')])
        await kms.client.succeed(version, 'ModifyAttribute', [...uniqueIdentifier(id), ...contact('b')])
        await kms.client.succeed(version, 'DeleteAttribute', [
          ...uniqueIdentifier(id),
          ...text('AttributeName', 'Contact Information'),
          ...integer('AttributeIndex', 0),
        ])
        await kms.client.succeed(version, 'Destroy', uniqueIdentifier(id))
      }
      const registered = idOf(await kms.client.succeed('1.0', 'Register', registerKey(aes256(0))))
      expect(
        (await kms.client.succeed('1.0', 'Get', uniqueIdentifier(registered))).value('CryptographicLength'),
      ).to.equal('256')
    })

    it('Storage Status Mask and filters inside a Template-Attribute of Locate', async () => {
      const name = nameAttribute('in a template')
      const id = await create(name)
      for (const version of versions)
        for (const payload of [
          nest('TemplateAttribute', name),
          nest('TemplateAttribute', integer('StorageStatusMask', 1), name),
          nest('TemplateAttribute', attribute('Storage Status Mask', integer('AttributeValue', 1)), name),
          [...integer('StorageStatusMask', 1), ...nest('TemplateAttribute', name)],
          [...integer('MaximumItems', 5), ...integer('StorageStatusMask', 1), ...name],
        ]) {
          const item = await kms.client.ask(version, 'Locate', payload)
          expect(item.outcome, `${version} ${payload.join(' ')}: ${item.message}`).to.equal('Success')
          expect(item.all('UniqueIdentifier'), `${version} ${payload.join(' ')}`).to.deep.equal([id])
        }
      const none = nest('TemplateAttribute', nameAttribute('in no template'))
      expect((await kms.client.succeed('1.0', 'Locate', none)).all('UniqueIdentifier')).to.deep.equal([])
    })

    it('undeclared attributes x- and y-, of any type', async () => {
      const values = {
        'x-text': text('AttributeValue', 'one'),
        'x-Number': integer('AttributeValue', 7),
        'x-bytes with blanks': bytes('AttributeValue', '0102'),
        'x-structure': nest('AttributeValue', text('NameValue', 'inner')),
      }
      for (const version of versions) {
        const all = Object.entries(values).flatMap(([name, value]) => attribute(name, value))
        const id = await create(all)
        for (const [name, [line = '']] of Object.entries(values)) {
          const got = await kms.client.succeed(version, 'GetAttributes', [
            ...uniqueIdentifier(id),
            ...text('AttributeName', name),
          ])
          expect(got.value('AttributeName'), version).to.equal(name)
          expect(
            got.payload?.map((each) => each.trim()),
            version,
          ).to.include(line)
        }
        // y- belongs to the server: to ask for one is no error.
        const unset = await kms.client.succeed(version, 'GetAttributes', [
          ...uniqueIdentifier(id),
          ...text('AttributeName', 'y-no'),
        ])
        expect(unset.all('AttributeName')).to.deep.equal([])
        expect(
          (await kms.client.succeed(version, 'Locate', attribute('y-no', text('AttributeValue', 'v')))).all(
            'UniqueIdentifier',
          ),
        ).to.deep.equal([])
      }
    })

    it('an empty username and password', async () => {
      const value = nest('CredentialValue', text('Username', ''), text('Password', ''))
      const header = nest('Authentication', nest('Credential', enumeration('CredentialType', 1), value))
      for (const version of versions) {
        const { items } = await kms.client.batch(version, [{ operation: 'Create', payload: createKey() }], header)
        expect(
          items.map(({ outcome }) => outcome),
          version,
        ).to.deep.equal(['Success'])
        const got = await kms.client.ask(version, 'Get', uniqueIdentifier(items[0]?.value('UniqueIdentifier') ?? ''))
        expect(got.outcome).to.equal('Success')
      }
    })

    it('Create Key Pair without usage masks (Barbican)', async () => {
      for (const version of ['1.0', '1.2', '1.4'] as const) {
        const pair = await kms.client.succeed(
          version,
          'CreateKeyPair',
          nest(
            'CommonTemplateAttribute',
            attribute('Cryptographic Algorithm', enumeration('AttributeValue', algorithms.rsa)),
            attribute('Cryptographic Length', integer('AttributeValue', 2048)),
          ),
        )
        for (const half of ['PrivateKeyUniqueIdentifier', 'PublicKeyUniqueIdentifier'])
          expect((await kms.client.ask(version, 'Get', uniqueIdentifier(pair.value(half) ?? ''))).outcome).to.equal(
            'Success',
          )
      }
    })
  })

  describe('rule 12: Get Attributes gives what was asked, in that order', () => {
    const names = ['State', 'Cryptographic Length', 'Name', 'Object Type', 'Cryptographic Algorithm']

    it('in every order', async () => {
      const id = await create(nameAttribute('asked in order'))
      for (const version of versions)
        for (let turn = 0; turn < names.length; turn++) {
          const order = [...names.slice(turn), ...names.slice(0, turn)]
          const asked = [...uniqueIdentifier(id), ...order.flatMap((name) => text('AttributeName', name))]
          expect(
            (await kms.client.succeed(version, 'GetAttributes', asked)).all('AttributeName'),
            version,
          ).to.deep.equal(order)
        }
    })

    it('asked for but unset is Success without it', async () => {
      const id = await create()
      for (const version of versions) {
        const unset = ['x-unset', 'Contact Information', 'Activation Date', 'Object Group']
        for (const name of unset) {
          const item = await kms.client.succeed(version, 'GetAttributes', [
            ...uniqueIdentifier(id),
            ...text('AttributeName', name),
          ])
          expect(item.payload, `${name} in ${version}`).to.deep.equal([`    UniqueIdentifier TextString "${id}"`])
        }
        const some = [...uniqueIdentifier(id), ...[...unset, 'State'].flatMap((name) => text('AttributeName', name))]
        expect((await kms.client.succeed(version, 'GetAttributes', some)).all('AttributeName')).to.deep.equal(['State'])
      }
    })

    it('State is the first attribute when it alone was asked for (Percona Server for MongoDB polls it)', async () => {
      const id = await create()
      await kms.client.succeed('1.0', 'Activate', uniqueIdentifier(id))
      const item = await kms.client.succeed('1.0', 'GetAttributes', [
        ...uniqueIdentifier(id),
        ...text('AttributeName', 'State'),
      ])
      expect(item.payload).to.deep.equal([
        `    UniqueIdentifier TextString "${id}"`,
        '    Attribute',
        '      AttributeName TextString "State"',
        '      AttributeValue Enumeration 0x00000002',
      ])
      await kms.client.succeed('1.0', 'Revoke', revocation(id))
    })
  })

  describe('rule 13: Get has no attributes in the Key Value, unless they were asked for by wrapping', () => {
    it('however many attributes the object has, and however it came', async () => {
      const many = [...nameAttribute('many'), ...attribute('x-a', text('AttributeValue', 'b'))]
      const keyWithAttributes = registerKey(aes256()).map((line) => line)
      const at = keyWithAttributes.findIndex((line) => line.includes('KeyMaterial'))
      const inside = nameAttribute('came with the key').map((line) => `      ${line}`)
      const registered = [...keyWithAttributes.slice(0, at + 1), ...inside, ...keyWithAttributes.slice(at + 1)]
      const ids = [await create(many), idOf(await kms.client.succeed('1.0', 'Register', registered))]
      for (const version of versions)
        for (const id of ids) {
          const { payload = [], value } = await kms.client.succeed(version, 'Get', uniqueIdentifier(id))
          const tags = payload.map((line) => line.trim().split(' ')[0])
          expect(tags, version).to.include('KeyMaterial').and.not.include('Attribute')
          expect(value('KeyMaterial')).to.match(/^[0-9a-f]{64}$/)
        }
    })

    it('and has them when wrapping asks for them', async () => {
      const wrapper = idOf(
        await kms.client.succeed('1.4', 'Create', [
          ...enumeration('ObjectType', 2),
          ...nest(
            'TemplateAttribute',
            attribute('Cryptographic Algorithm', enumeration('AttributeValue', algorithms.aes)),
            attribute('Cryptographic Length', integer('AttributeValue', 256)),
            attribute('Cryptographic Usage Mask', integer('AttributeValue', 0x10)),
          ),
        ]),
      )
      await kms.client.succeed('1.4', 'Activate', uniqueIdentifier(wrapper))
      const id = await create(nameAttribute('wrapped with its name'))
      const get = (...names: string[]) =>
        kms.client.succeed('1.4', 'Get', [
          ...uniqueIdentifier(id),
          ...nest(
            'KeyWrappingSpecification',
            enumeration('WrappingMethod', 1),
            nest(
              'EncryptionKeyInformation',
              uniqueIdentifier(wrapper),
              nest('CryptographicParameters', enumeration('BlockCipherMode', 0xd)),
            ),
            names.flatMap((name) => text('AttributeName', name)),
          ),
        ])
      const sizeOfKey = (item: ResponseItem) => (item.value('KeyValue') ?? '').length / 2
      expect(sizeOfKey(await get('Name'))).to.be.greaterThan(sizeOfKey(await get()))
    })
  })

  it('the server reports no fault that clients did not see', () => {
    expect(kms.server.faults).to.deep.equal([])
  })
})
