import { DeleteAttribute, KmipError } from '../../../codec/index.ts'
import { hasAttributesByTag } from '../../../codec/kmip/version.ts'
import { deleteAllInstances, deleteInstance } from '../../attributes/change-instances.ts'
import { omitZeroIndex } from '../../attributes/visible-attributes.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'

/** KMIP 1.4 §4.16 (index 0 when absent), 2.1 §6.1.13. */
export const deleteAttribute: Handler<typeof DeleteAttribute> = {
  operation: DeleteAttribute,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: true,
  run({ attributeReference: reference, attributeIndex: index = 0, currentAttribute: current }, scope, object) {
    const { uniqueIdentifier } = object
    if (current) {
      const deleted = deleteInstance(object, { current }, scope)
      return { payload: { uniqueIdentifier }, changes: [toUpdate(deleted.object)] }
    }
    if (!reference) throw new KmipError('InvalidField', 'Current Attribute or Attribute Reference is required.')
    if (hasAttributesByTag(scope.version))
      return { payload: { uniqueIdentifier }, changes: [toUpdate(deleteAllInstances(object, reference, scope))] }
    const deleted = deleteInstance(object, { reference, index }, scope)
    return {
      payload: { uniqueIdentifier, attribute: omitZeroIndex(deleted.instance) },
      changes: [toUpdate(deleted.object)],
    }
  },
}
