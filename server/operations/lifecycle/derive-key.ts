import {
  type AttributeInstance,
  DeriveKey,
  type DeriveKeyRequest,
  KmipError,
  type ManagedObject,
  type ObjectType,
  valueIn,
} from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { requireQuantumSafe } from '../../attributes/require-quantum-safe.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { isVisible } from '../../attributes/rules.ts'
import { agreeOnSecret } from '../../crypto/derivation/agree-on-secret.ts'
import { type Derive, takeFirstBytes } from '../../crypto/derivation/derive.ts'
import { computeKeySize } from '../../crypto/generation/generate-symmetric-key.ts'
import { type Handler, toCreation, toUpdate } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { createSymmetricKey } from '../../key-delivery/convert-format.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { addLink } from '../../lifecycle/link.ts'
import { getAttribute, setAttributes } from '../../lifecycle/object-attributes.ts'
import { consumeUsage } from '../../lifecycle/usage.ts'
import type { StoredObject } from '../../store/store.ts'
import { chooseParameters } from '../cryptography/part-data.ts'
import type { Dependencies } from '../dependencies.ts'
import { findAgreementKeys, findDerivationKey, loadDerivationBases } from './derivation-base.ts'

/** Maximum bits of derived Secret Data: those of the longest symmetric key. */
const maximumBits = 524_288

const computeSize = (objectType: string, attributes: readonly AttributeInstance[]): number => {
  const length = valueIn(attributes, 'CryptographicLength')
  if (length === undefined) throw new KmipError('InvalidField', 'Cryptographic Length is missing.')
  if (objectType === 'SymmetricKey') {
    const algorithm = valueIn(attributes, 'CryptographicAlgorithm')
    if (!algorithm) throw new KmipError('InvalidField', 'Cryptographic Algorithm is missing.')
    return computeKeySize(algorithm, length)
  }
  if (objectType !== 'SecretData')
    throw new KmipError('InvalidObjectType', `Derive Key creates symmetric keys and secret data, not a ${objectType}.`)
  if (length < 8 || length > maximumBits || length % 8 !== 0)
    throw new KmipError(
      'InvalidField',
      `The Cryptographic Length of Secret Data must be a multiple of 8, up to ${maximumBits}.`,
    )
  return length / 8
}

const exportBytes = (object: StoredObject, { importKey }: Scope): Uint8Array =>
  importKey(requireMaterial(object)).export()

const deriveBytes = async (
  request: DeriveKeyRequest,
  bases: readonly StoredObject[],
  length: number,
  derive: Derive,
  scope: Scope,
): Promise<Uint8Array> => {
  const { derivationMethod, derivationParameters } = request
  const { derivationData = [], initializationVector, salt, iterationCount } = derivationParameters
  if (derivationMethod === 'AsymmetricKey') {
    const { privateKey, publicKey } = findAgreementKeys(bases)
    const [mine, theirs] = [scope.importKey(requireMaterial(privateKey)), scope.importKey(requireMaterial(publicKey))]
    return takeFirstBytes(await agreeOnSecret(mine, theirs), length)
  }
  const { key, secretData } = findDerivationKey(bases, derivationData.length > 0)
  return derive({
    derivationMethod,
    key: exportBytes(key, scope),
    algorithm: getAttribute(key, 'CryptographicAlgorithm'),
    data: secretData ? [exportBytes(secretData, scope)] : derivationData,
    parameters: chooseParameters(key, derivationParameters.cryptographicParameters),
    initializationVector,
    salt,
    iterationCount,
    length,
  })
}

/** Derivation counts as a protecting use (KMIP 1.4 §3.21). */
const countUse = (base: StoredObject, length: number): StoredObject => consumeUsage(base, length) ?? base

/** Omits the Cryptographic Length of Secret Data up to 1.4, where it only sizes the derivation (KMIP 1.4 §4.6). */
const omitInapplicable = (attributes: readonly AttributeInstance[], objectType: ObjectType, { version }: Scope) =>
  attributes.filter(
    ({ attribute }) => attribute !== 'CryptographicLength' || isVisible('CryptographicLength', objectType, version),
  )

const pickDescription = (attributes: readonly AttributeInstance[]) => ({
  cryptographicAlgorithm: valueIn(attributes, 'CryptographicAlgorithm'),
  cryptographicLength: valueIn(attributes, 'CryptographicLength'),
})

/** KMIP 1.4 §4.6, 2.1 §6.1.14. The derived object and its bases are linked. */
export const deriveKey = ({ derive }: Dependencies): Handler<typeof DeriveKey> => ({
  operation: DeriveKey,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    const given = await resolveTemplates(scope, request.attributes)
    const attributes = await addDefaults(request.objectType, given, scope)
    const length = computeSize(request.objectType, attributes)
    requireQuantumSafe(attributes)
    const bases = await loadDerivationBases(request, scope)
    const keyMaterial = await deriveBytes(request, bases, length, derive, scope)
    const object: ManagedObject =
      request.objectType === 'SecretData'
        ? { secretData: { secretDataType: 'Seed', keyBlock: { keyFormatType: 'Raw', keyValue: { keyMaterial } } } }
        : createSymmetricKey(keyMaterial, pickDescription(attributes), attributes)
    const derived = createObject(object, omitInapplicable(attributes, request.objectType, scope), 'created', scope)
    return {
      payload: { uniqueIdentifier: derived.uniqueIdentifier },
      changes: [
        toCreation(bases.reduce((linked, base) => addLink(linked, 'DerivationBaseObjectLink', base), derived)),
        ...bases.map((base) =>
          toUpdate(
            addLink(setAttributes(countUse(base, length), { LastChangeDate: scope.now }), 'DerivedKeyLink', derived),
          ),
        ),
      ],
    }
  },
})
