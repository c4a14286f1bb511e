import type { OperationName } from '../../codec/index.ts'
import type { Principal } from '../identity/principal.ts'
import type { Reach, StoredObject } from '../store/store.ts'
import { createDeniedError, type Policy } from './policy.ts'
import type { Grant, PolicyDeclaration } from './policy-declaration.ts'
import { toPrincipalId } from './to-principal-id.ts'

const everyone = '*'

type Names = ReadonlySet<string>
const toNames = (list: readonly string[] = []): Names => new Set(list.map(toPrincipalId))

/** Whether the principal is listed, or its user with any certificate. */
const hasName = (list: Names, { id, user }: Principal): boolean =>
  list.has(everyone) || list.has(id) || (user !== undefined && list.has(`user:${user}`))

/** Subjects of the certificates behind a request: its own, and those that its tickets were issued to. */
const listClients = ({ client, ticket }: Principal): readonly string[] => {
  const clients = [client]
  for (let each = ticket?.ticket; each; each = each.parent) clients.push(each.principal.client)
  return clients.filter((each) => each !== undefined)
}

interface KnownGrant {
  readonly to: Names
  readonly operations: ReadonlySet<OperationName>
  /** `undefined`: all owners. */
  readonly owners: Names | undefined
  readonly objectGroups: readonly string[] | undefined
}

const toKnownGrant = ({ to, operations, owners, objectGroups }: Grant): KnownGrant => ({
  to: toNames(to),
  operations: new Set(operations),
  owners: owners && !owners.includes(everyone) ? toNames(owners) : undefined,
  objectGroups,
})

const isCovered = ({ owners, objectGroups }: KnownGrant, { owner, attributes }: StoredObject): boolean =>
  (!owners || owners.has(owner)) &&
  (!objectGroups ||
    attributes.some(({ attribute, value }) => attribute === 'ObjectGroup' && objectGroups.includes(value as string)))

const toReach = ({ owners, objectGroups }: KnownGrant): readonly Reach[] => {
  const groups = objectGroups && { objectGroups }
  return owners ? [...owners].map((owner) => ({ owner, ...groups })) : [{ ...groups }]
}

/** Owners may use their objects within their limits; others need a grant. */
export const createDeclaredPolicy = (declaration: PolicyDeclaration = {}): Policy => {
  const grants = (declaration.grants ?? []).map(toKnownGrant)
  const limits = (declaration.limits ?? []).map(({ of, operations }) => ({
    of: toNames(of),
    operations: new Set(operations),
  }))
  // A client's limits also apply to its users and to the tickets it issued.
  const isLimited = (principal: Principal, of: Names): boolean =>
    hasName(of, principal) || listClients(principal).some((client) => of.has(client))

  return {
    requireOperation(principal, operation) {
      for (const { of, operations } of limits)
        if (!operations.has(operation) && isLimited(principal, of))
          throw createDeniedError(principal, operation, ' here')
    },
    requireAccess(principal, operation, object) {
      if (object.owner === principal.id) return
      for (const grant of grants)
        if (grant.operations.has(operation) && hasName(grant.to, principal) && isCovered(grant, object)) return
      throw createDeniedError(principal, operation, ' on this object')
    },
    determineReach: (principal) => [
      { owner: principal.id },
      ...grants.filter((grant) => grant.operations.has('Locate') && hasName(grant.to, principal)).flatMap(toReach),
    ],
  }
}
