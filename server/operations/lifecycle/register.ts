import { type AttributeInstance, type ManagedObject, Register } from '../../../codec/index.ts'
import { hasWrappingKeyLink } from '../../../codec/kmip/version.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { type Handler, toCreation } from '../../handler/handler.ts'
import { isPkcs12, registerPkcs12 } from '../../key-delivery/pkcs-12/register-pkcs-12.ts'
import { prepareForStorage } from '../../key-delivery/prepare-for-storage.ts'
import { requireStorableType } from '../../key-delivery/require-storable-type.ts'
import { setPolynomial } from '../../key-delivery/split-keys.ts'
import { setLink } from '../../lifecycle/link.ts'
import type { Dependencies } from '../dependencies.ts'

/** A Name inside a Template names the template (SASED-M-2-10). */
const listTemplateNames = (object: ManagedObject): AttributeInstance[] =>
  object.template
    ? (object.template.attributes ?? []).filter((each): each is AttributeInstance => each.attribute === 'Name')
    : []

/** KMIP 1.4 §4.3, 2.1 §6.1.46. */
export const register = ({ readPkcs12 }: Dependencies): Handler<typeof Register> => ({
  operation: Register,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    const objectType = requireStorableType(request.object, request.objectType, scope)
    if (isPkcs12(request.object)) {
      const given = await addDefaults(objectType, await resolveTemplates(scope, request.attributes), scope, false)
      const made = await registerPkcs12(request.object, given, readPkcs12, scope)
      return { payload: { uniqueIdentifier: made[0].uniqueIdentifier }, changes: made.map(toCreation) }
    }
    const { object: material, wrapping } = await prepareForStorage(request.object, scope)
    const attributes = await addDefaults(
      objectType,
      [...(await resolveTemplates(scope, request.attributes)), ...listTemplateNames(request.object)],
      scope,
      false,
    )
    const registered = createObject(material, attributes, 'registered', scope)
    const made = objectType === 'SplitKey' ? setPolynomial(registered, scope.version) : registered
    const object = wrapping && hasWrappingKeyLink(scope.version) ? setLink(made, 'WrappingKeyLink', wrapping) : made
    return { payload: { uniqueIdentifier: object.uniqueIdentifier }, changes: [toCreation(object)] }
  },
})
