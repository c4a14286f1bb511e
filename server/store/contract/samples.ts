import { randomBytes, randomUUID } from 'node:crypto'
import type { AttributeInstance, Change, ManagedObject, ObjectStore, StoredObject } from '../store.ts'

export const attribute = (id: string, value: unknown, index = 0): AttributeInstance =>
  ({ attribute: id, index, value }) as AttributeInstance

export const name = (nameValue: string, nameType = 'UninterpretedTextString'): AttributeInstance =>
  attribute('Name', { nameValue, nameType })

/** The attribute list without an attribute, with the instances given at its end. */
export const withAttributes = (object: StoredObject, ...instances: AttributeInstance[]): StoredObject => {
  const replaced = new Set(instances.map((instance) => instance.attribute))
  return { ...object, attributes: [...object.attributes.filter((a) => !replaced.has(a.attribute)), ...instances] }
}

export const symmetricKey = (bytes: Uint8Array): ManagedObject => ({
  symmetricKey: { keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial: new Uint8Array(bytes) } } },
})

/** An AES key as Create makes it. */
export function createSample(attributes: readonly AttributeInstance[] = [], owner = 'alice'): StoredObject {
  return {
    uniqueIdentifier: randomUUID(),
    objectType: 'SymmetricKey',
    owner,
    revision: 0,
    attributes: [
      attribute('ObjectType', 'SymmetricKey'),
      attribute('CryptographicAlgorithm', 'AES'),
      attribute('State', 'PreActive'),
      ...attributes,
    ],
    object: symmetricKey(randomBytes(32)),
  }
}

export const create = (object: StoredObject): Change => ({ kind: 'create', object })
export const update = (object: StoredObject): Change => ({ kind: 'update', object })
export const remove = (object: StoredObject): Change => ({
  kind: 'delete',
  uniqueIdentifier: object.uniqueIdentifier,
  revision: object.revision,
})

/** The object without its key material, as Destroy leaves it. */
export function destroy(object: StoredObject): StoredObject {
  const { object: _material, ...rest } = withAttributes(object, attribute('State', 'Destroyed'))
  return rest
}

/** Commits a new object and reads it back. */
export async function commitNew(store: ObjectStore, object: StoredObject = createSample()): Promise<StoredObject> {
  await store.commit([create(object)])
  return { ...object, revision: 1 }
}

/** What a promise was rejected with; fails when it was not. */
export async function catchRejection(promise: Promise<unknown>): Promise<unknown> {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (!settled) throw new Error('It was expected to be rejected')
  return settled.error
}
