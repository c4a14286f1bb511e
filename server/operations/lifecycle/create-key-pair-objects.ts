import { type AttributeInstance, type KeyBlock, type ManagedObject, valueIn } from '../../../codec/index.ts'
import { defaultKeyFormatType, fromKeyObject } from '../../../codec/key/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import type { KeyPair } from '../../crypto/generation/key-pair-generator.ts'
import type { Scope } from '../../handler/scope.ts'
import { setLink } from '../../lifecycle/link.ts'
import type { StoredObject } from '../../store/store.ts'

/** Attributes of one key of a new pair: those of the request, and those inherited from the replaced key. */
export interface KeyAttributes {
  readonly given: readonly AttributeInstance[]
  readonly inherited?: readonly AttributeInstance[]
}

/** Creates the objects of a key pair, linked to each other (KMIP 1.4 §4.2, 2.1 §6.1.9). */
export const createKeyPairObjects = (
  pair: KeyPair,
  algorithm: NonNullable<KeyBlock['cryptographicAlgorithm']>,
  attributes: { readonly ofPrivate: KeyAttributes; readonly ofPublic: KeyAttributes },
  scope: Scope,
): { readonly privateKey: StoredObject; readonly publicKey: StoredObject } => {
  const createKey = (objectType: 'PrivateKey' | 'PublicKey', { given, inherited }: KeyAttributes): StoredObject => {
    const format = valueIn(given, 'KeyFormatType') ?? defaultKeyFormatType(objectType, algorithm) ?? 'PKCS_8'
    const key = objectType === 'PrivateKey' ? pair.privateKey : pair.publicKey
    const made = fromKeyObject(key, format)
    const keyBlock: KeyBlock = { ...made, cryptographicAlgorithm: algorithm }
    const object: ManagedObject =
      objectType === 'PrivateKey' ? { privateKey: { keyBlock } } : { publicKey: { keyBlock } }
    return createObject(
      object,
      given.filter((each) => each.attribute !== 'KeyFormatType'),
      'created',
      scope,
      inherited,
    )
  }
  const [privateKey, publicKey] = [
    createKey('PrivateKey', attributes.ofPrivate),
    createKey('PublicKey', attributes.ofPublic),
  ]
  return {
    privateKey: setLink(privateKey, 'PublicKeyLink', publicKey),
    publicKey: setLink(publicKey, 'PrivateKeyLink', privateKey),
  }
}
