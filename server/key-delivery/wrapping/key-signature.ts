import { timingSafeEqual } from 'node:crypto'
import { type KeyWrappingSpecification, KmipError } from '../../../codec/index.ts'
import { createMac } from '../../crypto/mac/mac.ts'
import { createSigner } from '../../crypto/signature/signer.ts'
import { createVerifier } from '../../crypto/signature/verifier.ts'
import type { Scope } from '../../handler/scope.ts'
import type { StoredObject } from '../../store/store.ts'
import { importMacKey, importPrivateKey, importPublicKey } from '../import-keys.ts'
import { chooseWrappingParameters, loadCounterpart, loadWrappingKey, requireUsableKey } from './wrapping-key.ts'

type Information = NonNullable<KeyWrappingSpecification['macSignatureKeyInformation']>

const isPair = ({ objectType }: StoredObject): boolean => objectType === 'PrivateKey' || objectType === 'PublicKey'

const computeMac = (
  key: StoredObject,
  { cryptographicParameters }: Information,
  data: Uint8Array,
  scope: Scope,
): Uint8Array => {
  const work = createMac({ ...chooseWrappingParameters(key, cryptographicParameters), ...importMacKey(key, scope) })
  work.update(data)
  return work.final()
}

/**
 * Computes a MAC with a symmetric key or a signature with a private key. The client may name the public key instead.
 * KMIP 1.4 §2.1.5 table 11, 2.1 §3.3.
 */
export const signKeyValue = async (
  information: Information,
  data: Uint8Array,
  scope: Scope,
): Promise<{ readonly key: StoredObject; readonly macSignature: Uint8Array }> => {
  const named = await loadWrappingKey(information, scope)
  if (!isPair(named)) {
    requireUsableKey(named, 'MACGenerate', 'protect', scope)
    return { key: named, macSignature: computeMac(named, information, data, scope) }
  }
  const key = await loadCounterpart(named, 'PrivateKey', scope)
  requireUsableKey(key, 'Sign', 'protect', scope)
  const parameters = chooseWrappingParameters(key, information.cryptographicParameters)
  const { random, thread } = scope
  const work = createSigner({ ...parameters, key: importPrivateKey(key, scope), random, thread })
  work.update(data)
  return { key, macSignature: await work.final() }
}

/** @throws {KmipError} `CryptographicFailure` when `macSignature` does not match `data` */
export const requireKeySignature = async (
  information: Information,
  data: Uint8Array,
  macSignature: Uint8Array | undefined,
  scope: Scope,
): Promise<void> => {
  if (!macSignature) throw new KmipError('InvalidField', 'The MAC/Signature is missing.')
  const isValid = await isValidSignature(information, data, macSignature, scope)
  if (!isValid) throw new KmipError('CryptographicFailure', 'The MAC/Signature of the wrapped key is invalid.')
}

const isValidSignature = async (information: Information, data: Uint8Array, macSignature: Uint8Array, scope: Scope) => {
  const named = await loadWrappingKey(information, scope)
  if (!isPair(named)) {
    requireUsableKey(named, 'MACVerify', 'process', scope)
    const expected = computeMac(named, information, data, scope)
    return expected.length === macSignature.length && timingSafeEqual(expected, macSignature)
  }
  const key = await loadCounterpart(named, 'PublicKey', scope)
  requireUsableKey(key, 'Verify', 'process', scope)
  const parameters = chooseWrappingParameters(key, information.cryptographicParameters)
  const work = createVerifier({ ...parameters, key: importPublicKey(key, scope), thread: scope.thread })
  work.update(data)
  return work.final()(macSignature)
}
