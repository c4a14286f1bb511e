import { Field } from '../../schema/field.ts'
import type { ObjectType } from '../enumeration/objects.ts'
import { keyOf, Tag } from '../tag.ts'
import { Certificate } from './certificate.ts'
import { CertificateRequest } from './certificate-request.ts'
import { OpaqueObject } from './opaque-object.ts'
import { PGPKey } from './pgp-key.ts'
import { PrivateKey } from './private-key.ts'
import { PublicKey } from './public-key.ts'
import { SecretData } from './secret-data.ts'
import { SplitKey } from './split-key.ts'
import { SymmetricKey } from './symmetric-key.ts'
import { Template } from './template.ts'

const objects = {
  symmetricKey: SymmetricKey,
  publicKey: PublicKey,
  privateKey: PrivateKey,
  splitKey: SplitKey,
  secretData: SecretData,
  opaqueObject: OpaqueObject,
  certificate: Certificate,
  certificateRequest: CertificateRequest,
  pgpKey: PGPKey,
  template: Template,
} as const

type Objects = { [K in keyof typeof objects]: (typeof objects)[K]['value'] }
export type ManagedObjectKey = keyof Objects

/** One managed object under the key of its type: `{ symmetricKey: { keyBlock } }`. KMIP 1.4 §2.2, 2.1 §2. */
export type ManagedObject = { [K in ManagedObjectKey]: { readonly [P in K]: Objects[K] } }[ManagedObjectKey]

const ids = [
  'SymmetricKey',
  'PublicKey',
  'PrivateKey',
  'SplitKey',
  'SecretData',
  'OpaqueObject',
  'Certificate',
  'CertificateRequest',
  'PGPKey',
  'Template',
] as const

const variants = new Map(
  ids.map((id) => [Tag[id], { key: keyOf(id), tag: Tag[id], type: objects[keyOf(id) as ManagedObjectKey].type }]),
)

export const managedObject = (): Field<ManagedObject> => new Field<ManagedObject>(SymmetricKey.type, { variants })

/** The Object Type of a managed object. */
export const objectTypeOf = (object: ManagedObject): ObjectType =>
  ids.find((id) => keyOf(id) in object) as (typeof ids)[number]
