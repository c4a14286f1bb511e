import { createHash } from 'node:crypto'
import { expect } from 'chai'
import {
  type AttributeList,
  attributeList,
  type ImportRequest,
  type KeyBlock,
  keyBlockOf,
  type ManagedObject,
  valueIn,
} from '../../../codec/index.ts'
import { createDeclaredPolicy } from '../../policy/declared-policy.ts'
import { type Asked, type Conversation, openConversation } from '../../testing/conversation.ts'

const versions = ['1.4', '2.0', '2.1'] as const
const kek = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const material = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
/** RFC 3394 §4.1. */
const wrappedMaterial = Buffer.from('1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5', 'hex')

const aes = (keyMaterial: Uint8Array, more: Partial<KeyBlock> = {}): ManagedObject => ({
  symmetricKey: {
    keyBlock: {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial },
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 128,
      ...more,
    },
  },
})
/** The same UUID for the same name. */
const uuidOf = (name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')

const blockIn = (object: ManagedObject) => keyBlockOf(object) as KeyBlock

describe('Import and Export (KMIP 1.4 §4.40, §4.41; 2.1 §6.1.18, §6.1.25)', () => {
  let talk: Conversation
  let other: Conversation
  before(async () => {
    talk = await openConversation()
    other = await openConversation()
  })
  after(async () => {
    await talk.close()
    await other.close()
  })

  const create = async (attributes: Parameters<typeof attributeList>[0], asked?: Asked) => {
    const all = attributeList({ cryptographicAlgorithm: 'AES', cryptographicLength: 256, ...attributes })
    return (await talk.ask('Create', { objectType: 'SymmetricKey', attributes: all }, asked)).uniqueIdentifier as string
  }
  const request = (
    uniqueIdentifier: string,
    attributes: AttributeList,
    object: ManagedObject,
    more: object = {},
  ): ImportRequest => ({
    uniqueIdentifier,
    objectType: 'SymmetricKey',
    attributes,
    object,
    ...more,
  })
  const destroy = async (uniqueIdentifier: string) => {
    await talk.ask('Revoke', { uniqueIdentifier, revocationReason: { revocationReasonCode: 'KeyCompromise' } })
    await talk.ask('Destroy', { uniqueIdentifier })
  }

  for (const version of versions)
    it(`moves a key with all its attributes to another server (${version})`, async () => {
      const id = await create({
        name: [`key ${version}`, `also ${version}`],
        activationDate: new Date('2020-01-01T00:00:00Z'),
        cryptographicUsageMask: ['Encrypt', 'Decrypt'],
        objectGroup: 'g',
        usageLimits: { usageLimitsTotal: 1000n, usageLimitsUnit: 'Byte' },
      })
      const encrypt = {
        uniqueIdentifier: id,
        data: Buffer.alloc(16),
        cryptographicParameters: { blockCipherMode: 'ECB' },
      } as const
      await talk.ask('Encrypt', encrypt)
      const exported = await talk.ask('Export', { uniqueIdentifier: id }, { version })
      const attributes = exported.attributes ?? []
      expect(valueIn(attributes, 'State')).to.equal('Active')
      expect(valueIn(attributes, 'UsageLimits')?.usageLimitsCount).to.equal(984n)
      const { objectType, ...asked } = request(id, attributes, exported.object)
      // 1.4 has no Object Type here.
      const made = await other.ask('Import', version === '1.4' ? asked : { ...asked, objectType }, { version })
      expect(made.uniqueIdentifier).to.equal(id)
      const again = await other.ask('Export', { uniqueIdentifier: id }, { version })
      const sorted = (list: AttributeList) =>
        list.map((each) => JSON.stringify(each, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).sort()
      const withoutFresh = (list: AttributeList) => list.filter((each) => each.attribute !== 'Fresh')
      expect(sorted(withoutFresh(again.attributes ?? []))).to.deep.equal(sorted(withoutFresh(attributes)))
      expect(again.object).to.deep.equal(exported.object)
      const [one, two] = [await talk.ask('Encrypt', encrypt), await other.ask('Encrypt', encrypt)]
      expect(one.data).to.deep.equal(two.data)
    })

  it('takes the place of an object only when asked to, and only of one’s own', async () => {
    const id = await create({ name: 'first' })
    const asked = request(id, attributeList({ name: 'second' }), aes(material))
    expect((await talk.refusal('Import', asked))[0]).to.equal('ObjectAlreadyExists')
    expect((await talk.refusal('Import', { ...asked, replaceExisting: true }, { as: 'bob' }))[0]).to.equal(
      'PermissionDenied',
    )
    await talk.ask('Import', { ...asked, replaceExisting: true })
    expect(blockIn((await talk.ask('Get', { uniqueIdentifier: id })).object).keyValue).to.deep.equal({
      keyMaterial: Uint8Array.from(material),
    })
    expect((await talk.values(id, 'Name')).map((name) => name.nameValue)).to.deep.equal(['second'])
    expect(await talk.values(id, 'CryptographicLength')).to.deep.equal([128])
    const { uniqueIdentifier: found } = await talk.ask('Locate', { attributes: attributeList({ name: 'first' }) })
    expect(found ?? []).to.deep.equal([])
  })

  it('gives of a destroyed key its attributes, not its material', async () => {
    const id = await create({ name: 'gone' })
    await destroy(id)
    const exported = await talk.ask('Export', { uniqueIdentifier: id })
    expect(blockIn(exported.object)).to.deep.equal({
      keyFormatType: 'Raw',
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
    })
    expect(valueIn(exported.attributes ?? [], 'State')).to.equal('DestroyedCompromised')
    await other.ask('Import', request(id, exported.attributes ?? [], exported.object))
    expect(await other.values(id, 'State')).to.deep.equal(['DestroyedCompromised'])
    expect((await other.refusal('Get', { uniqueIdentifier: id }))[0]).to.equal('ObjectDestroyed')
    const lie = request(uuidOf('a lie'), exported.attributes ?? [], aes(material, { cryptographicLength: 256 }))
    await other.ask('Import', lie)
    expect((await other.refusal('Get', { uniqueIdentifier: uuidOf('a lie') }))[0]).to.equal('ObjectDestroyed')
  })

  it('unwraps before it stores, or stores as provided (Key Wrap Type)', async () => {
    const mask = { activationDate: new Date(0), cryptographicUsageMask: ['WrapKey', 'UnwrapKey'] } as const
    await talk.ask('Import', request(uuidOf('the KEK'), attributeList(mask), aes(kek)))
    const keyWrappingData = {
      wrappingMethod: 'Encrypt',
      encryptionKeyInformation: { uniqueIdentifier: uuidOf('the KEK') },
      encodingOption: 'NoEncoding',
    } as const
    const outside = aes(material, { keyValue: Uint8Array.from(wrappedMaterial), keyWrappingData })
    await talk.ask('Import', request(uuidOf('plain'), [], outside, { keyWrapType: 'NotWrapped' }))
    await talk.ask('Import', request(uuidOf('wrapped'), [], outside, { keyWrapType: 'AsRegistered' }))
    expect(blockIn((await talk.ask('Get', { uniqueIdentifier: uuidOf('plain') })).object)).to.deep.equal(
      blockIn(aes(Uint8Array.from(material))),
    )
    expect(blockIn((await talk.ask('Get', { uniqueIdentifier: uuidOf('wrapped') })).object)).to.deep.equal(
      blockIn(outside),
    )
    const nowhere = { ...keyWrappingData, encryptionKeyInformation: { uniqueIdentifier: 'nowhere' } }
    const lost = request(
      uuidOf('lost'),
      [],
      aes(material, { keyValue: Uint8Array.from(wrappedMaterial), keyWrappingData: nowhere }),
    )
    expect((await talk.refusal('Import', { ...lost, keyWrapType: 'NotWrapped' }))[0]).to.equal('WrappingObjectNotFound')
  })

  it('counts attributes that were wrapped with the key', async () => {
    const mask = { activationDate: new Date(0), cryptographicUsageMask: ['WrapKey', 'UnwrapKey'] } as const
    await talk.ask('Import', request(uuidOf('another KEK'), attributeList(mask), aes(kek)))
    const inner = await create({ objectGroup: 'wrapped group' })
    const keyWrappingSpecification = {
      wrappingMethod: 'Encrypt',
      encryptionKeyInformation: { uniqueIdentifier: uuidOf('another KEK') },
      attributeName: ['Object Group'],
    } as const
    const { object } = await talk.ask('Export', { uniqueIdentifier: inner, keyWrappingSpecification })
    await talk.ask('Import', request(uuidOf('with attributes'), [], object, { keyWrapType: 'NotWrapped' }))
    expect(await talk.values(uuidOf('with attributes'), 'ObjectGroup')).to.deep.equal(['wrapped group'])
  })

  it('keeps an identifier for its owner, also after Destroy, and says nothing of the object that has it', async () => {
    const id = await create({ activationDate: new Date(0) })
    const attempt = (more: object, as = 'bob') => talk.refusal('Import', request(id, [], aes(material), more), { as })
    const refusal = ['PermissionDenied', 'You may not import an object with this Unique Identifier.']
    expect(await attempt({})).to.deep.equal(refusal)
    expect(await attempt({ replaceExisting: true })).to.deep.equal(refusal)
    await destroy(id)
    for (const as of ['bob', 'alice;user:fred']) {
      expect(await attempt({}, as)).to.deep.equal(refusal)
      expect(await attempt({ replaceExisting: true }, as)).to.deep.equal(refusal)
    }
    expect(await talk.values(id, 'State')).to.deep.equal(['DestroyedCompromised'])
    await talk.ask('Import', request(id, [], aes(material), { replaceExisting: true }))
    expect(await talk.values(id, 'State')).to.deep.equal(['PreActive'])
  })

  it('keeps an imported identifier as one of its own, and takes none for an Import that fails', async () => {
    const id = uuidOf('imported')
    const importAs = (as: string, more: object = {}) => [request(id, [], aes(material), more), { as }] as const
    const wrongType = { ...request(id, [], aes(material)), objectType: 'SecretData' as const }
    expect((await talk.refusal('Import', wrongType, { as: 'bob' }))[0]).to.equal('InvalidObjectType')
    await talk.ask('Import', ...importAs('alice'))
    await talk.ask('Destroy', { uniqueIdentifier: id })
    expect((await talk.refusal('Import', ...importAs('bob', { replaceExisting: true })))[0]).to.equal(
      'PermissionDenied',
    )
    // The destroyed object still exists.
    expect((await talk.refusal('Import', ...importAs('alice')))[0]).to.equal('ObjectAlreadyExists')
    await talk.ask('Import', ...importAs('alice', { replaceExisting: true }))
  })

  it('leaves a replaced object with its owner when a grant lets another client replace it', async () => {
    const policy = createDeclaredPolicy({ grants: [{ to: ['bob'], operations: ['Import'], owners: ['alice'] }] })
    const granted = await openConversation({ policy })
    const id = uuidOf('granted')
    await granted.ask('Import', request(id, attributeList({ name: 'orders' }), aes(kek)))
    const replacement = request(id, attributeList({ name: 'orders' }), aes(material), { replaceExisting: true })
    await granted.ask('Import', replacement, { as: 'bob' })
    const { object } = await granted.ask('Get', { uniqueIdentifier: id })
    expect(blockIn(object).keyValue).to.deep.equal({ keyMaterial: Uint8Array.from(material) })
    expect((await granted.refusal('Get', { uniqueIdentifier: id }, { as: 'bob' }))[0]).to.equal('PermissionDenied')
    await granted.close()
  })

  it('refuses sensitive material in the clear, taken names, double values, wrong types and identifiers', async () => {
    const sensitive = await create({ sensitive: true })
    expect((await talk.refusal('Export', { uniqueIdentifier: sensitive }))[0]).to.equal('Sensitive')
    await create({ name: 'taken' })
    const refused = async (asked: ImportRequest) => (await talk.refusal('Import', asked))[0]
    expect(await refused(request(uuidOf('x'), attributeList({ name: 'taken' }), aes(material)))).to.equal(
      'NonUniqueNameAttribute',
    )
    const twice = [...attributeList({ state: 'Active' }), ...attributeList({ state: 'PreActive' })]
    expect(await refused(request(uuidOf('x'), twice, aes(material)))).to.equal('AttributeSingleValued')
    expect(await refused({ ...request(uuidOf('x'), [], aes(material)), objectType: 'SecretData' })).to.equal(
      'InvalidObjectType',
    )
    const uuid = uuidOf('form')
    for (const id of ['', 'orders', '17', uuid.toUpperCase(), `{${uuid}}`, `${uuid}\n`, uuid.replaceAll('-', '')])
      expect(await refused(request(id, [], aes(material))), id).to.equal('InvalidField')
    expect((await talk.refusal('Export', { uniqueIdentifier: sensitive }, { as: 'bob' }))[0]).to.equal(
      'PermissionDenied',
    )
  })
})
