import { Create, KmipError, valueIn } from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { requireQuantumSafe } from '../../attributes/require-quantum-safe.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { generateSymmetricKey } from '../../crypto/generation/generate-symmetric-key.ts'
import { type Handler, toCreation } from '../../handler/handler.ts'
import { createSymmetricKey } from '../../key-delivery/convert-format.ts'

/** KMIP 1.4 §4.1, 2.1 §6.1.8. */
export const create: Handler<typeof Create> = {
  operation: Create,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    if (request.objectType !== 'SymmetricKey')
      throw new KmipError(
        'InvalidObjectType',
        `Create supports symmetric keys only: use Register for a ${request.objectType}.`,
      )
    const attributes = await addDefaults('SymmetricKey', await resolveTemplates(scope, request.attributes), scope)
    const cryptographicAlgorithm = valueIn(attributes, 'CryptographicAlgorithm')
    const cryptographicLength = valueIn(attributes, 'CryptographicLength')
    if (!cryptographicAlgorithm) throw new KmipError('InvalidField', 'Cryptographic Algorithm is missing.')
    if (cryptographicLength === undefined) throw new KmipError('InvalidField', 'Cryptographic Length is missing.')
    requireQuantumSafe(attributes)
    const keyMaterial = generateSymmetricKey(cryptographicAlgorithm, cryptographicLength, scope.random)
    const material = createSymmetricKey(keyMaterial, { cryptographicAlgorithm, cryptographicLength }, attributes)
    const object = createObject(material, attributes, 'created', scope)
    return {
      payload: { objectType: 'SymmetricKey', uniqueIdentifier: object.uniqueIdentifier },
      changes: [toCreation(object)],
    }
  },
}
