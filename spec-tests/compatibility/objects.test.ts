import { expect } from 'chai'
import { connectLineClient, idOf, type LineClient, useServerWithClient } from './line-client.ts'
import {
  aes256,
  attribute,
  createKey,
  enumeration,
  integer,
  nameAttribute,
  nest,
  registerKey,
  revocation,
  text,
  uniqueIdentifier,
} from './lines.ts'

const versions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const
const states = { preActive: '0x00000001', active: '0x00000002', deactivated: '0x00000003', destroyed: '0x00000005' }
const itemNotFound = '0x00000001'
const objectType = (type: number) => attribute('Object Type', enumeration('AttributeValue', type))

describe('rules for objects', () => {
  const kms = useServerWithClient()
  let other: LineClient
  before(async () => {
    other = await connectLineClient(await kms.site.as('other', kms.server))
  })
  after(() => other.wire.close())

  const create = async (...attributes: string[][]): Promise<string> =>
    idOf(await kms.client.succeed('1.4', 'Create', createKey(...attributes)))
  const stateOf = async (id: string): Promise<string | undefined> =>
    (
      await kms.client.succeed('1.0', 'GetAttributes', [...uniqueIdentifier(id), ...text('AttributeName', 'State')])
    ).value('AttributeValue')
  const locate = async (...filters: string[][]): Promise<string[]> =>
    (await kms.client.succeed('1.0', 'Locate', filters.flat())).all('UniqueIdentifier')

  describe('rule 4: Locate lists only what the same client can Get', () => {
    it('nothing of another client, nothing destroyed, nothing archived', async () => {
      const group = attribute('Object Group', text('AttributeValue', 'rule 4'))
      const mine = await create(group)
      const theirs = idOf(await other.succeed('1.4', 'Create', createKey(group)))
      const destroyed = await create(group)
      await kms.client.succeed('1.4', 'Destroy', uniqueIdentifier(destroyed))
      const archived = await create(group)
      await kms.client.succeed('1.4', 'Archive', uniqueIdentifier(archived))
      expect(await locate(group)).to.deep.equal([mine])
      expect((await other.succeed('1.0', 'Locate', group)).all('UniqueIdentifier')).to.deep.equal([theirs])
    })

    it('each that it lists can be got, in whatever state', async () => {
      const group = attribute('Object Group', text('AttributeValue', 'rule 4, states'))
      const ids = [await create(group), await create(group), await create(group)]
      await kms.client.succeed('1.4', 'Activate', uniqueIdentifier(ids[1] ?? ''))
      await kms.client.succeed('1.4', 'Activate', uniqueIdentifier(ids[2] ?? ''))
      await kms.client.succeed('1.4', 'Revoke', revocation(ids[2] ?? ''))
      const located = await locate(group)
      expect(located).to.have.members(ids)
      for (const id of located)
        expect((await kms.client.ask('1.0', 'Get', uniqueIdentifier(id))).outcome).to.equal('Success')
    })
  })

  describe('rule 5: Locate with no match', () => {
    it('is Success with an empty Response Payload', async () => {
      for (const version of versions)
        for (const payload of [
          [...integer('MaximumItems', 16), ...objectType(2), ...nameAttribute('no such name')],
          nameAttribute('no such name'),
          attribute('x-none', text('AttributeValue', 'none')),
        ]) {
          const item = await kms.client.succeed(version, 'Locate', payload)
          const pages = payload[0]?.startsWith('MaximumItems') && (version === '1.3' || version === '1.4')
          expect(item.payload, version).to.deep.equal(pages ? ['    LocatedItems Integer 0'] : [])
        }
    })
  })

  describe('rule 7: Offset Items', () => {
    const group = attribute('Object Group', text('AttributeValue', 'rule 7'))
    let made: string[]
    before(async () => {
      made = []
      for (let each = 0; each < 37; each++) made.push(await create(group))
    })

    for (const version of versions)
      it(`pages in ${version}, as kmippp does until a page is empty`, async () => {
        const found: string[] = []
        for (let rounds = 0; rounds < 10; rounds++) {
          const payload = [...integer('MaximumItems', 16), ...integer('OffsetItems', found.length), ...group]
          const page = await kms.client.succeed(version, 'Locate', payload)
          const ids = page.all('UniqueIdentifier')
          expect(page.value('LocatedItems')).to.equal(version >= '1.3' ? '37' : undefined)
          if (ids.length === 0) break
          expect(ids.length).to.equal(Math.min(16, 37 - found.length))
          found.push(...ids)
        }
        expect(found).to.have.length(37)
        expect(found).to.have.members(made)
      })

    it('identifiers are UUIDs of 36 characters', () => {
      for (const id of made) expect(id).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(new Set(made).size).to.equal(37)
    })
  })

  describe('rule 8: a Name is unique among the live objects of an owner', () => {
    it('for Create, Register, Add and Modify Attribute', async () => {
      const name = nameAttribute('taken')
      const id = await create(name)
      const free = await create(nameAttribute('free'))
      const attempts = [
        await kms.client.ask('1.4', 'Create', createKey(name)),
        await kms.client.ask('1.4', 'Register', registerKey([...aes256(), ...name])),
        await kms.client.ask('1.0', 'Register', registerKey([...aes256(), ...name])),
        await kms.client.ask('1.0', 'AddAttribute', [...uniqueIdentifier(free), ...name]),
        await kms.client.ask('1.0', 'ModifyAttribute', [...uniqueIdentifier(free), ...name]),
        await kms.client.ask('1.4', 'ModifyAttribute', [...uniqueIdentifier(free), ...nameAttribute('taken', 0)]),
      ]
      for (const [at, { outcome, message }] of attempts.entries()) {
        expect(outcome, `${at}`).to.match(/^0x/).and.not.equal('0x00000100')
        expect(message, `${at}`).to.contain('Name')
      }
      expect(await locate(name)).to.deep.equal([id])
      expect(await locate(nameAttribute('free'))).to.deep.equal([free])
    })

    it('of two at once, one wins', async () => {
      const name = nameAttribute('raced for')
      const second = await connectLineClient(kms.server)
      const outcomes = await Promise.all(
        [kms.client, second].map(async (each) => (await each.ask('1.4', 'Create', createKey(name))).outcome),
      )
      expect(outcomes.filter((outcome) => outcome === 'Success')).to.have.length(1)
      expect(await locate(name)).to.have.length(1)
      second.wire.close()
    })

    it('but another owner may have it, and it is free again once its object is destroyed', async () => {
      const name = nameAttribute('again')
      const id = await create(name)
      expect((await other.ask('1.4', 'Create', createKey(name))).outcome).to.equal('Success')
      await kms.client.succeed('1.4', 'Destroy', uniqueIdentifier(id))
      const next = await create(name)
      expect(await locate(name)).to.deep.equal([next])
    })

    it('and empty Names and Object Groups are no names', async () => {
      const empty = [nameAttribute(''), attribute('Object Group', text('AttributeValue', ''))]
      await create(...empty)
      await create(...empty)
      expect((await kms.client.ask('1.4', 'Register', registerKey([...aes256(), ...empty.flat()]))).outcome).to.equal(
        'Success',
      )
    })
  })

  describe('rule 17: lifecycle', () => {
    const getMaterial = async (id: string) =>
      (await kms.client.succeed('1.0', 'Get', uniqueIdentifier(id))).value('KeyMaterial')

    it('Get works before activation, while active and when deactivated', async () => {
      const id = idOf(await kms.client.succeed('1.4', 'Register', registerKey()))
      expect(await stateOf(id)).to.equal(states.preActive)
      expect(await getMaterial(id)).to.equal('5a'.repeat(32))
      await kms.client.succeed('1.0', 'Activate', uniqueIdentifier(id))
      expect(await stateOf(id)).to.equal(states.active)
      expect(await getMaterial(id)).to.equal('5a'.repeat(32))
      await kms.client.succeed('1.0', 'Revoke', revocation(id))
      expect(await stateOf(id)).to.equal(states.deactivated)
      expect(await getMaterial(id)).to.equal('5a'.repeat(32))
    })

    it('Encrypt needs Active, before and after; Decrypt goes on with what was encrypted', async () => {
      const id = await create()
      const encrypt = () =>
        kms.client.ask('1.2', 'Encrypt', [
          ...uniqueIdentifier(id),
          ...nest('CryptographicParameters', enumeration('BlockCipherMode', 1), enumeration('PaddingMethod', 3)),
          'Data ByteString 00',
        ])
      const decrypt = (data: string, iv: string) =>
        kms.client.ask('1.2', 'Decrypt', [
          ...uniqueIdentifier(id),
          ...nest('CryptographicParameters', enumeration('BlockCipherMode', 1), enumeration('PaddingMethod', 3)),
          `Data ByteString ${data}`,
          `IVCounterNonce ByteString ${iv}`,
        ])
      expect((await encrypt()).outcome).not.to.equal('Success')
      expect((await decrypt('00'.repeat(16), '00'.repeat(16))).message).to.match(/Active/)
      await kms.client.succeed('1.2', 'Activate', uniqueIdentifier(id))
      const made = await encrypt()
      expect(made.outcome).to.equal('Success')
      const decryptAgain = () => decrypt(made.value('Data') ?? '', made.value('IVCounterNonce') ?? '')
      expect((await decryptAgain()).value('Data')).to.equal('00')
      await kms.client.succeed('1.2', 'Revoke', revocation(id))
      expect((await encrypt()).outcome).not.to.equal('Success')
    })

    it('Destroy works before activation and after deactivation, and fails while active', async () => {
      const fresh = await create()
      expect((await kms.client.succeed('1.0', 'Destroy', uniqueIdentifier(fresh))).value('UniqueIdentifier')).to.equal(
        fresh,
      )
      const used = await create()
      await kms.client.succeed('1.0', 'Activate', uniqueIdentifier(used))
      const refused = await kms.client.ask('1.0', 'Destroy', uniqueIdentifier(used))
      expect(refused.outcome).to.match(/^0x/).and.not.equal(itemNotFound)
      expect(await stateOf(used)).to.equal(states.active)
      await kms.client.succeed('1.0', 'Revoke', revocation(used))
      await kms.client.succeed('1.0', 'Destroy', uniqueIdentifier(used))
      expect((await kms.client.ask('1.0', 'Get', uniqueIdentifier(used))).outcome).not.to.equal('Success')
      expect(await stateOf(used)).to.equal(states.destroyed)
    })

    it('Activate, Revoke and Destroy answer with the Unique Identifier alone, in every version', async () => {
      for (const version of versions) {
        const id = await create()
        for (const [operation, payload] of [
          ['Activate', uniqueIdentifier(id)],
          ['Revoke', revocation(id)],
          ['Destroy', uniqueIdentifier(id)],
        ] as const)
          expect(
            (await kms.client.succeed(version, operation, payload)).payload,
            `${operation} in ${version}`,
          ).to.deep.equal([`    UniqueIdentifier TextString "${id}"`])
      }
    })
  })

  describe('rule 19: Modify Attribute, Re-key, Discover Versions', () => {
    it('Modify Attribute of Name echoes the new Name (Synology)', async () => {
      const id = await create(nameAttribute('before'))
      for (const [version, name] of [
        ['1.0', 'after'],
        ['1.4', 'later'],
      ] as const) {
        const item = await kms.client.succeed(version, 'ModifyAttribute', [
          ...uniqueIdentifier(id),
          ...nameAttribute(name),
        ])
        expect(item.value('AttributeName')).to.equal('Name')
        expect(item.value('NameValue')).to.equal(name)
        expect(item.value('UniqueIdentifier')).to.equal(id)
      }
      expect(await locate(nameAttribute('before'))).to.deep.equal([])
      expect(await locate(nameAttribute('later'))).to.deep.equal([id])
    })

    it('Re-key moves the Name to the new key, and the old one keeps its state (VAST)', async () => {
      const name = nameAttribute('rekeyed')
      const old = await create(name)
      await kms.client.succeed('1.4', 'Activate', uniqueIdentifier(old))
      const next = idOf(await kms.client.succeed('1.4', 'ReKey', uniqueIdentifier(old)))
      expect(next).not.to.equal(old)
      expect(await locate(name)).to.deep.equal([next])
      expect(await stateOf(old)).to.equal(states.active)
      const getKey = async (id: string) =>
        (await kms.client.succeed('1.4', 'Get', uniqueIdentifier(id))).value('KeyMaterial')
      expect(await getKey(next)).not.to.equal(await getKey(old))
    })

    it('Discover Versions lists all, newest first; with a list, what both have, in the order of the client', async () => {
      const discover = async (...asked: string[]) => {
        const payload = asked.flatMap((version) =>
          nest(
            'ProtocolVersion',
            integer('ProtocolVersionMajor', Number(version.split('.')[0])),
            integer('ProtocolVersionMinor', Number(version.split('.')[1])),
          ),
        )
        const item = await kms.client.succeed('1.1', 'DiscoverVersions', payload)
        const minors = item.all('ProtocolVersionMinor')
        return item.all('ProtocolVersionMajor').map((major, at) => `${major}.${minors[at]}`)
      }
      expect(await discover()).to.deep.equal(['2.1', '2.0', '1.4', '1.3', '1.2', '1.1', '1.0'])
      expect(await discover('1.0', '9.9', '1.4', '1.2')).to.deep.equal(['1.0', '1.4', '1.2'])
      expect(await discover('1.2', '1.1', '1.0')).to.deep.equal(['1.2', '1.1', '1.0'])
      expect(await discover('9.9')).to.deep.equal([])
    })
  })

  it('the server reports no fault that clients did not see', () => {
    expect(kms.server.faults).to.deep.equal([])
  })
})
