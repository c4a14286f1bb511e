import { KmipError, type ObjectType } from '../../codec/index.ts'
import { createSerialQueue } from '../../concurrency/serial-queue.ts'
import { RevisionConflict } from '../store/errors.ts'
import type { Change, ObjectStore, StoredObject } from '../store/store.ts'
import type { Policy } from './policy.ts'

/** A Name would be taken away, moved or given again, which the limits of its owner forbid. */
export class NameRefused extends KmipError {
  /** The object that would lose or get the Name. */
  readonly uniqueIdentifier: string

  constructor(uniqueIdentifier: string, message: string) {
    super('PermissionDenied', message)
    this.uniqueIdentifier = uniqueIdentifier
  }
}

/** An object before and after a change set. */
interface Replacement {
  readonly before: StoredObject | undefined
  readonly after: StoredObject | undefined
}

const listNames = (object: StoredObject | undefined): ReadonlySet<string> =>
  new Set(
    object?.attributes.flatMap((each) =>
      each.attribute === 'Name' && each.value.nameValue !== '' ? [each.value.nameValue] : [],
    ),
  )

/** The first of these names that is not among the others. */
const findNameBeside = (names: ReadonlySet<string>, others: ReadonlySet<string>): string | undefined =>
  [...names].find((name) => !others.has(name))

/** Public keys have a name space of their own, so that both keys of a pair can have the same Name. */
const isSameNameSpace = (a: ObjectType, b: ObjectType): boolean => (a === 'PublicKey') === (b === 'PublicKey')

const createMovedError = ({ uniqueIdentifier, owner }: StoredObject, name: string): NameRefused =>
  new NameRefused(
    uniqueIdentifier,
    `The name ${name} stays with ${uniqueIdentifier}: ${owner} finds its objects by name, and would find another one or none (reuseNames = false). Re-key moves a name: make a new key with a new name instead.`,
  )

const createReusedError = ({ uniqueIdentifier, owner }: StoredObject, name: string, used: string): NameRefused =>
  new NameRefused(
    uniqueIdentifier,
    `The name ${name} was already given, to ${used}: ${owner} may not use a name again (reuseNames = false), since what was encrypted under that name needs the first key. Choose a new name.`,
  )

/**
 * The objects that a change set touches, before and after all changes, in the order of the first ones.
 * @throws RevisionConflict when one has changed since it was read
 */
const collectReplacements = async (changes: readonly Change[], store: ObjectStore): Promise<readonly Replacement[]> => {
  const found = new Map<string, Replacement>()
  for (const change of changes) {
    const [id, revision] =
      change.kind === 'delete'
        ? [change.uniqueIdentifier, change.revision]
        : [change.object.uniqueIdentifier, change.object.revision]
    const known = found.get(id)
    const before = known ? known.before : await store.get(id)
    if (!known && change.kind !== 'create' && before?.revision !== revision) throw new RevisionConflict(id)
    found.set(id, { before, after: change.kind === 'delete' ? undefined : change.object })
  }
  return [...found.values()]
}

const requireNamesKept = ({ before, after }: Replacement): void => {
  const lost = before && findNameBeside(listNames(before), listNames(after))
  if (before && lost !== undefined) throw createMovedError(before, lost)
}

/** A Name that an object gets. */
interface GivenName {
  readonly name: string
  readonly object: StoredObject
}

const listGivenNames = ({ before, after }: Replacement): readonly GivenName[] => {
  const old = listNames(before)
  return after ? [...listNames(after)].filter((name) => !old.has(name)).map((name) => ({ name, object: after })) : []
}

/**
 * The store, where Names stay with their objects for ever if the policy says so of their owner: no Name is taken away or moved, and
 * none is given that another object has or had. Destroyed objects keep their Names.
 */
export const guardNames = (store: ObjectStore, policy: Policy): ObjectStore => {
  const queue = createSerialQueue()

  const findNamesake = async (object: StoredObject, name: string): Promise<string | undefined> => {
    const { owner, objectType, uniqueIdentifier } = object
    const { uniqueIdentifiers } = await store.find({
      owner,
      attributes: [{ attribute: 'Name', value: { nameValue: name } }],
    })
    for (const id of uniqueIdentifiers) {
      const other = await store.get(id)
      if (other && id !== uniqueIdentifier && isSameNameSpace(other.objectType, objectType)) return id
    }
    return undefined
  }

  const requireNewNames = async (given: readonly GivenName[]): Promise<void> => {
    for (const [at, { name, object }] of given.entries()) {
      const twin = given
        .slice(0, at)
        .find((other) => other.name === name && isSameNameSpace(other.object.objectType, object.objectType))
      const used = twin?.object.uniqueIdentifier ?? (await findNamesake(object, name))
      if (used !== undefined) throw createReusedError(object, name, used)
    }
  }

  const isGuarded = (owner: string | undefined): boolean => owner !== undefined && !policy.mayReuseNames(owner)

  return {
    get: (uniqueIdentifier) => store.get(uniqueIdentifier),
    find: (query) => store.find(query),
    async commit(changes, audit, documents) {
      if (!changes.some((change) => change.kind === 'delete' || isGuarded(change.object.owner)))
        return store.commit(changes, audit, documents)
      const guarded = (await collectReplacements(changes, store)).filter(({ before, after }) =>
        isGuarded((after ?? before)?.owner),
      )
      guarded.forEach(requireNamesKept)
      const given = guarded.flatMap(listGivenNames)
      if (given.length === 0) return store.commit(changes, audit, documents)
      // One commit at a time: no other gives the Name between the search and the commit.
      return queue(async () => {
        await requireNewNames(given)
        await store.commit(changes, audit, documents)
      })
    },
    documents: (query) => store.documents(query),
    audit: (after, maximumItems) => store.audit(after, maximumItems),
    removeAudit: (count) => store.removeAudit(count),
    close: () => store.close(),
  }
}
