import { KmipError, ReKey } from '../../codec/index.ts'
import { keyBlockOf } from '../attributes/material.ts'
import { newObject } from '../attributes/new-object.ts'
import { fromTemplates } from '../attributes/template.ts'
import { generateSymmetricKey } from '../crypto/generate-symmetric-key.ts'
import { withAttributes } from '../lifecycle/attribute-of.ts'
import { linked } from '../lifecycle/link.ts'
import { inheritedAttributes } from '../lifecycle/replacement.ts'
import { created, type Handler, updated } from './handler.ts'
import { requirePresent } from './require-present.ts'

/** The Names go to the new key, the old one keeps its state. KMIP 1.4 §4.4, 2.1 §6.1.46. */
export const reKey: Handler<typeof ReKey> = {
  operation: ReKey,
  target: 'object',
  async run(request, scope, old) {
    const block = keyBlockOf(requirePresent(old))
    const { cryptographicAlgorithm, cryptographicLength } = block ?? {}
    if (old.objectType !== 'SymmetricKey' || !cryptographicAlgorithm || cryptographicLength === undefined)
      throw new KmipError('InvalidObjectType', `Re-key is for symmetric keys; this is a ${old.objectType}.`)
    const given = await fromTemplates(request.attributes ?? request.templateAttribute ?? [], scope)
    const inherited = inheritedAttributes(old, given, request.offset, scope)
    const keyMaterial = generateSymmetricKey(cryptographicAlgorithm, cryptographicLength, scope.random)
    const keyBlock = {
      keyFormatType: 'Raw',
      keyValue: { keyMaterial },
      cryptographicAlgorithm,
      cryptographicLength,
    } as const
    const replacement = newObject({ symmetricKey: { keyBlock } }, given, 'created', scope, inherited)
    const nameless = {
      ...old,
      attributes: old.attributes.filter((each) => each.attribute !== 'Name'),
    } as typeof old
    return {
      payload: { uniqueIdentifier: replacement.uniqueIdentifier },
      changes: [
        updated(linked(withAttributes(nameless, { LastChangeDate: scope.now }), 'ReplacementObjectLink', replacement)),
        created(linked(replacement, 'ReplacedObjectLink', old)),
      ],
    }
  },
}
