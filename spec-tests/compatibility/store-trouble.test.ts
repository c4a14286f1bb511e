import { expect } from 'chai'
import type { OperationName } from '../../codec/index.ts'
import type { ObjectStore } from '../../server/index.ts'
import { openTestSite, type TestServer, type TestSite } from '../support/test-server.ts'
import { connectLineClient, type LineClient } from './line-client.ts'
import {
  createKey,
  enumeration,
  nameAttribute,
  nest,
  registerKey,
  revocation,
  text,
  uniqueIdentifier,
} from './lines.ts'

const generalFailure = '0x00000100'
const itemNotFound = '0x00000001'
const cause = 'disk I/O error at /secret/place'

type Broken = 'get' | 'find' | 'commit'
/** How a store fails: it throws at once, or its promise rejects. */
type Way = 'throws' | 'rejects'

/** A store that works until something in it is broken. */
const createBreakableStore = () => {
  const broken = new Set<Broken>()
  let way: Way = 'rejects'
  const fail = (): never => {
    throw new Error(cause)
  }
  const failOrReject = (): never => (way === 'throws' ? fail() : (Promise.reject(new Error(cause)) as never))
  return {
    break(how: Way, ...parts: Broken[]) {
      way = how
      for (const part of parts) broken.add(part)
    },
    mend: () => broken.clear(),
    around: (store: ObjectStore): ObjectStore => ({
      ...store,
      get: (id) => (broken.has('get') ? failOrReject() : store.get(id)),
      find: (query) => (broken.has('find') ? failOrReject() : store.find(query)),
      commit: (...given) => (broken.has('commit') ? failOrReject() : store.commit(...given)),
    }),
  }
}

describe('rule 9: Item Not Found only when it is true', () => {
  let site: TestSite
  let server: TestServer
  let talk: LineClient
  const store = createBreakableStore()
  before(async () => {
    site = await openTestSite()
    server = await site.start({ store: store.around })
    talk = await connectLineClient(server)
  })
  after(() => {
    talk.wire.close()
    return site.close()
  })
  beforeEach(() => {
    store.mend()
    server.faults.length = 0
  })

  const create = async (): Promise<string> =>
    (await talk.succeed('1.0', 'Create', createKey())).value('UniqueIdentifier') ?? ''

  const requests = (id: string): Partial<Record<OperationName, string[]>> => ({
    Get: uniqueIdentifier(id),
    GetAttributes: [...uniqueIdentifier(id), ...text('AttributeName', 'State')],
    GetAttributeList: uniqueIdentifier(id),
    AddAttribute: [...uniqueIdentifier(id), ...nameAttribute(`name of ${id}`)],
    Activate: uniqueIdentifier(id),
    ReKey: uniqueIdentifier(id),
    Revoke: revocation(id),
    Destroy: uniqueIdentifier(id),
  })

  for (const way of ['throws', 'rejects'] as const) {
    it(`a store whose reading ${way} gives General Failure for every operation on an object, in every version`, async () => {
      const id = await create()
      store.break(way, 'get')
      for (const version of ['1.0', '1.2', '1.4', '2.1'] as const)
        for (const [operation, payload] of Object.entries(requests(id))) {
          // Attributes have another form in 2.x; those requests need not be tried there.
          if (version === '2.1' && payload.some((line) => line.trim().startsWith('Attribute'))) continue
          const item = await talk.ask(version, operation as OperationName, payload)
          expect(item.outcome, `${operation} in ${version}: ${item.message}`).to.equal(generalFailure)
          expect(item.message).to.be.a('string').and.not.contain('disk').and.not.equal('')
        }
      expect(server.faults.map(String)).to.include(`Error: ${cause}`)
    })

    it(`a store whose search ${way} gives General Failure, not an empty list`, async () => {
      await talk.succeed('1.0', 'Create', createKey(nameAttribute(`searched ${way}`)))
      store.break(way, 'find')
      const item = await talk.ask('1.0', 'Locate', nameAttribute(`searched ${way}`))
      expect(item.outcome).to.equal(generalFailure)
    })

    it(`a store whose commit ${way} gives General Failure, and nothing has changed`, async () => {
      const id = await create()
      store.break(way, 'commit')
      const attempts = {
        Create: createKey(nameAttribute(`uncommitted ${way}`)),
        Register: registerKey(),
        Activate: uniqueIdentifier(id),
        Destroy: uniqueIdentifier(id),
        ReKey: uniqueIdentifier(id),
      }
      for (const [operation, payload] of Object.entries(attempts))
        expect((await talk.ask('1.0', operation as OperationName, payload)).outcome, operation).to.equal(generalFailure)
      store.mend()
      const state = [...uniqueIdentifier(id), ...text('AttributeName', 'State')]
      expect((await talk.succeed('1.0', 'GetAttributes', state)).value('AttributeValue')).to.equal('0x00000001')
      const uncommitted = await talk.succeed('1.0', 'Locate', nameAttribute(`uncommitted ${way}`))
      expect(uncommitted.all('UniqueIdentifier')).to.deep.equal([])
    })
  }

  it('once the trouble is over, the same connection goes on', async () => {
    const id = await create()
    store.break('rejects', 'get', 'find', 'commit')
    expect((await talk.ask('1.0', 'Get', uniqueIdentifier(id))).outcome).to.equal(generalFailure)
    store.mend()
    expect((await talk.ask('1.0', 'Get', uniqueIdentifier(id))).outcome).to.equal('Success')
  })

  it('what is not there, is not found; what is destroyed, revoked or another’s, is not “not found”', async () => {
    expect((await talk.ask('1.0', 'Get', uniqueIdentifier('11111111-2222-3333-4444-555555555555'))).outcome).to.equal(
      itemNotFound,
    )
    const id = await create()
    const other = await connectLineClient(await site.as('other', server))
    const refused = await other.ask('1.0', 'Get', uniqueIdentifier(id))
    expect(refused.outcome).to.match(/^0x/).and.not.equal(itemNotFound)
    other.wire.close()
    await talk.succeed('1.0', 'Activate', uniqueIdentifier(id))
    await talk.succeed('1.0', 'Revoke', revocation(id))
    expect((await talk.ask('1.0', 'Get', uniqueIdentifier(id))).outcome).to.equal('Success')
    await talk.succeed('1.0', 'Destroy', uniqueIdentifier(id))
    const state = [...uniqueIdentifier(id), ...text('AttributeName', 'State')]
    expect((await talk.succeed('1.0', 'GetAttributes', state)).value('AttributeValue')).to.equal('0x00000005')
  })

  it('a key that is not there is not found, whatever else the request lacks', async () => {
    const payload = [
      ...uniqueIdentifier('none'),
      ...nest('CryptographicParameters', enumeration('BlockCipherMode', 1)),
      'Data ByteString 00',
    ]
    expect((await talk.ask('1.2', 'Encrypt', payload)).outcome).to.equal(itemNotFound)
  })
})
