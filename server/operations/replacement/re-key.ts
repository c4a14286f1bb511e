import { KmipError, keyBlockOf, ReKey } from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { generateSymmetricKey } from '../../crypto/generation/generate-symmetric-key.ts'
import type { Handler } from '../../handler/handler.ts'
import { createSymmetricKey } from '../../key-delivery/convert-format.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { inheritAttributes } from '../../lifecycle/inherit-attributes.ts'
import { replaceObject } from './replace-object.ts'

/** The Names move to the new key; the old key keeps its State. KMIP 1.4 §4.4, 2.1 §6.1.46. */
export const reKey: Handler<typeof ReKey> = {
  operation: ReKey,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run(request, scope, old) {
    const block = keyBlockOf(requireMaterial(old))
    const { cryptographicAlgorithm, cryptographicLength } = block ?? {}
    if (old.objectType !== 'SymmetricKey' || !cryptographicAlgorithm || cryptographicLength === undefined)
      throw new KmipError('InvalidObjectType', `Re-key needs a symmetric key; this is a ${old.objectType}.`)
    const given = await resolveTemplates(scope, request.attributes ?? request.templateAttribute)
    const inherited = inheritAttributes(old, given, request.offset, scope)
    const keyMaterial = generateSymmetricKey(cryptographicAlgorithm, cryptographicLength, scope.random)
    const material = createSymmetricKey(keyMaterial, { cryptographicAlgorithm, cryptographicLength }, given)
    const replacement = createObject(material, given, 'created', scope, inherited)
    return {
      payload: { uniqueIdentifier: replacement.uniqueIdentifier },
      changes: replaceObject(old, replacement, scope.now),
    }
  },
}
