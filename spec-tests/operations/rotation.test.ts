import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { type AttributesByKey, attributeList } from '../../codec/index.ts'
import { type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const how = { version: '2.1' } as const
const hour = 3600

/** KMIP 2.1 §4.48 to §4.54, §6.1.46, §6.1.47. */
describe('rotation', () => {
  let local: LocalServer
  const start = new Date('2030-01-01T00:00:00Z')
  const open = async (rotationInterval = 5) => {
    local = await openLocalServer({ rotationInterval })
    local.clock = start
  }
  beforeEach(() => open())
  afterEach(async () => {
    await local.close()
    expect(local.faults).to.deep.equal([])
  })

  const elapse = (seconds: number) => {
    local.clock = new Date(start.getTime() + seconds * 1000)
  }
  const all = async (attributes: AttributesByKey = {}) =>
    ((await local.payload('Locate', { attributes: attributeList(attributes) }, how)).uniqueIdentifier ?? []) as string[]
  const value = async (uniqueIdentifier: string, attribute: string) =>
    (await local.attribute(uniqueIdentifier, attribute, how))[0]
  /** Waits until as many objects are there; then a little more, in case there would be more of them. */
  const total = async (expected: number) => {
    for (let tries = 0; (await all()).length < expected && tries < 2000; tries++) await delay(5)
    await delay(30)
    expect(await all()).to.have.length(expected)
    return all()
  }
  const automatic = { rotateAutomatic: true, rotateInterval: hour } as const
  const rotateName = { rotateNameValue: 'orders', rotateNameType: 'UninterpretedTextString' } as const

  it('a Re-key counts the generation, and says which key is the latest', async () => {
    const old = await local.key({ name: 'k', rotateName }, how)
    expect(await value(old, 'RotateGeneration')).to.equal(undefined)
    expect(await value(old, 'RotateLatest')).to.equal(undefined)
    elapse(10)
    let latest = old
    for (const generation of [1, 2, 3]) {
      const uniqueIdentifier = latest
      latest = String((await local.payload('ReKey', { uniqueIdentifier }, how)).uniqueIdentifier)
      expect(await value(latest, 'RotateGeneration')).to.equal(generation)
      expect(await value(latest, 'RotateLatest')).to.equal(true)
      expect(await value(latest, 'RotateDate')).to.equal(undefined)
      expect(await value(uniqueIdentifier, 'RotateLatest')).to.equal(false)
      expect(await value(uniqueIdentifier, 'RotateDate')).to.deep.equal(local.clock)
    }
    expect(await all({ rotateName })).to.have.length(4)
    expect(await all({ rotateName, rotateLatest: true })).to.deep.equal([latest])
    expect(await all({ name: 'k' })).to.deep.equal([latest])
  })

  it('a Re-key Key Pair does so for both keys', async () => {
    const pair = await local.payload(
      'CreateKeyPair',
      {
        commonAttributes: attributeList({ cryptographicAlgorithm: 'Ed25519', rotateName }),
        privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
        publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      },
      how,
    )
    const { privateKeyUniqueIdentifier } = pair
    const next = await local.payload('ReKeyKeyPair', { privateKeyUniqueIdentifier }, how)
    for (const half of ['privateKeyUniqueIdentifier', 'publicKeyUniqueIdentifier']) {
      expect(await value(String(next[half]), 'RotateGeneration')).to.equal(1)
      expect(await value(String(next[half]), 'RotateLatest')).to.equal(true)
      expect(await value(String(pair[half]), 'RotateLatest')).to.equal(false)
      expect(await value(String(pair[half]), 'RotateDate')).to.deep.equal(start)
    }
  })

  it('the server rotates a key once its interval is over, once for each interval', async () => {
    const old = await local.key({ ...automatic, name: 'k', activationDate: start }, how)
    elapse(hour - 1)
    await total(1)
    elapse(hour)
    const [, second] = await total(2)
    expect(await all({ rotateLatest: true })).to.deep.equal([second])
    expect(await value(String(second), 'RotateGeneration')).to.equal(1)
    expect(await value(String(second), 'RotateInterval')).to.equal(hour)
    expect(await value(String(second), 'RotateAutomatic')).to.equal(true)
    expect(await value(String(second), 'State')).to.equal('Active')
    expect(await value(old, 'RotateAutomatic')).to.equal(false)
    expect(await value(old, 'RotateDate')).to.deep.equal(local.clock)
    expect(await all({ name: 'k' })).to.deep.equal([second])
    elapse(2 * hour)
    const [, , third] = await total(3)
    expect(await value(String(third), 'RotateGeneration')).to.equal(2)
    const bytes = await Promise.all(
      (await all()).map(async (uniqueIdentifier) => JSON.stringify(await local.payload('Get', { uniqueIdentifier }))),
    )
    expect(new Set(bytes).size).to.equal(3)
  })

  it('catches up once for dates that passed while no server ran', async () => {
    await local.key(automatic, how)
    await local.close()
    await open(3_600_000)
    const key = await local.key(automatic, how)
    elapse(10 * hour)
    await local.restart()
    const [, second] = await total(2)
    expect(await value(key, 'RotateLatest')).to.equal(false)
    expect(await value(String(second), 'RotateGeneration')).to.equal(1)
    await local.restart()
    await total(2)
  })

  it('gives the Rotate Offset to the new key', async () => {
    await local.key(
      {
        ...automatic,
        rotateOffset: 600,
        activationDate: start,
        deactivationDate: new Date(start.getTime() + 9_000_000),
      },
      how,
    )
    elapse(hour)
    const [, second] = await total(2)
    const activation = new Date(start.getTime() + (hour + 600) * 1000)
    expect(await value(String(second), 'ActivationDate')).to.deep.equal(activation)
    expect(await value(String(second), 'DeactivationDate')).to.deep.equal(new Date(activation.getTime() + 9_000_000))
    expect(await value(String(second), 'State')).to.equal('PreActive')
  })

  it('rotates a key pair together', async () => {
    await local.payload(
      'CreateKeyPair',
      {
        commonAttributes: attributeList({ cryptographicAlgorithm: 'Ed25519', ...automatic }),
        privateKeyAttributes: attributeList({ cryptographicUsageMask: ['Sign'] }),
        publicKeyAttributes: attributeList({ cryptographicUsageMask: ['Verify'] }),
      },
      how,
    )
    elapse(hour)
    await total(4)
    expect(await all({ rotateLatest: true })).to.have.length(2)
    expect(await all({ rotateAutomatic: true })).to.have.length(2)
    elapse(2 * hour)
    await total(6)
    expect(await all({ rotateLatest: true })).to.have.length(2)
  })

  it('leaves alone what is not in use any more, and what somebody else has rotated', async () => {
    const ended = await local.key({ ...automatic, activationDate: start }, how)
    await local.payload('Revoke', {
      uniqueIdentifier: ended,
      revocationReason: { revocationReasonCode: 'CessationOfOperation' },
    })
    const gone = await local.key(automatic, how)
    await local.payload('Destroy', { uniqueIdentifier: gone })
    const expired = await local.key(
      { ...automatic, activationDate: start, deactivationDate: new Date(start.getTime() + 1000) },
      how,
    )
    const replaced = await local.key(automatic, how)
    elapse(hour / 2)
    const replacement = String((await local.payload('ReKey', { uniqueIdentifier: replaced }, how)).uniqueIdentifier)
    elapse(hour)
    await total(4)
    expect((await all()).sort()).to.deep.equal([ended, expired, replaced, replacement].sort())
    elapse(hour * 1.5)
    await total(5)
  })

  it('rotates an archived key after it was recovered', async () => {
    const uniqueIdentifier = await local.key(automatic, how)
    await local.payload('Archive', { uniqueIdentifier })
    elapse(hour)
    await delay(40)
    await local.payload('Recover', { uniqueIdentifier })
    elapse(hour + 16 * 60)
    await total(2)
  })

  it('races with clients that re-key: the key has one latest replacement for each of them', async () => {
    const keys = await Promise.all(Array.from({ length: 6 }, () => local.key(automatic, how)))
    elapse(hour)
    const reKeyed = await Promise.all(keys.map((uniqueIdentifier) => local.one('ReKey', { uniqueIdentifier }, how)))
    expect(reKeyed.map(outcomeOf)).to.deep.equal(keys.map(() => 'Success'))
    await delay(150)
    // A client may re-key what the server has rotated already; the server never rotates what a client has re-keyed.
    for (const key of keys) {
      expect(await value(key, 'RotateAutomatic')).to.equal(false)
      expect(await value(key, 'RotateLatest')).to.equal(false)
    }
    const automaticNow = await all({ rotateAutomatic: true })
    expect(automaticNow.length).to.equal(6)
  })

  it('goes on with the others when one cannot be rotated', async () => {
    await local.close()
    local = await openLocalServer({ rotationInterval: 5, administrators: ['CN=admin'] })
    local.clock = start
    await local.key({ ...automatic, contactInformation: 'old' }, how)
    await local.key({ ...automatic, contactInformation: 'new' }, how)
    const attributes = attributeList({ contactInformation: 'new' })
    const constraints = { constraint: [{ attributes }] }
    await local.payload('SetConstraints', { constraints }, { ...how, principal: { id: 'CN=admin' } })
    elapse(hour)
    await total(3)
    expect(local.faults.splice(0).map((fault) => (fault as { reason: string }).reason)).to.deep.equal([
      'ConstraintViolation',
    ])
    await local.payload('SetConstraints', { constraints: {} }, { ...how, principal: { id: 'CN=admin' } })
    elapse(hour + 16 * 60)
    await total(4)
  })

  it('can be added later, also to what is overdue then, but not to what was replaced', async () => {
    const [key, replaced] = [await local.key({}, how), await local.key({}, how)]
    const replacement = String((await local.payload('ReKey', { uniqueIdentifier: replaced }, how)).uniqueIdentifier)
    elapse(2 * hour)
    for (const uniqueIdentifier of [key, replaced])
      for (const newAttribute of attributeList(automatic))
        await local.payload('AddAttribute', { uniqueIdentifier, newAttribute }, how)
    await total(4)
    expect(await value(replacement, 'RotateLatest')).to.equal(true)
    expect(await value(key, 'RotateLatest')).to.equal(false)
  })

  it('is for clients to choose once, and not without rest', async () => {
    const attributes = attributeList({
      cryptographicAlgorithm: 'AES',
      cryptographicLength: 256,
      cryptographicUsageMask: ['Encrypt'],
      rotateAutomatic: true,
      rotateInterval: 59,
    })
    expect(outcomeOf(await local.one('Create', { objectType: 'SymmetricKey', attributes }, how))).to.equal(
      'InvalidField',
    )
    const uniqueIdentifier = await local.key({ ...automatic, rotateOffset: 5 }, how)
    for (const newAttribute of attributeList({
      rotateAutomatic: false,
      rotateInterval: 99,
      rotateOffset: 9,
      rotateDate: start,
      rotateGeneration: 5,
      rotateLatest: true,
    }))
      expect(
        outcomeOf(await local.one('SetAttribute', { uniqueIdentifier, newAttribute }, how)),
        newAttribute.attribute,
      ).to.match(/ReadOnly/)
    const newAttribute = attributeList({ rotateName })[0]
    expect(outcomeOf(await local.one('SetAttribute', { uniqueIdentifier, newAttribute }, how))).to.equal('Success')
  })
})
