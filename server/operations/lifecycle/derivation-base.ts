import { type DeriveKeyRequest, KmipError } from '../../../codec/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/require-material.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import type { StoredObject } from '../../store/store.ts'

/** The objects that a key is derived from, each allowed to be. KMIP 1.4 §4.6, 2.1 §6.1.14. */
export const loadDerivationBases = async (
  { uniqueIdentifier }: Pick<DeriveKeyRequest, 'uniqueIdentifier'>,
  scope: Scope,
): Promise<readonly StoredObject[]> => {
  const bases: StoredObject[] = []
  for (const each of uniqueIdentifier) {
    const base = await scope.load(each)
    requireMaterial(base)
    requireUsable(base, 'DeriveKey', 'protect', scope.now)
    bases.push(base)
  }
  if (new Set(bases.map((base) => base.uniqueIdentifier)).size < bases.length)
    throw new KmipError('InvalidField', 'A Unique Identifier is given twice.')
  return bases
}

/** The private and the public key that agree on a secret. */
export const findAgreementKeys = (
  bases: readonly StoredObject[],
): { privateKey: StoredObject; publicKey: StoredObject } => {
  const [privateKey, publicKey] = ['PrivateKey', 'PublicKey'].map((type) =>
    bases.find((base) => base.objectType === type),
  )
  if (!privateKey || !publicKey || bases.length !== 2)
    throw new KmipError('InvalidObjectType', 'Asymmetric Key needs the identifiers of a private and of a public key.')
  return { privateKey, publicKey }
}

const isSecret = ({ objectType }: StoredObject): boolean => objectType === 'SymmetricKey' || objectType === 'SecretData'

/**
 * The derivation key, and the Secret Data that stands for Derivation Data: the second of two objects, whichever of them is a
 * key. Both that and Derivation Data is ambiguous (KMIP 1.4 §11.7).
 */
export const findDerivationKey = (
  bases: readonly StoredObject[],
  isDataGiven: boolean,
): { key: StoredObject; secretData?: StoredObject } => {
  const wrong = bases.find((base) => !isSecret(base))
  if (wrong)
    throw new KmipError(
      'InvalidObjectType',
      `Keys are derived from symmetric keys and secret data; this is a ${wrong.objectType}.`,
    )
  const [key, secretData] = bases[1]?.objectType === 'SymmetricKey' ? [bases[1], bases[0]] : bases
  if (!key) throw new KmipError('InvalidField', 'Unique Identifier is missing.')
  if (!secretData) return { key }
  if (bases.length > 2 || secretData.objectType !== 'SecretData')
    throw new KmipError('InvalidField', 'A key is derived from one key, and Secret Data in place of Derivation Data.')
  if (isDataGiven)
    throw new KmipError('InvalidMessage', 'Derivation Data is given twice: in the request and as Secret Data.')
  return { key, secretData }
}
