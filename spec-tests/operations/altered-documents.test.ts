import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { attributeList } from '../../codec/index.ts'
import { DocumentFault } from '../../server/store/errors.ts'
import { type LocalRequest, type LocalServer, openLocalServer, outcomeOf } from '../support/local-server.ts'

const how = { version: '2.1' } as const
const later = { ...how, asynchronousIndicator: 'Mandatory' } as const
const admin = { ...how, principal: { id: 'CN=admin' } }
const hour = 3600
const start = new Date('2030-01-01T00:00:00Z')

const aes = attributeList({
  cryptographicAlgorithm: 'AES',
  cryptographicLength: 256,
  cryptographicUsageMask: ['Encrypt', 'Decrypt'],
})
const setting = {
  objectTypes: { objectType: ['SymmetricKey'] },
  attributes: attributeList({ cryptographicLength: 256 }),
}
const create: LocalRequest = {
  operation: 'Create',
  requestPayload: { objectType: 'SymmetricKey', attributes: aes },
}
const plain = { data: new Uint8Array(16), cryptographicParameters: { blockCipherMode: 'ECB', paddingMethod: 'None' } }
const get: LocalRequest = { operation: 'Get', requestPayload: {} }

const flipBit = (sealed: unknown): Uint8Array => {
  if (!(sealed instanceof Uint8Array)) throw new Error('There is no such row')
  const flipped = Uint8Array.from(sealed)
  flipped[20] = Number(flipped[20]) ^ 1
  return flipped
}

/** Each kind of document with one row altered: what depends on it fails, the others go on, and the log names it once. */
describe('altered documents', () => {
  let local: LocalServer
  beforeEach(async () => {
    local = await openLocalServer({
      asynchronous: { startDelay: 60_000, pollWait: 5_000 },
      rotationInterval: 5,
      administrators: ['CN=admin'],
    })
    local.clock = start
  })
  afterEach(() => local.close())

  /** Flips a bit in the oldest document of a kind. */
  const alter = (kind: string) =>
    local.edit((db) => {
      const row = db.prepare('SELECT id, sealed FROM document WHERE kind = ? ORDER BY id').get(kind)
      db.prepare('UPDATE document SET sealed = ? WHERE id = ?').run(flipBit(row?.sealed), Number(row?.id))
    })
  const submit = async (items: readonly LocalRequest[], more = {}) =>
    (await local.batch(items, { ...later, ...more })).map((each) => each.asynchronousCorrelationValue as Uint8Array)
  const poll = (asynchronousCorrelationValue: Uint8Array | undefined) =>
    local.one('Poll', { asynchronousCorrelationValue }, how)
  const expectFault = (kind: string) => {
    const faults = local.faults.filter((each) => each instanceof DocumentFault)
    expect(faults).to.have.length(1)
    expect(String(faults[0])).to.match(new RegExp(`The ${kind} \\S+ was left out`))
  }

  it('an asynchronous request: it fails, the others run', async () => {
    const [[altered], [other]] = [await submit([create]), await submit([create])]
    await alter('asynchronous request')
    expect(outcomeOf(await poll(other))).to.equal('Success')
    expect(outcomeOf(await poll(altered))).to.equal('GeneralFailure')
    const [next] = await submit([create])
    const listed = await local.payload('QueryAsynchronousRequests', {}, how)
    expect(listed.asynchronousRequest).to.be.an('array').and.not.deep.equal([])
    expect(outcomeOf(await poll(next))).to.equal('Success')
    expectFault('asynchronous request')
  })

  for (const batchErrorContinuationOption of ['Stop', 'Continue', 'Undo'])
    it(`an item of an asynchronous batch with ${batchErrorContinuationOption}: the items that may depend on it do not run`, async () => {
      const [, second, third] = await submit([create, create, get], { batchErrorContinuationOption })
      await alter('asynchronous request')
      for (const each of [second, third]) {
        const answer = await poll(each)
        expect(outcomeOf(answer)).to.equal('GeneralFailure')
        expect(answer.resultMessage).to.include('no longer in the store')
      }
      expect(await local.payload('Locate', {}, how)).to.deep.equal({})
    })

  it('a request whose expiry was altered: it does not expire', async () => {
    const [value] = await submit([create])
    await poll(value)
    await local.edit((db) => db.exec('UPDATE document SET due = 1'))
    expect(outcomeOf(await poll(value))).to.equal('GeneralFailure')
    expectFault('asynchronous request')
  })

  it('a date of rotation: its key is not rotated, the others are', async () => {
    const automatic = { rotateAutomatic: true, rotateInterval: hour }
    await local.key(automatic, how)
    const other = await local.key(automatic, how)
    await alter('rotation')
    local.clock = new Date(start.getTime() + hour * 1000)
    const latest = async () => (await local.attribute(other, 'RotateLatest', how))[0]
    for (let tries = 0; (await latest()) !== false && tries < 400; tries++) await delay(5)
    expect(await latest()).to.equal(false)
    expect((await local.payload('Locate', {}, how)).uniqueIdentifier).to.have.length(3)
    expectFault('rotation')
  })

  for (const [operation, payload] of [
    ['SetConstraints', { constraints: { constraint: [setting] } }],
    ['SetDefaults', { defaultsInformation: { objectDefaults: [setting] } }],
  ] as const)
    it(`what ${operation} set: nothing is created, keys are used, and an administrator can set it again`, async () => {
      const uniqueIdentifier = await local.key({}, how)
      expect(outcomeOf(await local.one(operation, payload, admin))).to.equal('Success')
      await alter('setting')
      expect(outcomeOf(await local.one('Create', create.requestPayload, how))).to.equal('GeneralFailure')
      for (const use of ['Get', 'Activate', 'Encrypt'] as const)
        expect(
          outcomeOf(
            await local.one(use, use === 'Encrypt' ? { uniqueIdentifier, ...plain } : { uniqueIdentifier }, how),
          ),
          use,
        ).to.equal('Success')
      expect(local.faults.map(String).join()).to.include('setting')
      expect(outcomeOf(await local.one(operation, payload, admin))).to.equal('Success')
      expect(outcomeOf(await local.one('Create', create.requestPayload, how))).to.equal('Success')
    })
})

describe('an altered object', () => {
  it('fails where it is used; a search by State goes on', async () => {
    const local = await openLocalServer()
    local.clock = start
    const activationDate = new Date(start.getTime() + 1000)
    const [altered, other] = [await local.key({ activationDate }, how), await local.key({ activationDate }, how)]
    await local.edit((db) => {
      const row = db.prepare('SELECT sequence, attributes FROM object ORDER BY sequence').get()
      db.prepare('UPDATE object SET attributes = ? WHERE sequence = ?').run(
        flipBit(row?.attributes),
        Number(row?.sequence),
      )
    })
    local.clock = new Date(start.getTime() + 2000)
    const located = await local.payload('Locate', { attributes: attributeList({ state: 'Active' }) }, how)
    expect(located.uniqueIdentifier).to.deep.equal([other])
    expect(outcomeOf(await local.one('Get', { uniqueIdentifier: altered }, how))).to.equal('GeneralFailure')
    expect(local.faults.map(String).join()).to.include(altered)
    await local.close()
  })
})
