import { expect } from 'chai'
import type { OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import { createTickets } from '../identity/tickets.ts'
import type { StoredObject } from '../store/store.ts'
import { reasonOf } from '../testing/reason-of.ts'
import { createDeclaredPolicy } from './declared-policy.ts'
import type { Limit, PolicyDeclaration } from './policy-declaration.ts'

const app = { id: 'CN=app' }
const fred = { id: 'CN=app;user:fred', client: 'CN=app', user: 'fred' }
const reporting = { id: 'CN=reporting' }

const objectOf = (owner: string, ...groups: string[]): StoredObject => ({
  uniqueIdentifier: 'x',
  objectType: 'SymmetricKey',
  owner,
  revision: 1,
  attributes: groups.map((value, index) => ({ attribute: 'ObjectGroup', index, value })),
})

describe('declared policy', () => {
  const on = (declaration: PolicyDeclaration, principal: Principal, operation: OperationName, object: StoredObject) => {
    const policy = createDeclaredPolicy(declaration)
    return reasonOf(() => {
      policy.requireOperation(principal, operation)
      policy.requireAccess(principal, operation, object)
    })
  }
  const asks = (declaration: PolicyDeclaration, principal: Principal, operation: OperationName) =>
    reasonOf(() => createDeclaredPolicy(declaration).requireOperation(principal, operation))

  it('lets owners do everything with what is theirs, and nobody anything else', () => {
    for (const operation of ['Get', 'Destroy', 'ReKey', 'Locate'] as const) {
      expect(on({}, app, operation, objectOf('CN=app')), operation).to.equal('none')
      expect(on({}, app, operation, objectOf('CN=other')), operation).to.equal('PermissionDenied')
      expect(on({}, app, operation, objectOf('CN=app;user:fred')), operation).to.equal('PermissionDenied')
      expect(on({}, fred, operation, objectOf('CN=app')), operation).to.equal('PermissionDenied')
    }
    expect(createDeclaredPolicy().determineReach(fred)).to.deep.equal([{ owner: 'CN=app;user:fred' }])
  })

  describe('grants', () => {
    const grants = [
      { to: ['reporting'], operations: ['Get' as const, 'Locate' as const], owners: ['app'], objectGroups: ['open'] },
      { to: ['reporting'], operations: ['GetAttributes' as const], owners: ['*'] },
      { to: ['user:fred'], operations: ['Locate' as const], objectGroups: ['a', 'b'] },
      { to: ['*'], operations: ['Check' as const], objectGroups: ['public'] },
    ]
    const may = (principal: Principal, operation: OperationName, object: StoredObject) =>
      on({ grants }, principal, operation, object) === 'none'

    it('open what they name: to whom, what, whose, and in which group', () => {
      expect(may(reporting, 'Get', objectOf('CN=app', 'x', 'open'))).to.equal(true)
      expect(may(reporting, 'Get', objectOf('CN=app'))).to.equal(false)
      expect(may(reporting, 'Get', objectOf('CN=other', 'open'))).to.equal(false)
      expect(may(reporting, 'Destroy', objectOf('CN=app', 'open'))).to.equal(false)
      expect(may(reporting, 'GetAttributes', objectOf('CN=other'))).to.equal(true)
      expect(may({ id: 'CN=other' }, 'Get', objectOf('CN=app', 'open'))).to.equal(false)
      expect(may({ id: 'CN=other' }, 'Check', objectOf('CN=app', 'public'))).to.equal(true)
    })

    it('to a client are not to its users, and to a user are so with any certificate', () => {
      const within = { id: 'CN=reporting;user:anna', client: 'CN=reporting', user: 'anna' }
      expect(may(within, 'Get', objectOf('CN=app', 'open'))).to.equal(false)
      for (const principal of [
        fred,
        { ...fred, id: 'CN=b;user:fred', client: 'CN=b' },
        { id: 'user:fred', user: 'fred' },
      ])
        expect(may(principal, 'Locate', objectOf('CN=x', 'b'))).to.equal(true)
      expect(may(app, 'Locate', objectOf('CN=x', 'b'))).to.equal(false)
    })

    it('say what Locate finds', () => {
      const policy = createDeclaredPolicy({ grants })
      expect(policy.determineReach(reporting)).to.deep.equal([
        { owner: 'CN=reporting' },
        { owner: 'CN=app', objectGroups: ['open'] },
      ])
      expect(policy.determineReach(fred)).to.deep.equal([{ owner: fred.id }, { objectGroups: ['a', 'b'] }])
      expect(policy.determineReach(app)).to.deep.equal([{ owner: 'CN=app' }])
      const all = createDeclaredPolicy({ grants: [{ to: ['app'], operations: ['Locate'], owners: ['*'] }] })
      expect(all.determineReach(app)).to.deep.equal([{ owner: 'CN=app' }, {}])
    })
  })

  describe('limits', () => {
    const limits = [{ of: ['app'], operations: ['Get' as const, 'Locate' as const] }]

    it('hold for what one owns too', () => {
      expect(asks({ limits }, app, 'Get')).to.equal('none')
      for (const operation of ['Create', 'Destroy', 'Login'] as const)
        expect(asks({ limits }, app, operation)).to.equal('PermissionDenied')
      expect(asks({ limits }, reporting, 'Create')).to.equal('none')
    })

    it('of the data directory hold beside those of the configuration, from the next request on', () => {
      let further: readonly Limit[] = []
      const policy = createDeclaredPolicy({ limits }, () => further)
      const attempt = (principal: Principal) => reasonOf(() => policy.requireOperation(principal, 'Create'))
      expect(attempt(reporting)).to.equal('none')
      further = [{ of: ['reporting'], operations: ['Get'] }]
      expect(attempt(reporting)).to.equal('PermissionDenied')
      expect(attempt(app)).to.equal('PermissionDenied')
    })

    it('of a certificate hold for the users who come with it, and for the tickets they give', () => {
      expect(asks({ limits }, fred, 'Create')).to.equal('PermissionDenied')
      const tickets = createTickets()
      const terms = { delegated: true, expires: new Date(Date.now() + 10_000), requestCount: undefined, layers: [] }
      const use = (principal: Principal, client: string): Principal => {
        const ticket = tickets.find(tickets.issue(principal, terms))
        if (!ticket) throw new Error('no ticket')
        return { ...principal, client, ticket: { ticket, layers: [], charged: new WeakMap<object, never>() } }
      }
      const given = use(fred, 'CN=other')
      expect(asks({ limits }, given, 'Create')).to.equal('PermissionDenied')
      expect(asks({ limits }, use(given, 'CN=third'), 'Create')).to.equal('PermissionDenied')
      expect(asks({ limits: [{ of: ['other'], operations: ['Get'] }] }, given, 'Create')).to.equal('PermissionDenied')
    })

    it('of a user hold with any certificate', () => {
      const ofUser = [{ of: ['user:fred'], operations: ['Get' as const] }]
      expect(asks({ limits: ofUser }, fred, 'Create')).to.equal('PermissionDenied')
      expect(asks({ limits: ofUser }, app, 'Create')).to.equal('none')
    })

    it('add up', () => {
      const both = [...limits, { of: ['*'], operations: ['Get' as const, 'Create' as const] }]
      expect(asks({ limits: both }, app, 'Get')).to.equal('none')
      expect(asks({ limits: both }, app, 'Locate')).to.equal('PermissionDenied')
      expect(asks({ limits: both }, app, 'Create')).to.equal('PermissionDenied')
    })
  })

  it('takes names for common names, and whole subjects for themselves', () => {
    const to = (name: string) => ({ grants: [{ to: [name], operations: ['Get' as const], owners: ['*'] }] })
    const other = objectOf('CN=other')
    expect(on(to('CN=app'), app, 'Get', other)).to.equal('none')
    expect(on(to('O=x,CN=app'), app, 'Get', other)).to.equal('PermissionDenied')
    expect(on(to('O=x,CN=app'), { id: 'O=x,CN=app' }, 'Get', other)).to.equal('none')
    expect(on(to('app'), { id: 'O=x,CN=app' }, 'Get', other)).to.equal('PermissionDenied')
    expect(on(to('app;user:fred'), fred, 'Get', other)).to.equal('none')
  })
})
