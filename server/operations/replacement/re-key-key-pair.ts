import { KmipError, ReKeyKeyPair } from '../../../codec/index.ts'
import { describeKey, toKeyObject } from '../../../codec/key/index.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import type { Handler } from '../../handler/handler.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { inheritAttributes } from '../../lifecycle/inherit-attributes.ts'
import { findLinkedIdentifier } from '../../lifecycle/link.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import type { StoredObject } from '../../store/store.ts'
import type { Dependencies } from '../dependencies.ts'
import { createKeyPairObjects } from '../lifecycle/create-key-pair-objects.ts'
import { replaceObject } from './replace-object.ts'

/** Reads length, curve and Q length from the public key, which is readable in every format. */
const describeKind = (publicKey: StoredObject): [lengthOrCurve: number | string, qlength: number | undefined] => {
  const key = toKeyObject(requireMaterial(publicKey))
  const { recommendedCurve, cryptographicLength } = describeKey(key)
  return [recommendedCurve ?? cryptographicLength, key.asymmetricKeyDetails?.divisorLength]
}

/** The Names move to the new pair; the old pair keeps its State. KMIP 1.4 §4.5, 2.1 §6.1.47. */
export const reKeyKeyPair = ({ generateKeyPair }: Dependencies): Handler<typeof ReKeyKeyPair> => ({
  operation: ReKeyKeyPair,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'object',
  archived: 'refused',
  changesAttributes: false,
  async run({ offset, commonAttributes, privateKeyAttributes, publicKeyAttributes }, scope, oldPrivate) {
    const algorithm = getAttribute(oldPrivate, 'CryptographicAlgorithm')
    if (oldPrivate.objectType !== 'PrivateKey' || !algorithm)
      throw new KmipError(
        'InvalidObjectType',
        `Re-key Key Pair needs a private key; this is a ${oldPrivate.objectType}.`,
      )
    requireMaterial(oldPrivate)
    const publicIdentifier = findLinkedIdentifier(oldPrivate, 'PublicKeyLink')
    if (publicIdentifier === undefined)
      throw new KmipError('InvalidField', 'The private key has no Public Key Link: add one first.')
    const oldPublic = await scope.load(publicIdentifier)
    if (oldPublic.objectType !== 'PublicKey')
      throw new KmipError('InvalidObjectType', `The Public Key Link leads to a ${oldPublic.objectType}.`)
    const inheritKeyAttributes = async (old: StoredObject, own: typeof commonAttributes) => {
      const given = await resolveTemplates(scope, commonAttributes, own)
      return { given, inherited: inheritAttributes(old, given, offset, scope) }
    }
    const attributes = {
      ofPrivate: await inheritKeyAttributes(oldPrivate, privateKeyAttributes),
      ofPublic: await inheritKeyAttributes(oldPublic, publicKeyAttributes),
    }
    const pair = await generateKeyPair(algorithm, ...describeKind(oldPublic))
    const { privateKey, publicKey } = createKeyPairObjects(pair, algorithm, attributes, scope)
    return {
      payload: {
        privateKeyUniqueIdentifier: privateKey.uniqueIdentifier,
        publicKeyUniqueIdentifier: publicKey.uniqueIdentifier,
      },
      changes: [...replaceObject(oldPrivate, privateKey, scope.now), ...replaceObject(oldPublic, publicKey, scope.now)],
    }
  },
})
