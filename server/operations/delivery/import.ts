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

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Requires a UUID (RFC 9562 §4), as Export of this server gives it. An identifier is its owner's, also after Destroy: nobody can take
 * one that others may guess or want.
 */
const requireIdentifier = (given: UniqueIdentifier): string => {
  if (typeof given === 'string' && uuid.test(given)) return given
  throw new KmipError(
    'InvalidField',
    'The Unique Identifier of an imported object must be a UUID in lower case, as Export gives it. Use Register for an object without one.',
  )
}

/** The object to replace. The refusal says nothing of an object that the principal may not use. */
const findExisting = async (uniqueIdentifier: string, scope: Scope): Promise<StoredObject | undefined> => {
  try {
    return await scope.load(uniqueIdentifier)
  } catch (error) {
    if (!(error instanceof KmipError)) throw error
    if (error.reason === 'ObjectNotFound') return undefined
    if (error.reason !== 'PermissionDenied') throw error
    throw new KmipError('PermissionDenied', 'You may not import an object with this Unique Identifier.')
  }
}

/** Adds the attributes inside the Key Value. The request's attributes take precedence (KMIP 2.1 §6.1.25). */
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
    const replacedObject = await findExisting(uniqueIdentifier, scope)
    if (replacedObject && !request.replaceExisting)
      throw new KmipError(
        'ObjectAlreadyExists',
        'An object with this identifier exists: set Replace Existing to replace it.',
      )
    const { object: prepared } = await prepareForStorage(request.object, scope)
    const material = request.keyWrapType === 'NotWrapped' ? await unwrapObject(prepared, scope) : prepared
    const attributes = mergeWrappedAttributes(material, request.attributes ?? [], scope)
    // A grant to replace an object does not give it away.
    const owner = replacedObject?.owner ?? scope.principal.id
    const imported = createImportedObject(material, { uniqueIdentifier, owner }, attributes, scope)
    const object = imported.objectType === 'SplitKey' ? setPolynomial(imported, scope.version) : imported
    const removed: Change[] = replacedObject
      ? [{ kind: 'delete', uniqueIdentifier, revision: replacedObject.revision }]
      : []
    return { payload: { uniqueIdentifier }, changes: [...removed, toCreation(object)] }
  },
}
