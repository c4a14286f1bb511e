import {
  Get,
  type KeyBlock,
  KmipError,
  type ManagedObject,
  type ManagedObjectKey,
  objectTypeOf,
} from '../../codec/index.ts'
import { fromKeyObject, type ReadableKeyFormatType, toKeyObject } from '../../codec/key/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { attributeOf, withAttributes } from '../lifecycle/attribute-of.ts'
import { type Handler, updated } from './handler.ts'
import { requirePresent } from './require-present.ts'

/** The object with its key in the format asked for. KMIP 1.4 §4.11, 2.1 §6.1.19. */
const inFormat = (object: ManagedObject, format: KeyBlock['keyFormatType'] | undefined): ManagedObject => {
  const block = keyBlockOf(object)
  if (!format || !block || block.keyFormatType === format) return object
  const key = toKeyObject(object as never)
  const [own, holder] = Object.entries(object)[0] as [ManagedObjectKey, object]
  const keyBlock = fromKeyObject(key, format as ReadableKeyFormatType, block.cryptographicAlgorithm ?? '')
  return { [own]: { ...holder, keyBlock } } as unknown as ManagedObject
}

/** KMIP 1.4 §4.11, 2.1 §6.1.19. */
export const get: Handler<typeof Get> = {
  operation: Get,
  target: 'object',
  run(request, _scope, object) {
    const material = requirePresent(object)
    if (attributeOf(object, 'Sensitive'))
      throw new KmipError('Sensitive', 'The object is Sensitive: it leaves the server only wrapped.')
    if (attributeOf(object, 'Extractable') === false)
      throw new KmipError('NotExtractable', 'The object is not Extractable.')
    if (request.keyWrappingSpecification)
      throw new KmipError('FeatureNotSupported', 'Keys cannot be wrapped here yet; get the key in the clear.')
    const asked = inFormat(material, request.keyFormatType)
    return {
      payload: {
        objectType: objectTypeOf(material),
        uniqueIdentifier: object.uniqueIdentifier,
        object: asked,
      },
      ...(attributeOf(object, 'Fresh') && { changes: [updated(withAttributes(object, { Fresh: false }))] }),
    }
  },
}
