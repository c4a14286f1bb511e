import { type AttributeInstance, ModifyAttribute } from '../../../codec/index.ts'
import { hasAttributesByTag } from '../../../codec/kmip/version.ts'
import { modifyInstance } from '../../attributes/change-instances.ts'
import { omitZeroIndex } from '../../attributes/visible-attributes.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'

/** KMIP 1.4 §4.15 (index 0 when absent), 2.1 §6.1.34. */
export const modifyAttribute: Handler<typeof ModifyAttribute> = {
  operation: ModifyAttribute,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: true,
  run({ newAttribute, currentAttribute }, scope, object) {
    const instance = hasAttributesByTag(scope.version)
      ? newAttribute
      : ({ ...newAttribute, index: newAttribute.index ?? 0 } as AttributeInstance)
    const modified = modifyInstance(object, instance, currentAttribute, scope)
    return {
      payload: { uniqueIdentifier: object.uniqueIdentifier, attribute: omitZeroIndex(modified.instance) },
      changes: [toUpdate(modified.object)],
    }
  },
}
