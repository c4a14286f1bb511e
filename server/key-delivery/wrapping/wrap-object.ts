import {
  attributeOfName,
  type KeyBlock,
  type KeyWrappingSpecification,
  KmipError,
  keyBlockOf,
  type ManagedObject,
  type PlainKeyValue,
  vendorOf,
  withKeyBlock,
} from '../../../codec/index.ts'
import { selectAttributes } from '../../attributes/visible-attributes.ts'
import { type WrappedKey, wrapKey } from '../../crypto/cipher/key-wrap.ts'
import { createRsaEncryptor } from '../../crypto/rsa/rsa-cipher.ts'
import { toUpdate } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { consumeUsage } from '../../lifecycle/usage.ts'
import type { Change, StoredObject } from '../../store/store.ts'
import { importCipherKey } from '../import-keys.ts'
import { signKeyValue } from './key-signature.ts'
import { encodeKeyValue } from './key-value-bytes.ts'
import { chooseWrappingParameters, loadWrappingKey, requireUsableKey } from './wrapping-key.ts'

/** Adds the requested attributes to the Key Value (KMIP 1.4 §2.1.6). */
const addAttributes = (
  value: PlainKeyValue,
  object: StoredObject,
  { attributeName }: KeyWrappingSpecification,
  { version }: Scope,
): PlainKeyValue => {
  if (!attributeName?.length) return { keyMaterial: value.keyMaterial }
  const references = attributeName.map((name) => attributeOfName(name)?.id ?? vendorOf(name))
  return { ...value, attributes: selectAttributes(object, references, version) }
}

/** An object to return, and the changes to the wrapping keys that it used. */
export interface WrappedObject {
  readonly object: ManagedObject
  readonly changes: readonly Change[]
}

type Information = NonNullable<KeyWrappingSpecification['encryptionKeyInformation']>

/** The result of a wrapping step: bytes, the key used, and its fields of the Key Wrapping Data. */
interface Step {
  readonly data: Uint8Array
  readonly key: StoredObject
  readonly wrappingData: Partial<NonNullable<KeyBlock['keyWrappingData']>>
}

const encryptKey = async (information: Information, data: Uint8Array, scope: Scope): Promise<Step> => {
  const key = await loadWrappingKey(information, scope)
  requireUsableKey(key, 'WrapKey', 'protect', scope)
  const parameters = chooseWrappingParameters(key, information.cryptographicParameters)
  const { key: imported, algorithm } = importCipherKey(key, scope, 'publicKey')
  const wrappedKey: WrappedKey =
    algorithm === undefined
      ? createRsaEncryptor(imported, parameters, scope.random).end(data)
      : wrapKey({ ...parameters, key: imported, algorithm, data, random: scope.random })
  return {
    data: Uint8Array.from(wrappedKey.data),
    key,
    wrappingData: {
      encryptionKeyInformation: { ...information, uniqueIdentifier: key.uniqueIdentifier },
      ...(wrappedKey.ivCounterNonce && { ivCounterNonce: wrappedKey.ivCounterNonce }),
    },
  }
}

const signKey = async (information: Information, data: Uint8Array, scope: Scope): Promise<Step> => {
  const { key, macSignature } = await signKeyValue(information, data, scope)
  const macSignatureKeyInformation = { ...information, uniqueIdentifier: key.uniqueIdentifier }
  return { data, key, wrappingData: { macSignatureKeyInformation, macSignature } }
}

const requireInformation = (information: Information | undefined, what: string): Information => {
  if (!information) throw new KmipError('InvalidField', `${what} Key Information is missing.`)
  return information
}

/** Runs the steps of the Wrapping Method in order (KMIP 1.4 §2.1.5). */
const runSteps = async (
  { wrappingMethod, encryptionKeyInformation, macSignatureKeyInformation }: KeyWrappingSpecification,
  data: Uint8Array,
  scope: Scope,
): Promise<readonly Step[]> => {
  const encrypt = () => encryptKey(requireInformation(encryptionKeyInformation, 'Encryption'), data, scope)
  const sign = (bytes: Uint8Array) =>
    signKey(requireInformation(macSignatureKeyInformation, 'MAC/Signature'), bytes, scope)
  if (wrappingMethod === 'Encrypt') return [await encrypt()]
  if (wrappingMethod === 'MACSign') return [await sign(data)]
  if (wrappingMethod === 'MACSignThenEncrypt') return [await sign(data), await encrypt()]
  if (wrappingMethod === 'EncryptThenMACSign') {
    const first = await encrypt()
    return [first, await sign(first.data)]
  }
  throw new KmipError('FeatureNotSupported', `The server does not support the Wrapping Method ${wrappingMethod}.`)
}

/** Wraps the object's key with other keys of the server. KMIP 1.4 §2.1.5, §4.11; 2.1 §3.3, §6.1.19. */
export const wrapObject = async (
  plain: ManagedObject,
  object: StoredObject,
  specification: KeyWrappingSpecification,
  scope: Scope,
): Promise<WrappedObject> => {
  const block = keyBlockOf(plain)
  if (!block?.keyValue || block.keyValue instanceof Uint8Array)
    throw new KmipError('KeyValueNotPresent', 'The object has no plain-text key to wrap.')
  const { wrappingMethod, encodingOption } = specification
  const value = addAttributes(block.keyValue, object, specification, scope)
  const data = encodeKeyValue(value, block, encodingOption, scope.version)
  const steps = await runSteps(specification, data, scope)
  const usedKeys = [object, ...steps.map((step) => step.key)].map((each) => each.uniqueIdentifier)
  if (new Set(usedKeys).size < usedKeys.length)
    throw new KmipError(
      'InvalidField',
      'The key, its encryption key and its MAC/signature key must be three different objects.',
    )
  const keyValue = wrappingMethod === 'MACSign' ? value : (steps.at(-1) as Step).data
  const keyWrappingData = {
    wrappingMethod,
    ...Object.assign({}, ...steps.map((step) => step.wrappingData)),
    ...(encodingOption && { encodingOption }),
  }
  const used = steps.flatMap((step) => consumeUsage(step.key, data.length) ?? [])
  return { object: withKeyBlock(plain, { ...block, keyValue, keyWrappingData }), changes: used.map(toUpdate) }
}
