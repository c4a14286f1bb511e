import {
  type AttributeInstance,
  type AttributeList,
  Import,
  KmipError,
  keyBlockOf,
  type ManagedObject,
  objectTypeOf,
  type UniqueIdentifier,
} from '../../../codec/index.ts'
import { createImportedObject } from '../../attributes/create-imported-object.ts'
import { mergeAttributes } from '../../attributes/merge-attributes.ts'
import { created, type Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { keptType } from '../../key-delivery/kept-type.ts'
import { withPolynomial } from '../../key-delivery/split-keys.ts'
import { storable } from '../../key-delivery/storable.ts'
import { unwrapped } from '../../key-delivery/wrapping/unwrapped.ts'
import type { Change, StoredObject } from '../../store/store.ts'

/** As long as the identifiers of other servers are: text of 1 to 127 bytes, none of which is a control character. */
const identifier = (given: UniqueIdentifier): string => {
  if (typeof given === 'string' && /^[^\p{Cc}]+$/u.test(given) && Buffer.byteLength(given) <= 127) return given
  throw new KmipError('InvalidField', 'The Unique Identifier of an imported object is a text of up to 127 bytes.')
}

/** The object in whose place another one is put: one that the principal may not use is refused, as in every operation. */
const existing = async (uniqueIdentifier: string, scope: Scope): Promise<StoredObject | undefined> => {
  try {
    return await scope.load(uniqueIdentifier)
  } catch (error) {
    if (error instanceof KmipError && error.reason === 'ObjectNotFound') return undefined
    throw error
  }
}

/** Attributes that are wrapped together with the key count where the request says none (KMIP 2.1 §6.1.25). */
const attributesOf = (object: ManagedObject, given: AttributeList, { version }: Scope): AttributeList => {
  const value = keyBlockOf(object)?.keyValue
  const inside = value instanceof Uint8Array ? undefined : value?.attributes
  return inside
    ? mergeAttributes(version, inside as readonly AttributeInstance[], given as readonly AttributeInstance[])
    : given
}

/** KMIP 1.4 §4.41, 2.1 §6.1.25. */
export const importObject: Handler<typeof Import> = {
  operation: Import,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    const uniqueIdentifier = identifier(request.uniqueIdentifier)
    keptType(request.object, request.objectType ?? objectTypeOf(request.object), scope)
    const before = await existing(uniqueIdentifier, scope)
    if (before && !request.replaceExisting)
      throw new KmipError('ObjectAlreadyExists', 'There is an object with this identifier: say Replace Existing.')
    const { object: asGiven } = await storable(request.object, scope)
    const material = request.keyWrapType === 'NotWrapped' ? await unwrapped(asGiven, scope) : asGiven
    const attributes = attributesOf(material, request.attributes ?? [], scope)
    const imported = createImportedObject(material, uniqueIdentifier, attributes, scope)
    const object = imported.objectType === 'SplitKey' ? withPolynomial(imported, scope.version) : imported
    const removed: Change[] = before ? [{ kind: 'delete', uniqueIdentifier, revision: before.revision }] : []
    return { payload: { uniqueIdentifier }, changes: [...removed, created(object)] }
  },
}
