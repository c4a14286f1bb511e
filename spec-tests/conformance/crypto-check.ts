import { createPublicKey } from 'node:crypto'
import { aesDecrypt, aesEncrypt, gcmDecrypt, privateKeyFrom, unwrapKey } from './ciphers.ts'
import { parsePublicKey } from './corpus-keys.ts'
import { type Element, find, valueAt } from './element.ts'
import { type KnownObject, secretOf } from './key-ring.ts'
import { oaepDecrypt, verifySignature } from './rsa-padding.ts'
import type { RunState, Scope } from './run-state.ts'

/** A verdict by recomputation: `problem` absent when the value is right. */
export interface Verdict {
  readonly problem?: string
}

const fine: Verdict = {}
const toProblem = (problem: string): Verdict => ({ problem })
const toVerdict = (right: boolean, problem: string): Verdict => (right ? fine : toProblem(problem))

const findParameter = (scope: Scope, known: KnownObject | undefined, name: string) =>
  valueAt(scope.asked, 'CryptographicParameters', name) ?? valueAt(known?.parameters, name)

const schemeOf = (scope: Scope, known: KnownObject | undefined) => ({
  padding: findParameter(scope, known, 'PaddingMethod'),
  hash: findParameter(scope, known, 'HashingAlgorithm'),
  maskHash: findParameter(scope, known, 'MaskGeneratorHashingAlgorithm'),
  label: findParameter(scope, known, 'PSource'),
})

const findAsymmetricBlock = (known: KnownObject | undefined) =>
  [...(known?.blocks ?? [])].find(([format]) => ['PKCS_1', 'PKCS_8', 'X_509', 'ECPrivateKey'].includes(format))

const publicKeyOf = (known: KnownObject | undefined) => {
  const [format, block] = findAsymmetricBlock(known) ?? []
  const material = valueAt(block, 'KeyValue', 'KeyMaterial') ?? ''
  if (!format) return undefined
  try {
    return parsePublicKey(format, material)
  } catch {
    return createPublicKey(privateKeyFrom(format, material))
  }
}

const checkStream = (
  state: RunState,
  scope: Scope,
  secret: string,
  cipher: { mode: string; padding: string | undefined; iv: string | undefined },
  data: string,
): Verdict => {
  const stream = state.streams.get(valueAt(scope.asked, 'CorrelationValue') ?? '') ?? { input: '', output: '' }
  const input = stream.input + (valueAt(scope.asked, 'Data') ?? '')
  const whole = cipher.padding ? input : input.slice(0, input.length - (input.length % 32))
  const output = aesEncrypt(secret, whole, cipher)
  return toVerdict(
    output.slice(stream.output.length).startsWith(data.toLowerCase()),
    'not the next part of the ciphertext',
  )
}

const checkEncrypt = (state: RunState, scope: Scope, known: KnownObject, data: string): Verdict | undefined => {
  const plain = valueAt(scope.asked, 'Data')?.toLowerCase() ?? ''
  const publicKey = publicKeyOf(known)
  if (publicKey) {
    const key = state.privateKeyOf(publicKey)
    if (!key) return toProblem('no private key known to open the ciphertext with')
    return toVerdict(oaepDecrypt(key, schemeOf(scope, known), data) === plain, 'ciphertext does not open to the data')
  }
  const ownIv = valueAt(scope.answered, 'IVCounterNonce')
  if (!known.generated && ownIv === undefined) return undefined
  const secret = secretOf(known)
  if (!secret) return toProblem('the key is not known: ciphertext cannot be recomputed')
  const iv = ownIv ?? valueAt(scope.asked, 'IVCounterNonce')
  const mode = findParameter(scope, known, 'BlockCipherMode') ?? 'ECB'
  if (mode === 'GCM') {
    const tag = valueAt(scope.answered, 'AuthenticatedEncryptionTag') ?? ''
    const aad = valueAt(scope.asked, 'AuthenticatedEncryptionAdditionalData') ?? ''
    return toVerdict(gcmDecrypt(secret, data, iv ?? '', aad, tag) === plain, 'ciphertext does not open to the data')
  }
  const cipher = { mode, padding: findParameter(scope, known, 'PaddingMethod'), iv }
  if (find(scope.asked, 'InitIndicator') || find(scope.asked, 'CorrelationValue'))
    return checkStream(state, scope, secret, cipher, data)
  return toVerdict(aesEncrypt(secret, plain, cipher) === data.toLowerCase(), 'not the ciphertext under the key')
}

const checkDecrypt = (scope: Scope, known: KnownObject, data: string): Verdict | undefined => {
  if (!known.generated) return undefined
  const secret = secretOf(known)
  if (!secret) return toProblem('the key is not known: plaintext cannot be recomputed')
  const plain = aesDecrypt(secret, valueAt(scope.asked, 'Data') ?? '', {
    mode: findParameter(scope, known, 'BlockCipherMode') ?? 'ECB',
    padding: findParameter(scope, known, 'PaddingMethod'),
    iv: valueAt(scope.asked, 'IVCounterNonce'),
  })
  return toVerdict(plain === data.toLowerCase(), 'not the plaintext under the key')
}

const checkIv = (scope: Scope, known: KnownObject, value: string): Verdict => {
  const bytes = findParameter(scope, known, 'BlockCipherMode') === 'GCM' ? 12 : 16
  return toVerdict(value.length === bytes * 2, `IV of ${value.length / 2} bytes, expected ${bytes}`)
}

/** Judges what a cryptographic operation returned, where it depends on a choice of the server; undefined where the printed value counts. */
export const checkCryptography = (state: RunState, scope: Scope, name: string, value: string): Verdict | undefined => {
  const known = state.ring.get(
    valueAt(scope.asked, 'UniqueIdentifier') ?? valueAt(scope.answered, 'UniqueIdentifier') ?? '',
  )
  const at = `${scope.operation}/${name}`
  if (at === 'RNGRetrieve/Data')
    return toVerdict(value.length / 2 === Number(valueAt(scope.asked, 'DataLength')), 'not as many bytes as asked for')
  if (!known) return undefined
  try {
    if (at === 'Encrypt/Data') return checkEncrypt(state, scope, known, value)
    if (at === 'Decrypt/Data') return checkDecrypt(scope, known, value)
    if (at === 'Encrypt/IVCounterNonce') return checkIv(scope, known, value)
    if (at === 'Encrypt/AuthenticatedEncryptionTag' && find(scope.answered, 'IVCounterNonce'))
      return toVerdict(
        value.length / 2 === Number(findParameter(scope, known, 'TagLength') ?? 16),
        'tag of another length',
      )
    if (at === 'Sign/SignatureData') {
      const key = publicKeyOf(known)
      const data = valueAt(scope.asked, 'Data') ?? ''
      return toVerdict(!!key && verifySignature(key, schemeOf(scope, known), data, value), 'signature does not verify')
    }
  } catch (error) {
    return toProblem(`cannot be recomputed: ${(error as Error).message}`)
  }
  return undefined
}

/** The Key Material in a TTLV-encoded Key Value (tags 0x420045 and 0x420043). */
const findMaterial = (encoded: string): string | undefined => {
  if (!encoded.startsWith('42004501') || !encoded.startsWith('42004308', 16)) return undefined
  const length = Number.parseInt(encoded.slice(24, 32), 16)
  return encoded.slice(32, 32 + length * 2)
}

/** Judges a wrapped Key Value by unwrapping it with the wrapping key. */
export const checkWrapped = (state: RunState, scope: Scope, block: Element, value: string): Verdict => {
  const data = find(block, 'KeyWrappingData')
  const wrapping = secretOf(state.ring.get(valueAt(data, 'EncryptionKeyInformation', 'UniqueIdentifier') ?? ''))
  if (!wrapping) return toProblem('the wrapping key is not known')
  try {
    const open = unwrapKey(wrapping, value)
    const material = valueAt(data, 'EncodingOption') === 'NoEncoding' ? open : findMaterial(open)
    if (material === undefined) return toProblem('holds no TTLV-encoded Key Value')
    const names =
      find(scope.asked, 'KeyWrappingSpecification')?.children.filter(({ name }) => name === 'AttributeName') ?? []
    for (const { value: name } of names)
      if (!open.includes(Buffer.from(name).toString('hex'))) return toProblem(`lacks the attribute ${name}`)
    const secret = secretOf(state.ring.get(valueAt(scope.answered, 'UniqueIdentifier') ?? ''))
    if (secret !== undefined) return toVerdict(secret === material, 'unwraps to another key')
    const length = Number(valueAt(block, 'CryptographicLength'))
    return toVerdict(material.length * 4 === length, `unwraps to ${material.length * 4} bits, expected ${length}`)
  } catch (error) {
    return toProblem(`does not unwrap: ${(error as Error).message}`)
  }
}

/** Remembers what a streamed operation has taken and given. */
export const followStream = (state: RunState, scope: Scope): void => {
  const after = valueAt(scope.answered, 'CorrelationValue')
  if (after === undefined) return
  const before = state.streams.get(valueAt(scope.asked, 'CorrelationValue') ?? '') ?? { input: '', output: '' }
  state.streams.set(after, {
    input: before.input + (valueAt(scope.asked, 'Data') ?? ''),
    output: before.output + (valueAt(scope.answered, 'Data') ?? ''),
  })
}
