import type { OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import type { Reach, StoredObject } from '../store/store.ts'
import { denied, type Policy } from './policy.ts'
import type { Grant, PolicyDeclaration } from './policy-declaration.ts'
import { principalNamed } from './principal-named.ts'

const everyone = '*'

type Names = ReadonlySet<string>
const namesOf = (list: readonly string[] = []): Names => new Set(list.map(principalNamed))

/** Whether the principal itself is named, or as a user whatever its certificate. */
const names = (list: Names, { id, user }: Principal): boolean =>
  list.has(everyone) || list.has(id) || (user !== undefined && list.has(`user:${user}`))

/** Subjects of the certificates that stand behind a request: its own, and those that its ticket was asked with. */
const clientsOf = ({ client, ticket }: Principal): readonly string[] => {
  const clients = [client]
  for (let each = ticket?.ticket; each; each = each.parent) clients.push(each.principal.client)
  return clients.filter((each) => each !== undefined)
}

interface KnownGrant {
  readonly to: Names
  readonly operations: ReadonlySet<OperationName>
  /** `undefined`: everyone. */
  readonly owners: Names | undefined
  readonly objectGroups: readonly string[] | undefined
}

const known = ({ to, operations, owners, objectGroups }: Grant): KnownGrant => ({
  to: namesOf(to),
  operations: new Set(operations),
  owners: owners && !owners.includes(everyone) ? namesOf(owners) : undefined,
  objectGroups,
})

const covers = ({ owners, objectGroups }: KnownGrant, { owner, attributes }: StoredObject): boolean =>
  (!owners || owners.has(owner)) &&
  (!objectGroups ||
    attributes.some(({ attribute, value }) => attribute === 'ObjectGroup' && objectGroups.includes(value as string)))

const reachOf = ({ owners, objectGroups }: KnownGrant): readonly Reach[] => {
  const groups = objectGroups && { objectGroups }
  return owners ? [...owners].map((owner) => ({ owner, ...groups })) : [{ ...groups }]
}

/** Owners may do everything with what they own, within their limits; others what was granted; all else is refused. */
export const declaredPolicy = (declaration: PolicyDeclaration = {}): Policy => {
  const grants = (declaration.grants ?? []).map(known)
  const limits = (declaration.limits ?? []).map(({ of, operations }) => ({
    of: namesOf(of),
    operations: new Set(operations),
  }))
  // A user can do no more than the certificates that it came with, the holder of a ticket no more than who gave it.
  const limited = (principal: Principal, of: Names): boolean =>
    names(of, principal) || clientsOf(principal).some((client) => of.has(client))

  return {
    mayAsk(principal, operation) {
      for (const { of, operations } of limits)
        if (!operations.has(operation) && limited(principal, of)) throw denied(principal, operation, ' here')
    },
    mayUse(principal, operation, object) {
      if (object.owner === principal.id) return
      for (const grant of grants)
        if (grant.operations.has(operation) && names(grant.to, principal) && covers(grant, object)) return
      throw denied(principal, operation, ' on this object')
    },
    reach: (principal) => [
      { owner: principal.id },
      ...grants.filter((grant) => grant.operations.has('Locate') && names(grant.to, principal)).flatMap(reachOf),
    ],
  }
}
