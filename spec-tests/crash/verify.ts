import type { Client } from '../../client/index.ts'
import { type AttributeList, valueIn, valuesIn } from '../../codec/index.ts'
import { type KnownObject, type Model, toKnownObject } from './model.ts'
import { type Seen, takeSnapshot } from './snapshot.ts'

type Complain = (sentence: string) => void
type Store = ReadonlyMap<string, Seen>

const idsOf = async (client: Client, name: string): Promise<string[]> =>
  ((await client.locate({ attributes: { name } })).uniqueIdentifier ?? []).map(String)

const linkOf = (list: AttributeList, linkType: string): string | undefined => {
  const id = valuesIn(list, 'Link').find((link) => link.linkType === linkType)?.linkedObjectIdentifier
  return id === undefined ? undefined : String(id)
}

/** Settles unanswered creations: all of their objects exist and are whole, or none exist. */
const settleMakes = async (client: Client, model: Model, complain: Complain): Promise<void> => {
  for (const { names } of model.makes.splice(0)) {
    const ids = await Promise.all(names.map((name) => idsOf(client, name)))
    const there = ids.filter((each) => each.length > 0).length
    if (there !== 0 && there !== names.length) complain(`${there} of ${names.length} objects of one request are there`)
    for (const [at, [id]] of ids.entries()) if (id) model.objects.set(id, toKnownObject(id, names[at]))
  }
}

/** Settles an unanswered change: it happened or it did not. */
const settlePending = (store: Store, model: Model, object: KnownObject, { list }: Seen, complain: Complain): void => {
  const { pending } = object
  object.pending = undefined
  if (pending?.kind === 'state' && valueIn(list, 'State') === pending.to) object.state = pending.to
  if (pending?.kind === 'contact' && valueIn(list, 'ContactInformation') === pending.to) object.contact = pending.to
  const replacement = linkOf(list, 'ReplacementObjectLink')
  if (pending?.kind !== 'rekey' || !replacement) return
  if (linkOf(store.get(replacement)?.list ?? [], 'ReplacedObjectLink') !== object.id)
    complain(`${replacement} does not know what it replaces`)
  const state = object.state === 'PreActive' ? 'PreActive' : 'Active'
  model.objects.set(
    replacement,
    toKnownObject(replacement, object.name, { state, contact: object.contact, replaces: object.id }),
  )
  object.replacedBy = replacement
  object.name = undefined
}

const checkObject = (object: KnownObject, seen: Seen, complain: Complain): void => {
  const { id } = object
  const { list } = seen
  const expectSame = (what: string, expected: unknown, got: unknown): void => {
    if (expected !== got) complain(`${id}: ${what} is ${got}, not ${expected}`)
  }
  expectSame('State', object.state, valueIn(list, 'State'))
  expectSame('Contact Information', object.contact, valueIn(list, 'ContactInformation'))
  expectSame('Name', object.name, valueIn(list, 'Name')?.nameValue)
  expectSame('Replacement', object.replacedBy, linkOf(list, 'ReplacementObjectLink'))
  expectSame('Replaced', object.replaces, linkOf(list, 'ReplacedObjectLink'))
  if (object.state === 'Destroyed') {
    expectSame('what Get refuses with', 'ObjectDestroyed', seen.refusal)
    return
  }
  expectSame('what Get refuses with', undefined, seen.refusal)
  if (!valueIn(list, 'Digest')) complain(`${id} has no digest`)
  object.material ??= seen.material
  expectSame('the key', object.material, seen.material)
}

/** Links lead somewhere and back, states and dates agree, for whatever is in the store. */
const checkInvariants = (store: Store, complain: Complain): void => {
  const back: Record<string, string> = {
    ReplacementObjectLink: 'ReplacedObjectLink',
    ReplacedObjectLink: 'ReplacementObjectLink',
    PublicKeyLink: 'PrivateKeyLink',
    PrivateKeyLink: 'PublicKeyLink',
  }
  const names = new Set<string>()
  for (const [id, { list }] of store) {
    for (const { linkType, linkedObjectIdentifier } of valuesIn(list, 'Link')) {
      const other = store.get(String(linkedObjectIdentifier))
      if (!other || linkOf(other.list, back[linkType] ?? '') !== id)
        complain(`${id}: its ${linkType} does not lead back`)
    }
    const state = valueIn(list, 'State')
    if ((state === 'Destroyed') !== (valueIn(list, 'DestroyDate') !== undefined))
      complain(`${id}: ${state} and Destroy Date disagree`)
    if (state === 'Active' && !valueIn(list, 'ActivationDate')) complain(`${id} is Active without Activation Date`)
    for (const { nameValue } of valuesIn(list, 'Name')) {
      if (nameValue.startsWith('never-')) complain(`${nameValue} is there: its batch was undone`)
      if (state !== 'Destroyed' && names.has(nameValue)) complain(`two objects have the name ${nameValue}`)
      if (state !== 'Destroyed') names.add(nameValue)
    }
  }
}

/** Objects of each worker whose names are looked up: the newest ones. */
const namesLookedUp = 20

/** Compares the store with what was acknowledged; the model then is what the store has. Returns what is wrong. */
export const verify = async (client: Client, models: readonly Model[]): Promise<string[]> => {
  const problems: string[] = []
  const complain: Complain = (sentence) => problems.push(sentence)
  const store = await takeSnapshot(client)
  for (const model of models) {
    await settleMakes(client, model, complain)
    for (const object of [...model.objects.values()]) {
      const seen = store.get(object.id)
      if (seen) settlePending(store, model, object, seen, complain)
      else complain(`${object.id} is gone`)
    }
    for (const object of model.objects.values()) {
      const seen = store.get(object.id)
      if (seen) checkObject(object, seen, complain)
    }
    for (const { id, name, state } of [...model.objects.values()].slice(-namesLookedUp))
      if (name && state !== 'Destroyed' && (await idsOf(client, name)).join() !== id)
        complain(`${name} does not lead to ${id}`)
  }
  checkInvariants(store, complain)
  const count = models.reduce((sum, model) => sum + model.objects.size, 0)
  if (store.size !== count) complain(`the store has ${store.size} objects, ${count} are known`)
  return problems
}
