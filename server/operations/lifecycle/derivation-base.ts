import { type DeriveKeyRequest, KmipError } from '../../../codec/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { requireUsable } from '../../lifecycle/usage.ts'
import type { StoredObject } from '../../store/store.ts'

/** Loads the objects to derive from and requires that each may be used for it. KMIP 1.4 §4.6, 2.1 §6.1.14. */
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
    throw new KmipError('InvalidField', 'The request names an object twice.')
  return bases
}

/** Finds the private and the public key of a key agreement. */
export const findAgreementKeys = (
  bases: readonly StoredObject[],
): { privateKey: StoredObject; publicKey: StoredObject } => {
  const [privateKey, publicKey] = ['PrivateKey', 'PublicKey'].map((type) =>
    bases.find((base) => base.objectType === type),
  )
  if (!privateKey || !publicKey || bases.length !== 2)
    throw new KmipError('InvalidObjectType', 'Asymmetric Key needs a private key and a public key.')
  return { privateKey, publicKey }
}

const isSecret = ({ objectType }: StoredObject): boolean => objectType === 'SymmetricKey' || objectType === 'SecretData'

/**
 * Finds the derivation key, and the Secret Data that replaces Derivation Data. The two may come in either order. Secret
 * Data together with Derivation Data is ambiguous (KMIP 1.4 §11.7).
 */
export const findDerivationKey = (
  bases: readonly StoredObject[],
  isDataGiven: boolean,
): { key: StoredObject; secretData?: StoredObject } => {
  const wrong = bases.find((base) => !isSecret(base))
  if (wrong)
    throw new KmipError(
      'InvalidObjectType',
      `Derive Key needs a symmetric key or secret data; this is a ${wrong.objectType}.`,
    )
  const [key, secretData] = bases[1]?.objectType === 'SymmetricKey' ? [bases[1], bases[0]] : bases
  if (!key) throw new KmipError('InvalidField', 'Unique Identifier is missing.')
  if (!secretData) return { key }
  if (bases.length > 2 || secretData.objectType !== 'SecretData')
    throw new KmipError('InvalidField', 'Derive Key takes one key, and one Secret Data in place of Derivation Data.')
  if (isDataGiven)
    throw new KmipError('InvalidMessage', 'Give Derivation Data either in the request or as Secret Data.')
  return { key, secretData }
}
