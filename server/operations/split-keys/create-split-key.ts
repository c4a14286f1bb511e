import {
  type AttributeId,
  type AttributeInstance,
  CreateSplitKey,
  type KeyBlock,
  KmipError,
  keyBlockOf,
  valueIn,
} from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { generateSymmetricKey } from '../../crypto/generation/generate-symmetric-key.ts'
import { choosePrime } from '../../crypto/splitting/split-secret.ts'
import { requireConsistentSplitting } from '../../crypto/splitting/splitting.ts'
import { type Handler, toCreation } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { choosePolynomial, describeSecret, inheritRestrictions, setPolynomial } from '../../key-delivery/split-keys.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import type { StoredObject } from '../../store/store.ts'

interface Secret {
  readonly bytes: Uint8Array
  readonly described: Pick<KeyBlock, 'cryptographicAlgorithm' | 'cryptographicLength'>
}

/** Generates a symmetric key. Only its parts are stored. */
const generateSecret = (given: readonly AttributeInstance[], { random }: Scope): Secret => {
  const described = describeSecret(undefined, given)
  const { cryptographicAlgorithm: algorithm, cryptographicLength: length } = described
  if (!algorithm || length === undefined)
    throw new KmipError('InvalidField', 'Cryptographic Algorithm and Cryptographic Length are required for a new key.')
  return { bytes: generateSymmetricKey(algorithm, length, random), described }
}

/** Exports the bytes of an existing key. A private key is exported as PKCS #8. */
const exportSecret = (object: StoredObject, { importKey }: Scope): Secret => {
  const material = requireMaterial(object)
  const key = importKey(material)
  if (key.type === 'public' || !(material.symmetricKey || material.secretData || material.privateKey))
    throw new KmipError(
      'InvalidObjectType',
      `Create Split Key needs a secret key or secret data; this is a ${object.objectType}.`,
    )
  const bytes = key.type === 'secret' ? key.export() : key.export({ format: 'der', type: 'pkcs8' })
  return { bytes, described: describeSecret(keyBlockOf(material), []) }
}

/** KMIP 1.4 §4.38, 2.1 §6.1.10. Creates all parts or none. */
export const createSplitKey: Handler<typeof CreateSplitKey> = {
  operation: CreateSplitKey,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    const { splitKeyParts, splitKeyThreshold, splitKeyMethod } = request
    if (request.objectType !== 'SplitKey')
      throw new KmipError('InvalidObjectType', `Create Split Key creates split keys, not a ${request.objectType}.`)
    const polynomial = choosePolynomial(scope.version)
    requireConsistentSplitting({ splitKeyMethod, splitKeyParts, splitKeyThreshold, polynomial })
    const given = await addDefaults('SplitKey', await resolveTemplates(scope, request.attributes), scope)
    const source = request.uniqueIdentifier === undefined ? undefined : await scope.load(request.uniqueIdentifier)
    const { bytes, described } = source ? exportSecret(source, scope) : generateSecret(given, scope)
    const primeFieldSize =
      splitKeyMethod === 'PolynomialSharingPrimeField'
        ? await choosePrime(request.primeFieldSize, bytes.length)
        : undefined
    const splitting = { splitKeyMethod, splitKeyParts, splitKeyThreshold, primeFieldSize, polynomial }
    const shares = await scope.thread.run({ kind: 'SplitSecret', secret: bytes, splitting })
    const fixed: ReadonlySet<AttributeId> = new Set<AttributeId>([
      'CryptographicAlgorithm',
      'CryptographicLength',
      'KeyFormatType',
    ])
    const format = valueIn(given, 'KeyFormatType') ?? 'Raw'
    if (format !== 'Raw') throw new KmipError('KeyFormatTypeNotSupported', 'The parts of a split key are always Raw.')
    const attributes = inheritRestrictions(
      given.filter((each) => !fixed.has(each.attribute)),
      source ? [source] : [],
    )
    const parts = shares.map((keyMaterial, at) => {
      const keyBlock = {
        keyFormatType: 'Raw',
        keyValue: { keyMaterial: Uint8Array.from(keyMaterial) },
        ...described,
      } as const
      const splitKey = {
        splitKeyParts,
        keyPartIdentifier: at + 1,
        splitKeyThreshold,
        splitKeyMethod,
        primeFieldSize,
        keyBlock,
      }
      return setPolynomial(createObject({ splitKey }, attributes, 'created', scope), scope.version)
    })
    return { payload: { uniqueIdentifier: parts.map((part) => part.uniqueIdentifier) }, changes: parts.map(toCreation) }
  },
}
