import { generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import {
  attributeList,
  type CreateSplitKeyRequest,
  type JoinSplitKeyRequest,
  type KeyBlock,
  keyBlockOf,
  type ManagedObject,
  type PlainKeyValue,
  type Version,
} from '../../../codec/index.ts'
import { fromKeyObject, toKeyObject } from '../../../codec/key/index.ts'
import { type Conversation, openConversation } from '../../testing/conversation.ts'

type Attributes = Parameters<typeof attributeList>[0]

const aes = { cryptographicAlgorithm: 'AES', cryptographicLength: 256 } as const

describe('Create Split Key, Join Split Key (KMIP 1.4 §4.38, §4.39; 2.1 §6.1.10, §6.1.27)', () => {
  let talk: Conversation
  before(async () => {
    talk = await openConversation()
  })
  after(() => talk.close())

  const key = async (attributes: Attributes = {}) =>
    (await talk.ask('Create', { objectType: 'SymmetricKey', attributes: attributeList({ ...aes, ...attributes }) }))
      .uniqueIdentifier as string
  const splitting = (more: Partial<CreateSplitKeyRequest> = {}): CreateSplitKeyRequest => ({
    objectType: 'SplitKey',
    splitKeyParts: 4,
    splitKeyThreshold: 2,
    splitKeyMethod: 'PolynomialSharingGF2_8',
    attributes: [],
    ...more,
  })
  const split = async (more: Partial<CreateSplitKeyRequest>, version: Version = '2.1') =>
    (await talk.ask('CreateSplitKey', splitting(more), { version })).uniqueIdentifier as string[]
  const joining = (uniqueIdentifier: string[], attributes: Attributes = {}, more: Partial<JoinSplitKeyRequest> = {}) =>
    ({
      objectType: 'SymmetricKey',
      uniqueIdentifier,
      attributes: attributeList(attributes),
      ...more,
    }) as JoinSplitKeyRequest
  const join = async (request: JoinSplitKeyRequest, version: Version = '2.1') =>
    (await talk.ask('JoinSplitKey', request, { version })).uniqueIdentifier as string
  const object = async (uniqueIdentifier: string) => (await talk.ask('Get', { uniqueIdentifier })).object
  const bytes = async (uniqueIdentifier: string) => {
    const keyBlock = keyBlockOf(await object(uniqueIdentifier)) as KeyBlock
    return Buffer.from((keyBlock.keyValue as PlainKeyValue).keyMaterial as Uint8Array).toString('hex')
  }
  const refusal = async (request: JoinSplitKeyRequest) => (await talk.refusal('JoinSplitKey', request))[0]

  const methods = [
    ['XOR', { splitKeyThreshold: 4 }],
    ['PolynomialSharingGF2_8', {}],
    ['PolynomialSharingGF2_16', {}],
    ['PolynomialSharingPrimeField', {}],
    ['PolynomialSharingPrimeField', { primeFieldSize: (1n << 607n) - 1n }],
  ] as const
  for (const [splitKeyMethod, more] of methods)
    it(`splits a key by ${splitKeyMethod} and joins it again, in one version or two`, async () => {
      for (const [made, joined] of [
        ['1.2', '1.2'],
        ['1.4', '2.1'],
        ['2.0', '1.4'],
      ] as const) {
        const base = await key()
        const parts = await split({ uniqueIdentifier: base, splitKeyMethod, ...more }, made)
        expect(parts).to.have.length(4)
        const [first] = parts as [string]
        const { splitKey } = (await object(first)) as Extract<ManagedObject, { splitKey: object }>
        expect(splitKey).to.include({ splitKeyParts: 4, keyPartIdentifier: 1, splitKeyMethod })
        expect(splitKey.keyBlock).to.include({ keyFormatType: 'Raw', ...aes })
        const some = splitKeyMethod === 'XOR' ? parts : [parts[3], parts[1]]
        expect(await bytes(await join(joining(some as string[]), joined))).to.equal(await bytes(base))
        expect(await refusal(joining([first]))).to.equal('CryptographicFailure')
      }
    })

  it('splits a key that nobody has seen whole', async () => {
    const parts = await split({ attributes: attributeList({ ...aes, objectGroup: 'g' }) })
    const [one, two] = [await join(joining(parts.slice(0, 2))), await join(joining(parts.slice(2)))]
    expect(await bytes(one)).to.equal(await bytes(two))
    expect(await talk.values(parts[2], 'ObjectGroup')).to.deep.equal(['g'])
    const bare = await talk.refusal(
      'CreateSplitKey',
      splitting({ attributes: attributeList({ cryptographicAlgorithm: 'AES' }) }),
    )
    expect(bare[0]).to.equal('InvalidField')
  })

  it('splits private keys and secret data too', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const keyBlock = fromKeyObject(privateKey, 'TransparentECPrivateKey')
    const registered = await talk.ask('Register', {
      objectType: 'PrivateKey',
      attributes: [],
      object: { privateKey: { keyBlock } },
    } as never)
    const parts = await split({
      uniqueIdentifier: registered.uniqueIdentifier,
      splitKeyMethod: 'PolynomialSharingPrimeField',
    })
    const joined = await object(
      await join(joining(parts.slice(1), { keyFormatType: 'ECPrivateKey' }, { objectType: 'PrivateKey' })),
    )
    expect(toKeyObject(joined as never).equals(privateKey)).to.equal(true)
    expect(await refusal(joining(parts.slice(1), {}, { objectType: 'Certificate' }))).to.equal('InvalidObjectType')

    const secret = await talk.ask('Register', {
      objectType: 'SecretData',
      attributes: [],
      object: {
        secretData: {
          secretDataType: 'Password',
          keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial: Buffer.from('secret') } },
        },
      },
    })
    const halves = await split({ uniqueIdentifier: secret.uniqueIdentifier })
    const whole = await join(joining(halves, {}, { objectType: 'SecretData', secretDataType: 'Password' }))
    expect(await bytes(whole)).to.equal(Buffer.from('secret').toString('hex'))
    expect(await refusal(joining(halves, {}, { objectType: 'PrivateKey' }))).to.equal('CryptographicFailure')
    expect(await refusal(joining(halves, aes))).to.equal('CryptographicFailure')
  })

  it('lays no key open: parts and what is joined are as guarded as the key', async () => {
    const base = await key({ sensitive: true })
    const parts = await split({ uniqueIdentifier: base, attributes: attributeList({ sensitive: false }) })
    expect((await talk.refusal('Get', { uniqueIdentifier: parts[0] as string }))[0]).to.equal('Sensitive')
    const joined = await join(joining(parts, { sensitive: false }))
    expect((await talk.refusal('Get', { uniqueIdentifier: joined }))[0]).to.equal('Sensitive')
    const kept = await split({ uniqueIdentifier: await key({ extractable: false }) })
    expect((await talk.refusal('Get', { uniqueIdentifier: kept[0] as string }))[0]).to.equal('NotExtractable')
    const other = splitting({ uniqueIdentifier: base })
    expect((await talk.refusal('CreateSplitKey', other, { as: 'bob' }))[0]).to.equal('PermissionDenied')
    expect((await talk.refusal('JoinSplitKey', joining(parts), { as: 'bob' }))[0]).to.equal('PermissionDenied')
  })

  it('joins only parts of one key', async () => {
    const [one, two] = [
      await split({ uniqueIdentifier: await key() }),
      await split({ uniqueIdentifier: await key(), splitKeyThreshold: 3 }),
    ]
    const [first, second] = one as [string, string]
    expect(await refusal(joining([first, ...two.slice(2)]))).to.equal('CryptographicFailure')
    expect(await refusal(joining([first, first]))).to.equal('CryptographicFailure')
    expect(await refusal(joining([first, await key()]))).to.equal('InvalidObjectType')
    await talk.ask('Destroy', { uniqueIdentifier: second })
    expect(await refusal(joining([first, second]))).to.equal('ObjectDestroyed')
  })

  it('refuses numbers that do not go together, and keys that are not there', async () => {
    const refused = async (more: Partial<CreateSplitKeyRequest>) =>
      (await talk.refusal('CreateSplitKey', splitting({ attributes: attributeList(aes), ...more })))[0]
    expect(await refused({ splitKeyThreshold: 5 })).to.equal('InvalidField')
    expect(await refused({ splitKeyMethod: 'XOR' })).to.equal('InvalidField')
    expect(await refused({ splitKeyParts: 300 })).to.equal('InvalidField')
    expect(await refused({ splitKeyMethod: 'PolynomialSharingPrimeField', primeFieldSize: 1n << 300n })).to.equal(
      'InvalidField',
    )
    expect(await refused({ objectType: 'SymmetricKey' })).to.equal('InvalidObjectType')
    expect(await refused({ uniqueIdentifier: 'nowhere' })).to.equal('ObjectNotFound')
  })

  it('refuses to register a part whose numbers contradict each other', async () => {
    const keyBlock = { keyFormatType: 'Raw', keyValue: { keyMaterial: Buffer.alloc(16) } } as const
    const splitKey = {
      splitKeyParts: 3,
      keyPartIdentifier: 4,
      splitKeyThreshold: 2,
      splitKeyMethod: 'XOR',
      keyBlock,
    } as const
    const register = async (more: object) =>
      (
        await talk.refusal('Register', {
          objectType: 'SplitKey',
          attributes: [],
          object: { splitKey: { ...splitKey, ...more } },
        })
      )[0]
    expect(await register({ splitKeyThreshold: 3 })).to.equal('InvalidField')
    expect(await register({ keyPartIdentifier: 1 })).to.equal('InvalidField')
    expect(await register({ keyPartIdentifier: 1, splitKeyMethod: 'PolynomialSharingPrimeField' })).to.equal(
      'InvalidField',
    )
  })
})
