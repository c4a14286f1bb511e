import { type AttributeInstance, type ManagedObject, Register } from '../../../codec/index.ts'
import { hasWrappingKeyLink } from '../../../codec/kmip/version.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { created, type Handler } from '../../handler/handler.ts'
import { keptType } from '../../key-delivery/kept-type.ts'
import { isPkcs12, pkcs12Registered } from '../../key-delivery/pkcs-12/pkcs-12-registered.ts'
import { withPolynomial } from '../../key-delivery/split-keys.ts'
import { storable } from '../../key-delivery/storable.ts'
import { setLink } from '../../lifecycle/link.ts'
import type { Means } from '../means.ts'

/** A name that stands inside a Template is the name of the template (SASED-M-2-10). */
const ownNames = (object: ManagedObject): AttributeInstance[] =>
  object.template
    ? (object.template.attributes ?? []).filter((each): each is AttributeInstance => each.attribute === 'Name')
    : []

/** KMIP 1.4 §4.3, 2.1 §6.1.46. */
export const register = ({ readPkcs12 }: Means): Handler<typeof Register> => ({
  operation: Register,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    const objectType = keptType(request.object, request.objectType, scope)
    if (isPkcs12(request.object)) {
      const given = await addDefaults(objectType, await resolveTemplates(scope, request.attributes), scope, false)
      const made = await pkcs12Registered(request.object, given, readPkcs12, scope)
      return { payload: { uniqueIdentifier: made[0].uniqueIdentifier }, changes: made.map(created) }
    }
    const { object: material, wrapping } = await storable(request.object, scope)
    const attributes = await addDefaults(
      objectType,
      [...(await resolveTemplates(scope, request.attributes)), ...ownNames(request.object)],
      scope,
      false,
    )
    const registered = createObject(material, attributes, 'registered', scope)
    const made = objectType === 'SplitKey' ? withPolynomial(registered, scope.version) : registered
    const object = wrapping && hasWrappingKeyLink(scope.version) ? setLink(made, 'WrappingKeyLink', wrapping) : made
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [created(object)] }
  },
})
