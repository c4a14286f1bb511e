import { type AnyField, Field } from '../../schema/field.ts'
import { bigInteger, bytes, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { attributes } from '../attribute/list.ts'
import { structure } from '../define.ts'
import { CertificateRequestType, CertificateType } from '../enumeration/certificates.ts'
import { type ObjectType, OpaqueDataType, SecretDataType, SplitKeyMethod } from '../enumeration/objects.ts'
import { type KeyOf, keyOf, Tag } from '../tag.ts'
import { KeyBlock } from './key-block.ts'
import type { KeyMaterial } from './key-value.ts'

const symmetricKey = structure('SymmetricKey', {
  keyBlock: KeyBlock,
})

/** Symmetric Key. KMIP 1.0 §2.2.2, 1.2 §2.2.2, 1.4 §2.2.2, 2.1 §2.9. */
export interface SymmetricKey extends ValueOf<typeof symmetricKey> {}
export const SymmetricKey: Field<SymmetricKey> = symmetricKey

const publicKey = structure('PublicKey', {
  keyBlock: KeyBlock,
})

/** Public Key. KMIP 1.0 §2.2.3, 1.2 §2.2.3, 1.4 §2.2.3, 2.1 §2.6. */
export interface PublicKey extends ValueOf<typeof publicKey> {}
export const PublicKey: Field<PublicKey> = publicKey

const privateKey = structure('PrivateKey', {
  keyBlock: KeyBlock,
})

/** Private Key. KMIP 1.0 §2.2.4, 1.2 §2.2.4, 1.4 §2.2.4, 2.1 §2.5. */
export interface PrivateKey extends ValueOf<typeof privateKey> {}
export const PrivateKey: Field<PrivateKey> = privateKey

const splitKey = structure('SplitKey', {
  splitKeyParts: integer(),
  keyPartIdentifier: integer(),
  splitKeyThreshold: integer(),
  splitKeyMethod: SplitKeyMethod,
  /** Required for PolynomialSharingPrimeField. */
  primeFieldSize: bigInteger().optional(),
  keyBlock: KeyBlock,
})

/** Split Key. KMIP 1.0 §2.2.5, 1.2 §2.2.5, 1.4 §2.2.5, 2.1 §2.8. */
export interface SplitKey extends ValueOf<typeof splitKey> {}
export const SplitKey: Field<SplitKey> = splitKey

const secretData = structure('SecretData', {
  secretDataType: SecretDataType,
  keyBlock: KeyBlock,
})

/** Secret Data. KMIP 1.0 §2.2.7, 1.2 §2.2.7, 1.4 §2.2.7, 2.1 §2.7. */
export interface SecretData extends ValueOf<typeof secretData> {}
export const SecretData: Field<SecretData> = secretData

const opaqueObject = structure('OpaqueObject', {
  opaqueDataType: OpaqueDataType,
  opaqueDataValue: bytes(),
})

/** Opaque Object. KMIP 1.0 §2.2.8, 1.2 §2.2.8, 1.4 §2.2.8, 2.1 §2.3. */
export interface OpaqueObject extends ValueOf<typeof opaqueObject> {}
export const OpaqueObject: Field<OpaqueObject> = opaqueObject

const certificate = structure('Certificate', {
  certificateType: CertificateType,
  certificateValue: bytes(),
})

/** Certificate. KMIP 1.0 §2.2.1, 1.2 §2.2.1, 1.4 §2.2.1, 2.1 §2.1. */
export interface Certificate extends ValueOf<typeof certificate> {}
export const Certificate: Field<Certificate> = certificate

const certificateRequest = structure('CertificateRequest', {
  certificateRequestType: CertificateRequestType,
  certificateRequestValue: bytes(),
})

/** Certificate Request. KMIP 2.1 §2.2. */
export interface CertificateRequest extends ValueOf<typeof certificateRequest> {}
export const CertificateRequest: Field<CertificateRequest> = certificateRequest

const pgpKey = structure('PGPKey', {
  pgpKeyVersion: integer(),
  keyBlock: KeyBlock,
})

/** PGPKey. KMIP 1.2 §2.2.9, 1.4 §2.2.9, 2.1 §2.4. */
export interface PGPKey extends ValueOf<typeof pgpKey> {}
export const PGPKey: Field<PGPKey> = pgpKey

const template = structure('Template', { attributes: attributes().optional() })

/** Attributes under a name, for making objects alike. Up to 1.4. KMIP 1.0 §2.2.6, 1.4 §2.2.6. */
export interface Template extends ValueOf<typeof template> {}
export const Template: Field<Template> = template

/** By Object Type. */
const objects = {
  SymmetricKey,
  PublicKey,
  PrivateKey,
  SplitKey,
  SecretData,
  OpaqueObject,
  Certificate,
  CertificateRequest,
  PGPKey,
  Template,
} as const satisfies { readonly [T in ObjectType]?: AnyField }

type Id = keyof typeof objects
type Values = { [I in Id as KeyOf<I>]: (typeof objects)[I]['value'] }
export type ManagedObjectKey = keyof Values

/** One managed object under the key of its type, `{ symmetricKey: { keyBlock } }`: it has exactly one key. KMIP 1.4 §2.2, 2.1 §2. */
export type ManagedObject = {
  [K in ManagedObjectKey]: { readonly [P in K]: Values[P] } & { readonly [P in Exclude<ManagedObjectKey, K>]?: never }
}[ManagedObjectKey]

const ids = Object.keys(objects) as Id[]

/** The types of objects that are declared. */
export const objectTypes: readonly ObjectType[] = ids

const typesByKey = ids.map((id) => [keyOf(id), id] as const)
const variants = new Map(ids.map((id) => [Tag[id], { key: keyOf(id), tag: Tag[id], type: objects[id].type }]))

export const managedObject = (): Field<ManagedObject> => new Field<ManagedObject>(SymmetricKey.type, { variants })

/** The Object Type of a managed object. */
export const objectTypeOf = (object: ManagedObject): ObjectType => {
  for (const [key, type] of typesByKey) if (object[key] !== undefined) return type
  throw new TypeError(`A managed object has one of the keys ${typesByKey.map(([key]) => key).join(', ')}.`)
}

/** The Key Block of a managed object; `undefined` when its type has none (KMIP 1.4 §2.2, 2.1 §2). */
export const keyBlockOf = (object: ManagedObject): KeyBlock | undefined => {
  const { symmetricKey, publicKey, privateKey, splitKey, secretData, pgpKey } = object
  return (symmetricKey ?? publicKey ?? privateKey ?? splitKey ?? secretData ?? pgpKey)?.keyBlock
}

/** The Key Material of a managed object; `undefined` when its Key Value is wrapped or absent. */
export const keyMaterialOf = (object: ManagedObject): KeyMaterial | undefined => {
  const value = keyBlockOf(object)?.keyValue
  return value instanceof Uint8Array ? undefined : value?.keyMaterial
}

/** The managed object with another Key Block. @throws {TypeError} when its type has none */
export const withKeyBlock = (object: ManagedObject, keyBlock: KeyBlock): ManagedObject => {
  const { symmetricKey, publicKey, privateKey, splitKey, secretData, pgpKey } = object
  if (symmetricKey) return { symmetricKey: { ...symmetricKey, keyBlock } }
  if (publicKey) return { publicKey: { ...publicKey, keyBlock } }
  if (privateKey) return { privateKey: { ...privateKey, keyBlock } }
  if (splitKey) return { splitKey: { ...splitKey, keyBlock } }
  if (secretData) return { secretData: { ...secretData, keyBlock } }
  if (pgpKey) return { pgpKey: { ...pgpKey, keyBlock } }
  throw new TypeError(`A ${objectTypeOf(object)} has no Key Block.`)
}
