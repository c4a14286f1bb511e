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
import { type Handler, toCreation } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { prepareForStorage } from '../../key-delivery/prepare-for-storage.ts'
import { requireStorableType } from '../../key-delivery/require-storable-type.ts'
import { setPolynomial } from '../../key-delivery/split-keys.ts'
import { unwrapObject } from '../../key-delivery/wrapping/unwrap-object.ts'
import type { Change, StoredObject } from '../../store/store.ts'

/** As long as the identifiers of other servers are: text of 1 to 127 bytes, none of which is a control character. */
const requireIdentifier = (given: UniqueIdentifier): string => {
  if (typeof given === 'string' && /^[^\p{Cc}]+$/u.test(given) && Buffer.byteLength(given) <= 127) return given
  throw new KmipError('InvalidField', 'The Unique Identifier of an imported object is a text of up to 127 bytes.')
}

/** The object in whose place another one is put: one that the principal may not use is refused, as in every operation. */
const findExisting = async (uniqueIdentifier: string, scope: Scope): Promise<StoredObject | undefined> => {
  try {
    return await scope.load(uniqueIdentifier)
  } catch (error) {
    if (error instanceof KmipError && error.reason === 'ObjectNotFound') return undefined
    throw error
  }
}

/** Attributes that are wrapped together with the key count where the request says none (KMIP 2.1 §6.1.25). */
const mergeWrappedAttributes = (object: ManagedObject, given: AttributeList, { version }: Scope): AttributeList => {
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
    const uniqueIdentifier = requireIdentifier(request.uniqueIdentifier)
    requireStorableType(request.object, request.objectType ?? objectTypeOf(request.object), scope)
    const before = await findExisting(uniqueIdentifier, scope)
    if (before && !request.replaceExisting)
      throw new KmipError('ObjectAlreadyExists', 'There is an object with this identifier: say Replace Existing.')
    const { object: asGiven } = await prepareForStorage(request.object, scope)
    const material = request.keyWrapType === 'NotWrapped' ? await unwrapObject(asGiven, scope) : asGiven
    const attributes = mergeWrappedAttributes(material, request.attributes ?? [], scope)
    const imported = createImportedObject(material, uniqueIdentifier, attributes, scope)
    const object = imported.objectType === 'SplitKey' ? setPolynomial(imported, scope.version) : imported
    const removed: Change[] = before ? [{ kind: 'delete', uniqueIdentifier, revision: before.revision }] : []
    return { payload: { uniqueIdentifier }, changes: [...removed, toCreation(object)] }
  },
}
