import { z } from 'zod'
import { clientOperations, type OperationName, operations } from '../../codec/index.ts'
import type { LimitTerms } from '../setup/client-limits.ts'

const operationNames = Object.keys(operations) as [OperationName, ...OperationName[]]

/** Without operations that replace objects: the replacement belongs to its requester, so only owners may. */
const grantable: readonly OperationName[] = clientOperations.filter((name) => {
  const { objects } = operations[name]
  return objects === 'named' || objects === 'found'
})

const declareList = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, `must be a list of ${what}`).min(1, `must be a list of ${what}, with at least one`)
const name = z.string('must be the name of a client or user').min(1, 'must be the name of a client or user')
const group = z.string('must be the name of an object group').min(1, 'must be the name of an object group')
const operation = z.enum(operationNames, 'must be an operation, spelled like "GetAttributes"')
const onObjects = operation.refine(
  (each) => grantable.includes(each),
  'must be an operation on objects that others than the owner can do',
)

const grant = z
  .strictObject(
    {
      /** Clients and users; `*`: everyone. */
      to: declareList(name, 'names'),
      operations: declareList(onObjects, 'operations'),
      /** Owners of the objects; `*`: everyone. */
      owners: declareList(name, 'names').optional(),
      /** Only objects in one of these groups. */
      objectGroups: declareList(group, 'names').optional(),
    },
    'must be a table',
  )
  .refine(({ owners, objectGroups }) => owners ?? objectGroups, 'must have "owners" or "objectGroups"')

const limit = z
  .strictObject(
    {
      /** Clients and users; `*`: everyone. */
      of: declareList(name, 'names'),
      /** The operations allowed, besides those that ask what the server can do; all if absent. */
      operations: declareList(operation, 'operations').optional(),
      /** `false`: a Name stays with its object for ever, also after Destroy. */
      reuseNames: z.literal(false, 'must be false').optional(),
    },
    'must be a table',
  )
  .refine(({ operations: list, reuseNames }) => list ?? reuseNames === false, 'must have "operations" or "reuseNames"')

const shape = {
  grants: z.array(grant, 'must be a list of tables').optional(),
  limits: z.array(limit, 'must be a list of tables').optional(),
}

export type Grant = z.infer<typeof grant>

/** The limits of some principals, also for objects that they own or were granted. */
export interface Limit extends LimitTerms {
  /** Clients and users; `*`: everyone. */
  readonly of: readonly string[]
}

/** The access policy of a configuration. */
export interface PolicyDeclaration {
  /** Operations on other owners' objects; by default none. */
  readonly grants?: readonly Grant[] | undefined
  /** Limits of clients, also for objects that they own or were granted. */
  readonly limits?: readonly Limit[] | undefined
}

/** The table `policy` of a configuration. */
export const policyTable = z.strictObject(shape, 'must be a table')

/** Keys of its tables, dotted. */
export const policyKeys = [
  ...Object.keys(grant.shape).map((key) => `policy.grants.${key}`),
  ...Object.keys(limit.shape).map((key) => `policy.limits.${key}`),
]
