import {
  type AttributeInstance,
  type AttributeList,
  CreateKeyPair,
  type KeyBlock,
  KmipError,
  type ManagedObject,
  valueIn,
} from '../../codec/index.ts'
import { defaultKeyFormatType, fromKeyObject, type ReadableKeyFormatType } from '../../codec/key/index.ts'
import { newObject } from '../attributes/new-object.ts'
import { fromTemplates } from '../attributes/template.ts'
import type { GenerateKeyPair } from '../crypto/key-pair-generator.ts'
import { linked } from '../lifecycle/link.ts'
import type { StoredObject } from '../store/store.ts'
import { created, type Handler, type Scope } from './handler.ts'

/** EC, ECDSA, ECDH, ECMQV. */
const isCurveFamily = (algorithm: string): boolean => algorithm.startsWith('EC')

/** Attributes of one key: its own win over the common ones; several instances add up. */
const attributesFor = async (common: AttributeList, own: AttributeList, scope: Scope): Promise<AttributeInstance[]> => {
  const [shared, mine] = [await fromTemplates(common, scope), await fromTemplates(own, scope)]
  const multiple = new Set<string>(['Name', 'Attribute', 'ObjectGroup', 'Link', 'ApplicationSpecificInformation'])
  return [
    ...shared.filter(({ attribute }) => multiple.has(attribute) || !mine.some((each) => each.attribute === attribute)),
    ...mine,
  ]
}

/** KMIP 1.4 §4.2, 2.1 §6.1.9. Both keys are made, linked to each other, or none is. */
export const createKeyPair = (generate: GenerateKeyPair): Handler<typeof CreateKeyPair> => ({
  operation: CreateKeyPair,
  async run({ commonAttributes = [], privateKeyAttributes = [], publicKeyAttributes = [] }, scope) {
    const ofPrivate = await attributesFor(commonAttributes, privateKeyAttributes, scope)
    const ofPublic = await attributesFor(commonAttributes, publicKeyAttributes, scope)
    const algorithm = valueIn(ofPrivate, 'CryptographicAlgorithm') ?? valueIn(ofPublic, 'CryptographicAlgorithm')
    if (!algorithm) throw new KmipError('InvalidField', 'Cryptographic Algorithm is missing.')
    const length = valueIn(ofPrivate, 'CryptographicLength') ?? valueIn(ofPublic, 'CryptographicLength')
    const domain = valueIn(ofPrivate, 'CryptographicDomainParameters')
    const pair = await generate(algorithm, (isCurveFamily(algorithm) ? domain?.recommendedCurve : undefined) ?? length)
    const make = (objectType: 'PrivateKey' | 'PublicKey', attributes: readonly AttributeInstance[]): StoredObject => {
      const format = valueIn(attributes, 'KeyFormatType') ?? defaultKeyFormatType(objectType, algorithm) ?? 'PKCS_8'
      const key = objectType === 'PrivateKey' ? pair.privateKey : pair.publicKey
      const made = fromKeyObject(key, format as ReadableKeyFormatType) as unknown as KeyBlock
      const keyBlock: KeyBlock = { ...made, cryptographicAlgorithm: algorithm }
      const object: ManagedObject =
        objectType === 'PrivateKey' ? { privateKey: { keyBlock } } : { publicKey: { keyBlock } }
      return newObject(
        object,
        attributes.filter((each) => each.attribute !== 'KeyFormatType'),
        'created',
        scope,
      )
    }
    const [privateKey, publicKey] = [make('PrivateKey', ofPrivate), make('PublicKey', ofPublic)]
    return {
      payload: {
        privateKeyUniqueIdentifier: privateKey.uniqueIdentifier,
        publicKeyUniqueIdentifier: publicKey.uniqueIdentifier,
      },
      changes: [
        created(linked(privateKey, 'PublicKeyLink', publicKey)),
        created(linked(publicKey, 'PrivateKeyLink', privateKey)),
      ],
    }
  },
})
