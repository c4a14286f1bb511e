import type { OperationName } from '../../codec/index.ts'
import { type Principal, parsePrincipalId } from '../identity/principal.ts'
import { toPrincipalId } from '../identity/to-principal-id.ts'
import type { Reach, StoredObject } from '../store/store.ts'
import { createDeniedError, type Policy } from './policy.ts'
import type { Grant, Limit, PolicyDeclaration } from './policy-declaration.ts'

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

interface KnownLimit {
  readonly of: Names
  /** `undefined`: all operations. */
  readonly operations: ReadonlySet<OperationName> | undefined
  readonly reuseNames: boolean
}

const toKnownLimit = ({ of, operations, reuseNames }: Limit): KnownLimit => ({
  of: toNames(of),
  operations: operations && new Set(operations),
  reuseNames: reuseNames !== false,
})

/** Converts the limits again when there are others. */
const createLimitReader = (readLimits: () => readonly Limit[]): (() => readonly KnownLimit[]) => {
  let read: readonly Limit[] = []
  let known: readonly KnownLimit[] = []
  return () => {
    const limits = readLimits()
    if (limits !== read) [read, known] = [limits, limits.map(toKnownLimit)]
    return known
  }
}

const noLimits: readonly Limit[] = []

/**
 * Owners may use their objects within their limits; others need a grant. `readLimits` returns the limits that apply now beside those
 * of the declaration, the same list while nothing has changed.
 */
export const createDeclaredPolicy = (
  declaration: PolicyDeclaration = {},
  readLimits: () => readonly Limit[] = () => noLimits,
): Policy => {
  const grants = (declaration.grants ?? []).map(toKnownGrant)
  const declaredLimits = (declaration.limits ?? []).map(toKnownLimit)
  const readFurtherLimits = createLimitReader(readLimits)
  // A client's limits also apply to its users and to the tickets it issued.
  const isLimited = (principal: Principal, of: Names): boolean =>
    hasName(of, principal) || listClients(principal).some((client) => of.has(client))

  const requireWithin = (limits: readonly KnownLimit[], principal: Principal, operation: OperationName): void => {
    for (const { of, operations } of limits)
      if (operations && !operations.has(operation) && isLimited(principal, of))
        throw createDeniedError(principal, operation, `: its limits allow only ${[...operations].join(', ')}`)
  }

  return {
    requireOperation(principal, operation) {
      requireWithin(declaredLimits, principal, operation)
      requireWithin(readFurtherLimits(), principal, operation)
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
    mayReuseNames(owner) {
      const principal = parsePrincipalId(owner)
      return ![...declaredLimits, ...readFurtherLimits()].some(
        ({ of, reuseNames }) => !reuseNames && isLimited(principal, of),
      )
    },
  }
}
