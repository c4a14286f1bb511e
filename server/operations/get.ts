import { Get, type KeyBlock, KmipError, type ManagedObject, type ManagedObjectKey } from '../../codec/index.ts'
import { fromKeyObject, type ReadableKeyFormatType, toKeyObject } from '../../codec/key/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { attributeOf, withAttributes } from '../lifecycle/attribute-of.ts'
import type { StoredObject } from '../store/store.ts'
import { type Handler, updated } from './handler.ts'
import { requirePresent } from './require-present.ts'
import { wrapped } from './wrapped.ts'

/** The object with its key in the format asked for. KMIP 1.4 §4.11, 2.1 §6.1.19. */
const inFormat = (object: ManagedObject, format: KeyBlock['keyFormatType'] | undefined): ManagedObject => {
  const block = keyBlockOf(object)
  if (!format || !block || block.keyFormatType === format) return object
  const key = toKeyObject(object as never)
  const [own, holder] = Object.entries(object)[0] as [ManagedObjectKey, object]
  const keyBlock = fromKeyObject(key, format as ReadableKeyFormatType, block.cryptographicAlgorithm ?? '')
  return { [own]: { ...holder, keyBlock } } as unknown as ManagedObject
}

/** A Sensitive object leaves the server wrapped only, one that is not Extractable not at all (KMIP 1.4 §3.48, §3.50). */
const requireReadable = (object: StoredObject, wrapped: boolean): void => {
  if (attributeOf(object, 'Extractable') === false)
    throw new KmipError('NotExtractable', 'The object is not Extractable.')
  if (attributeOf(object, 'Sensitive') && !wrapped)
    throw new KmipError('Sensitive', 'The object is Sensitive: it leaves the server only wrapped.')
}

/** KMIP 1.4 §4.11, 2.1 §6.1.19. */
export const get: Handler<typeof Get> = {
  operation: Get,
  target: 'object',
  run(request, scope, object) {
    const material = requirePresent(object)
    const specification = request.keyWrappingSpecification
    requireReadable(object, specification !== undefined)
    const plain = inFormat(material, request.keyFormatType)
    const answer = (given: ManagedObject) => ({
      payload: { objectType: object.objectType, uniqueIdentifier: object.uniqueIdentifier, object: given },
      ...(attributeOf(object, 'Fresh') && { changes: [updated(withAttributes(object, { Fresh: false }))] }),
    })
    return specification ? wrapped(plain, object, specification, scope).then(answer) : answer(plain)
  },
}
