import type { KeyBlock, ManagedObject } from '../../codec/index.ts'
import { fromKeyObject, type ReadableKeyFormatType, toKeyObject } from '../../codec/key/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { withKeyBlock } from './wrapped.ts'

/** The object with its key in the format asked for. KMIP 1.4 §4.11, 2.1 §6.1.19. */
export const inFormat = (object: ManagedObject, format: KeyBlock['keyFormatType'] | undefined): ManagedObject => {
  const block = keyBlockOf(object)
  if (!format || !block || block.keyFormatType === format) return object
  const key = toKeyObject(object as never)
  const { cryptographicAlgorithm, cryptographicLength } = block
  const made = fromKeyObject(key, format as ReadableKeyFormatType, cryptographicAlgorithm ?? '') as KeyBlock
  return withKeyBlock(object, {
    keyFormatType: made.keyFormatType,
    keyValue: made.keyValue,
    ...(cryptographicAlgorithm && { cryptographicAlgorithm }),
    ...(cryptographicLength !== undefined && { cryptographicLength }),
  })
}
