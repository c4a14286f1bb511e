import { deserialize, serialize } from 'node:v8'
import type { AttributeReference } from '../../codec/index.ts'
import { getAttribute } from '../lifecycle/object-attributes.ts'
import type { AttributeInstance, StoredObject } from '../store/store.ts'

/** A notification to an object's owner. KMIP 1.4 §5.1, §5.2; 2.1 §6.2.2, §6.2.3. */
export type Notice =
  | {
      readonly operation: 'Notify'
      readonly uniqueIdentifier: string
      /** With their new values. */
      readonly attributes: readonly AttributeInstance[]
      readonly deleted: readonly AttributeReference[]
    }
  | {
      /** Without the object, which is read when the notice is sent. */
      readonly operation: 'Put'
      readonly uniqueIdentifier: string
      readonly replaced?: string
    }

const toReference = ({ attribute, value }: AttributeInstance): AttributeReference =>
  attribute === 'Attribute'
    ? { vendorIdentification: value.vendorIdentification, attributeName: value.attributeName }
    : attribute

const toKey = (instance: AttributeInstance): string => JSON.stringify(toReference(instance))
const isSameValue = (one: AttributeInstance, other: AttributeInstance): boolean =>
  serialize(one.value).equals(serialize(other.value))

/** The Notify for a change of an object: the changed and the deleted attributes. */
export const createNotify = (before: StoredObject, after: StoredObject): Notice => {
  const had = new Map(before.attributes.map((each) => [`${toKey(each)} ${each.index}`, each]))
  const has = new Set(after.attributes.map(toKey))
  const gone = new Map(before.attributes.filter((each) => !has.has(toKey(each))).map((each) => [toKey(each), each]))
  return {
    operation: 'Notify',
    uniqueIdentifier: after.uniqueIdentifier,
    attributes: after.attributes.filter((each) => {
      const old = had.get(`${toKey(each)} ${each.index}`)
      return each.attribute === 'LastChangeDate' || !old || !isSameValue(old, each)
    }),
    deleted: [...gone.values()].map(toReference),
  }
}

/** The Put for a new object, if its key may leave the server in the clear. */
export const createPut = (object: StoredObject): Notice | undefined => {
  if (!object.object || getAttribute(object, 'Sensitive') || getAttribute(object, 'Extractable') === false)
    return undefined
  const replaced = object.attributes.find(
    (each) => each.attribute === 'Link' && each.value.linkType === 'ReplacedObjectLink',
  )
  const identifier = replaced?.attribute === 'Link' ? replaced.value.linkedObjectIdentifier : undefined
  return {
    operation: 'Put',
    uniqueIdentifier: object.uniqueIdentifier,
    ...(typeof identifier === 'string' && { replaced: identifier }),
  }
}

export const encodeNotice = (notice: Notice): Uint8Array => serialize(notice)
export const decodeNotice = (bytes: Uint8Array): Notice => deserialize(bytes) as Notice
