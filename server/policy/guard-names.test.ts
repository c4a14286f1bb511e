import { expect } from 'chai'
import type { RequestMessage } from '../../codec/index.ts'
import { type Conversation, openConversation } from '../testing/conversation.ts'
import { openServerOverStore } from '../testing/server-over-store.ts'
import { createDeclaredPolicy } from './declared-policy.ts'

const policy = createDeclaredPolicy({ limits: [{ of: ['alice'], reuseNames: false }] })
const toName = (nameValue: string) => ({ nameValue, nameType: 'UninterpretedTextString' as const })
const createKey = (...names: string[]) => ({
  objectType: 'SymmetricKey' as const,
  attributes: [
    { attribute: 'CryptographicAlgorithm' as const, value: 'AES' as const },
    { attribute: 'CryptographicLength' as const, value: 256 },
    { attribute: 'CryptographicUsageMask' as const, value: ['Encrypt' as const, 'Decrypt' as const] },
    ...names.map((name) => ({ attribute: 'Name' as const, value: toName(name) })),
  ],
})

describe('names that stay', () => {
  let talk: Conversation
  beforeEach(async () => {
    talk = await openConversation({ policy })
  })
  afterEach(async () => {
    expect(talk.faults).to.deep.equal([])
    await talk.close()
  })

  const create = async (...names: string[]) => (await talk.ask('Create', createKey(...names))).uniqueIdentifier
  const expectMoved = ([reason, message]: [string, string], id: unknown) => {
    expect(reason).to.equal('PermissionDenied')
    expect(message).to.include(`stays with ${id}`).and.include('make a new key with a new name')
  }
  const expectReused = ([reason, message]: [string, string], id: unknown) => {
    expect(reason).to.equal('PermissionDenied')
    expect(message).to.include(`already given, to ${id}`).and.include('Choose a new name')
  }

  it('of a live or destroyed object are not given again', async () => {
    const first = await create('orders')
    expectReused(await talk.refusal('Create', createKey('orders')), first)
    await talk.ask('Destroy', { uniqueIdentifier: first })
    expectReused(await talk.refusal('Create', createKey('other', 'orders')), first)
    const second = await create('orders.2')
    const add = { uniqueIdentifier: second, newAttribute: { attribute: 'Name' as const, value: toName('orders') } }
    expectReused(await talk.refusal('AddAttribute', add), first)
    await create('other')
  })

  it('are not moved by Re-key, changed or taken away', async () => {
    const uniqueIdentifier = await create('orders')
    expectMoved(await talk.refusal('ReKey', { uniqueIdentifier }), uniqueIdentifier)
    const newAttribute = { attribute: 'Name' as const, value: toName('new') }
    expectMoved(await talk.refusal('ModifyAttribute', { uniqueIdentifier, newAttribute }), uniqueIdentifier)
    const attributeReference = 'Name' as const
    expectMoved(await talk.refusal('DeleteAttribute', { uniqueIdentifier, attributeReference }), uniqueIdentifier)
    expect(await talk.values(uniqueIdentifier, 'Name')).to.deep.equal([toName('orders')])
    expect((await talk.ask('Locate', { attributes: [] })).uniqueIdentifier).to.deep.equal([uniqueIdentifier])
  })

  it('do not hinder what leaves them alone', async () => {
    const uniqueIdentifier = await create('orders')
    await talk.ask('Activate', { uniqueIdentifier })
    await talk.ask('AddAttribute', { uniqueIdentifier, newAttribute: { attribute: 'Name', value: toName('more') } })
    const unnamed = await create()
    await talk.ask('ReKey', { uniqueIdentifier: unnamed })
  })

  it('are shared by the two keys of a pair, once', async () => {
    const pair = {
      commonAttributes: [
        { attribute: 'CryptographicAlgorithm' as const, value: 'EC' as const },
        { attribute: 'CryptographicLength' as const, value: 256 },
        { attribute: 'CryptographicUsageMask' as const, value: ['Sign' as const, 'Verify' as const] },
        { attribute: 'Name' as const, value: toName('signer') },
      ],
    }
    const { privateKeyUniqueIdentifier } = await talk.ask('CreateKeyPair', pair)
    expectReused(await talk.refusal('CreateKeyPair', pair), privateKeyUniqueIdentifier)
    expectReused(await talk.refusal('Create', createKey('signer')), privateKeyUniqueIdentifier)
  })

  it('are those of the owner: others may reuse theirs, and the same ones', async () => {
    await create('orders')
    const as = { as: 'bob' }
    const { uniqueIdentifier } = await talk.ask('Create', createKey('orders'), as)
    await talk.ask('ReKey', { uniqueIdentifier }, as)
    await talk.ask('Destroy', { uniqueIdentifier }, as)
  })

  it('are given once, of a hundred requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        talk.ask('Create', createKey('race')).then(
          () => true,
          () => false,
        ),
      ),
    )
    expect(answers.filter(Boolean)).to.have.lengthOf(1)
  })

  /** A batch that is committed as one; items after the first find its object by the ID Placeholder. */
  const toBatch = (...items: readonly (readonly [operation: string, requestPayload: object])[]) =>
    ({
      requestHeader: {
        protocolVersion: { protocolVersionMajor: 2, protocolVersionMinor: 1 },
        batchErrorContinuationOption: 'Undo',
        batchOrderOption: true,
        batchCount: items.length,
      },
      batchItem: items.map(([operation, requestPayload], at) => ({
        operation,
        uniqueBatchItemID: Uint8Array.of(at),
        requestPayload,
      })),
    }) as unknown as RequestMessage

  it('are given once, of requests at once that destroy the object again', async () => {
    const { server, close } = await openServerOverStore({ policy })
    const batch = toBatch(['Create', createKey('race')], ['Destroy', {}])
    const answers = await Promise.all(Array.from({ length: 20 }, () => server.inject(batch, { id: 'CN=alice' })))
    expect(answers.filter(({ batchItem }) => batchItem[1]?.resultStatus === 'Success')).to.have.lengthOf(1)
    await close()
  })

  it('are not given twice by one batch, even if the batch destroys the first object', async () => {
    const { server, close } = await openServerOverStore({ policy })
    const batch = toBatch(['Create', createKey('once')], ['Destroy', {}], ['Create', createKey('once')])
    const { batchItem } = await server.inject(batch, { id: 'CN=alice' })
    expect(batchItem.map(({ resultStatus }) => resultStatus)).to.deep.equal([
      'OperationUndone',
      'OperationUndone',
      'OperationFailed',
    ])
    expect(batchItem[2]?.resultMessage).to.include('The name once was already given')
    await close()
  })

  it('hold for the users of a limited client', async () => {
    const users = createDeclaredPolicy({ limits: [{ of: ['app'], reuseNames: false }] })
    for (const owner of ['CN=app', 'CN=app;user:fred']) expect(users.mayReuseNames(owner), owner).to.equal(false)
    for (const owner of ['CN=other', 'CN=other;user:app', 'user:app'])
      expect(users.mayReuseNames(owner), owner).to.equal(true)
  })
})
