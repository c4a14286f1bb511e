import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Authentication } from '../../codec/index.ts'
import { type AuthenticateOptions, createAuthenticator, type Refusal } from './authenticate.ts'
import { hashSecrets } from './credential/hash-secrets.ts'
import { hashPassword } from './credential/password-hash.ts'
import { createPasswords, type Passwords } from './credential/passwords.ts'
import { toDeviceKey, type User } from './user.ts'
import type { Users } from './users.ts'

const cost = { ln: 4, r: 8, p: 1 }
const app = { id: 'CN=app' }
const other = { id: 'CN=other' }

const withPassword = (username: string, password?: string): Authentication => ({
  credential: [
    {
      credentialType: 'UsernameAndPassword',
      credentialValue: { username, ...(password !== undefined && { password }) },
    },
  ],
})
const both = (...all: Authentication[]): Authentication => ({ credential: all.flatMap(({ credential }) => credential) })

describe('authenticate (KMIP 1.4 §6.6, 2.1 §9.4)', () => {
  let list: User[]
  let time: number
  let refusals: Refusal[]
  /** Passwords that went all the way through scrypt. */
  let verified: (string | undefined)[]
  let own: ReturnType<typeof createAuthenticator>

  const users: Users = {
    isInUse: async () => true,
    get: async (name) => list.find((user) => user.name === name),
    findByName: async (name) => list.find((user) => !user.device && user.name === name),
    findByDevice: async (key) => list.find((user) => user.device && toDeviceKey(user.device) === key),
  }
  const counted = (inner: Passwords): Passwords => ({
    verify(password, hash) {
      verified.push(hash)
      return inner.verify(password, hash)
    },
  })
  const of = (options: AuthenticateOptions = {}) =>
    createAuthenticator({
      users,
      passwords: counted(createPasswords(cost)),
      onRefused: (refusal) => refusals.push(refusal),
      elapsed: () => time,
      isOpen: (operation) => operation === 'Query' || operation === 'DiscoverVersions',
      ...options,
    })

  const outcome = async (
    authentication: Authentication | undefined,
    { certificate = app, authenticate = own, operations = ['Get'] } = {},
  ): Promise<string> =>
    Promise.try(() =>
      authenticate(
        certificate,
        authentication,
        operations.map((operation) => ({ operation })),
      ),
    ).then(
      ({ principal }) => principal.id,
      ({ reason, message }) => `${reason}: ${message}`,
    )

  const device = { deviceSerialNumber: 's1', machineIdentifier: 'm1' }
  const asDevice = (value: object): Authentication => ({
    credential: [{ credentialType: 'Device', credentialValue: value }],
  })

  before(async () => {
    const password = await hashPassword('right', cost)
    const created = new Date(0).toISOString()
    list = [
      { name: 'fred', password, created },
      { name: 'anna', password: await hashPassword('hers', cost), created, clients: ['app'] },
      { name: 'drive', password, created, device },
      { name: 'code', password, created, oneTimePassword: Buffer.from('12345678901234567890').toString('base64') },
      { name: 'hash', password, created, hashedPassword: hashSecrets('hash', 'right') },
    ]
  })
  beforeEach(() => {
    time = 0
    refusals = []
    verified = []
    own = of()
  })

  const refused = 'AuthenticationNotSuccessful: The credential is not accepted.'

  it('takes the certificate for who asks, without a credential or with an empty one', async () => {
    expect(await outcome(undefined)).to.equal('CN=app')
    expect(await outcome(withPassword(''))).to.equal('CN=app')
    expect(await outcome(withPassword('', ''))).to.equal('CN=app')
    expect(await outcome(withPassword('', 'right'))).to.equal(refused)
  })

  it('names a user within a certificate', async () => {
    expect(await outcome(withPassword('fred', 'right'))).to.equal('CN=app;user:fred')
    expect(await outcome(withPassword('fred', 'right'), { certificate: other })).to.equal('CN=other;user:fred')
    const { principal } = await own(app, withPassword('fred', 'right'), [])
    expect(principal).to.deep.equal({ id: 'CN=app;user:fred', client: 'CN=app', user: 'fred' })
  })

  it('names the same user with every certificate where the operator wants it so', async () => {
    const authenticate = of({ shareUsers: true })
    for (const certificate of [app, other])
      expect(await outcome(withPassword('fred', 'right'), { authenticate, certificate })).to.equal('user:fred')
  })

  it('answers alike to wrong passwords, unknown users and the wrong client, after the same work', async () => {
    const wrong = [withPassword('fred', 'wrong'), withPassword('nobody', 'right'), withPassword('fred')]
    for (const authentication of wrong) expect(await outcome(authentication)).to.equal(refused)
    expect(await outcome(withPassword('anna', 'hers'))).to.equal('CN=app;user:anna')
    expect(await outcome(withPassword('anna', 'hers'), { certificate: other })).to.equal(refused)
    expect(verified).to.have.lengthOf(5)
    expect(verified[1]).to.equal(undefined)
  })

  it('does not know a device by its name, nor a user by identifiers', async () => {
    expect(await outcome(withPassword('drive', 'right'))).to.equal(refused)
    expect(await outcome(asDevice({ ...device, password: 'right' }))).to.equal('CN=app;user:drive')
    expect(await outcome(asDevice({ ...device, password: 'wrong' }))).to.equal(refused)
    expect(await outcome(asDevice(device))).to.equal(refused)
    expect(await outcome(asDevice({ deviceSerialNumber: 's1', password: 'right' }))).to.equal(refused)
    expect(await outcome(asDevice({ password: 'right' }))).to.match(/^InvalidField/)
  })

  it('wants every credential of a request to be right, and all to mean one user', async () => {
    const fred = withPassword('fred', 'right')
    expect(await outcome(both(fred, fred, withPassword('')))).to.equal('CN=app;user:fred')
    expect(await outcome(both(fred, withPassword('anna', 'wrong')))).to.equal(refused)
    expect(await outcome(both(fred, withPassword('anna', 'hers')))).to.match(/more than one user/)
  })

  it('refuses what it cannot check, and does not pass it over', async () => {
    const nonce = { nonceID: Buffer.of(1), nonceValue: Buffer.of(2) }
    const attested: Authentication = {
      credential: [{ credentialType: 'Attestation', credentialValue: { nonce, attestationType: 'TPMQuote' } }],
    }
    expect(await outcome(attested)).to.match(/^FeatureNotSupported: Attestation/)
    expect(await outcome(both(withPassword('fred', 'right'), attested))).to.match(/^FeatureNotSupported/)
  })

  it('can ask for a credential in every request but those that ask what the server can do', async () => {
    const authenticate = of({ credentials: 'required' })
    for (const authentication of [undefined, withPassword('')]) {
      expect(await outcome(authentication, { authenticate })).to.match(
        /^AuthenticationNotSuccessful: This server requires a credential/,
      )
      expect(await outcome(authentication, { authenticate, operations: ['Query', 'Get'] })).to.match(
        /requires a credential/,
      )
      expect(await outcome(authentication, { authenticate, operations: ['Query', 'DiscoverVersions'] })).to.equal(
        'CN=app',
      )
    }
    expect(await outcome(withPassword('fred', 'right'), { authenticate })).to.equal('CN=app;user:fred')
  })

  it('looks at credentials once there are users, and before that where they are required', async () => {
    const none = { ...users, isInUse: async () => false, findByName: async () => undefined }
    const wrong = withPassword('fred', 'wrong')
    expect(await outcome(wrong, { authenticate: of({ users: none }) })).to.equal('CN=app')
    expect(await outcome(wrong, { authenticate: of({ users: none, credentials: 'required' }) })).to.equal(refused)
  })

  it('looks at the credentials of those clients that a user may come with', async () => {
    const scoped = { ...users, isInUse: async (subject: string) => subject === 'CN=app' }
    const authenticate = of({ users: scoped })
    expect(await outcome(withPassword('rgw', 'dummy'), { authenticate })).to.equal(refused)
    expect(await outcome(withPassword('rgw', 'dummy'), { authenticate, certificate: other })).to.equal('CN=other')
    // The user of another client stays unknown to this one.
    expect(await outcome(withPassword('anna', 'hers'), { authenticate, certificate: other })).to.equal('CN=other')
  })

  it('can leave credentials aside', async () => {
    const authenticate = of({ credentials: 'ignored' })
    expect(await outcome(withPassword('fred', 'wrong'), { authenticate })).to.equal('CN=app')
    expect(verified).to.deep.equal([])
  })

  describe('One Time Password (KMIP 2.1 §9.11)', () => {
    const at = new Date(59_000)
    const code = (oneTimePassword: string, password?: string, username = 'code'): Authentication => ({
      credential: [
        {
          credentialType: 'OneTimePassword',
          credentialValue: { username, oneTimePassword, ...(password !== undefined && { password }) },
        },
      ],
    })

    it('is good once, with the password', async () => {
      const authenticate = of({ now: () => at })
      expect(await outcome(code('287082'), { authenticate })).to.equal(refused)
      expect(await outcome(code('287082', 'wrong'), { authenticate })).to.equal(refused)
      expect(await outcome(code('287083', 'right'), { authenticate })).to.equal(refused)
      expect(await outcome(code('287082', 'right'), { authenticate })).to.equal('CN=app;user:code')
      expect(await outcome(code('287082', 'right'), { authenticate, certificate: other })).to.equal(refused)
    })

    it('is needed by those who have one, and no use to others', async () => {
      const authenticate = of({ now: () => at })
      expect(await outcome(withPassword('code', 'right'), { authenticate })).to.equal(refused)
      expect(await outcome(code('287082', 'right', 'fred'), { authenticate })).to.equal(refused)
    })
  })

  describe('Hashed Password (KMIP 2.1 §9.11)', () => {
    const at = new Date('2026-01-02T03:04:05Z')
    const microseconds = BigInt(at.getTime()) * 1000n
    const sha = (...parts: (Uint8Array | string)[]) => {
      const hash = createHash('sha256')
      for (const part of parts) hash.update(part)
      return hash.digest()
    }
    const big = (value: bigint) => {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64BE(value)
      return bytes
    }
    const hashed = (timeStamp = microseconds, username = 'hash', password = 'right', stamped = timeStamp) => ({
      credential: [
        {
          credentialType: 'HashedPassword' as const,
          credentialValue: {
            username,
            timeStamp,
            hashedPassword: Buffer.concat([sha(sha(username, password), big(stamped)), sha(password, username)]),
          },
        },
      ],
    })

    it('proves the password without sending it, and the server proves that it knows it', async () => {
      const { principal, serverHashedPassword } = await of({ now: () => at })(app, hashed(), [])
      expect(principal.id).to.equal('CN=app;user:hash')
      const expected = sha(big(microseconds), sha('hash', 'right'), sha(sha('right', 'hash')))
      expect(Buffer.from(serverHashedPassword ?? [])).to.deep.equal(expected)
    })

    it('has a time stamp that is near, and grows', async () => {
      const authenticate = of({ now: () => at })
      const minute = 60_000_000n
      expect(await outcome(hashed(microseconds - 3n * minute), { authenticate })).to.equal(refused)
      expect(await outcome(hashed(microseconds + 3n * minute), { authenticate })).to.equal(refused)
      expect(await outcome(hashed(microseconds - minute), { authenticate })).to.equal('CN=app;user:hash')
      expect(await outcome(hashed(microseconds - minute), { authenticate })).to.equal(refused)
      expect(await outcome(hashed(microseconds - minute + 1n), { authenticate })).to.equal('CN=app;user:hash')
    })

    it('is refused with another password, another time, or for a user who has none', async () => {
      const authenticate = of({ now: () => at })
      expect(await outcome(hashed(microseconds, 'hash', 'wrong'), { authenticate })).to.equal(refused)
      expect(await outcome(hashed(microseconds + 1n, 'hash', 'right', microseconds), { authenticate })).to.equal(
        refused,
      )
      expect(await outcome(hashed(microseconds, 'fred'), { authenticate })).to.equal(refused)
      const [credential] = hashed().credential
      const sha1 = { ...credential, credentialValue: { ...credential?.credentialValue, hashingAlgorithm: 'SHA_1' } }
      expect(await outcome({ credential: [sha1] } as Authentication, { authenticate })).to.match(/^FeatureNotSupported/)
    })
  })

  describe('guessing', () => {
    const guess = (times: number, name = 'fred', certificate = app) =>
      Promise.all(Array.from({ length: times }, (_, i) => outcome(withPassword(name, `guess ${i}`), { certificate })))
    const many = /^AuthenticationNotSuccessful: There were too many failed attempts\. Try again in (\d+) seconds\.$/

    it('ends after five wrong passwords, also for the right one, until time has passed', async () => {
      const answers = await guess(8)
      expect(answers.slice(0, 5)).to.deep.equal(Array.from({ length: 5 }, () => refused))
      for (const answer of answers.slice(5)) expect(answer).to.match(many)
      expect(verified).to.have.lengthOf(5)
      expect(await outcome(withPassword('fred', 'right'))).to.match(many)
      time += 5 * 60_000
      expect(await outcome(withPassword('fred', 'right'))).to.equal('CN=app;user:fred')
      expect((await guess(5)).every((answer) => answer === refused)).to.equal(true)
    })

    it('is counted for unknown users as for known ones', async () => {
      const answers = await guess(6, 'nobody')
      expect(answers.filter((answer) => many.test(answer))).to.have.lengthOf(1)
    })

    it('does not lock the user out who comes with another certificate, nor other users with this one', async () => {
      await guess(6)
      expect(await outcome(withPassword('fred', 'right'), { certificate: other })).to.equal('CN=other;user:fred')
      expect(await outcome(withPassword('anna', 'hers'))).to.equal('CN=app;user:anna')
    })

    it('ends after twenty wrong passwords from one certificate, whoever they are for', async () => {
      const answers = await Promise.all(
        Array.from({ length: 25 }, (_, i) => outcome(withPassword(`user${i}`, 'guess'))),
      )
      expect(answers.filter((answer) => many.test(answer))).to.have.lengthOf(5)
      expect(verified).to.have.lengthOf(20)
      expect(await outcome(withPassword('fred', 'right'))).to.match(many)
      time += 30_000
      expect(await outcome(withPassword('fred', 'right'))).to.equal('CN=app;user:fred')
    })

    it('goes on one at a time for each certificate, and two at a time for all', async () => {
      let [running, most] = [0, 0]
      const authenticate = of({
        passwords: {
          async verify() {
            most = Math.max(most, ++running)
            await new Promise(setImmediate)
            running--
            return false
          },
        },
      })
      const guesses = Array.from({ length: 12 }, (_, i) =>
        outcome(withPassword('fred', `guess ${i}`), { authenticate, certificate: { id: `CN=${i % 4}` } }),
      )
      await Promise.all(guesses)
      expect(most).to.equal(2)
      most = 0
      await Promise.all(Array.from({ length: 4 }, () => outcome(withPassword('anna', 'x'), { authenticate })))
      expect(most).to.equal(1)
    })

    it('is counted for names of any length, of which little is remembered and logged', async () => {
      const name = 'n'.repeat(100_000)
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => outcome(asDevice({ deviceSerialNumber: name, password: 'x' }))),
      )
      expect(answers.at(-1)).to.match(many)
      for (const { claimed } of refusals) expect(claimed.length).to.be.at.most(200)
    })

    it('is told of, without passwords, and without names that may be passwords', async () => {
      await outcome(withPassword('fred', 'hunter2'))
      await outcome(withPassword('hunter2 typed here', ''))
      await outcome(asDevice({ ...device, password: 'hunter2' }))
      expect(refusals.map(({ client }) => client)).to.deep.equal(['CN=app', 'CN=app', 'CN=app'])
      expect(refusals[0]).to.deep.include({ claimed: 'user fred', why: 'unknown, or a wrong password' })
      expect(JSON.stringify(refusals)).to.include('s1').and.not.include('hunter2')
    })
  })

  it('takes a password that was right on trust the next time, until it is another one', async () => {
    const secrets = createPasswords(cost)
    const [first, second] = [await hashPassword('a', cost), await hashPassword('b', cost)]
    for (let i = 0; i < 2; i++) expect(await secrets.verify('a', first)).to.equal(true)
    expect(await secrets.verify('a', second)).to.equal(false)
    expect(await secrets.verify('b', first)).to.equal(false)
    expect(await secrets.verify('b', second)).to.equal(true)
    expect(await secrets.verify('b', undefined)).to.equal(false)
  })
})
