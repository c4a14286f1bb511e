import { createPublicKey } from 'node:crypto'
import { aesDecrypt, aesEncrypt, gcmDecrypt, privateKeyFrom, unwrapKey } from './ciphers.ts'
import { publicKeyOfBlock } from './corpus-keys.ts'
import { type Element, find, valueAt } from './element.ts'
import { type KnownObject, secretOf } from './key-ring.ts'
import { oaepDecrypt, signatureVerifies } from './rsa-padding.ts'
import type { RunState, Scope } from './run-state.ts'

/** A verdict by recomputation: `problem` absent when the value is right. */
export interface Verdict {
  readonly problem?: string
}

const fine: Verdict = {}
const wrong = (problem: string): Verdict => ({ problem })
const verdict = (right: boolean, problem: string): Verdict => (right ? fine : wrong(problem))

const parameter = (scope: Scope, known: KnownObject | undefined, name: string) =>
  valueAt(scope.asked, 'CryptographicParameters', name) ?? valueAt(known?.parameters, name)

const schemeOf = (scope: Scope, known: KnownObject | undefined) => ({
  padding: parameter(scope, known, 'PaddingMethod'),
  hash: parameter(scope, known, 'HashingAlgorithm'),
  maskHash: parameter(scope, known, 'MaskGeneratorHashingAlgorithm'),
  label: parameter(scope, known, 'PSource'),
})

const asymmetricBlock = (known: KnownObject | undefined) =>
  [...(known?.blocks ?? [])].find(([format]) => ['PKCS_1', 'PKCS_8', 'X_509', 'ECPrivateKey'].includes(format))

const publicKeyOf = (known: KnownObject | undefined) => {
  const [format, block] = asymmetricBlock(known) ?? []
  const material = valueAt(block, 'KeyValue', 'KeyMaterial') ?? ''
  if (!format) return undefined
  try {
    return publicKeyOfBlock(format, material)
  } catch {
    return createPublicKey(privateKeyFrom(format, material))
  }
}

const streamVerdict = (
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
  return verdict(
    output.slice(stream.output.length).startsWith(data.toLowerCase()),
    'not the next part of the ciphertext',
  )
}

const encryptVerdict = (state: RunState, scope: Scope, known: KnownObject, data: string): Verdict | undefined => {
  const plain = valueAt(scope.asked, 'Data')?.toLowerCase() ?? ''
  const publicKey = publicKeyOf(known)
  if (publicKey) {
    const key = state.privateKeyOf(publicKey)
    if (!key) return wrong('no private key known to open the ciphertext with')
    return verdict(oaepDecrypt(key, schemeOf(scope, known), data) === plain, 'ciphertext does not open to the data')
  }
  const ownIv = valueAt(scope.answered, 'IVCounterNonce')
  if (!known.generated && ownIv === undefined) return undefined
  const secret = secretOf(known)
  if (!secret) return wrong('the key is not known: ciphertext cannot be recomputed')
  const iv = ownIv ?? valueAt(scope.asked, 'IVCounterNonce')
  const mode = parameter(scope, known, 'BlockCipherMode') ?? 'ECB'
  if (mode === 'GCM') {
    const tag = valueAt(scope.answered, 'AuthenticatedEncryptionTag') ?? ''
    const aad = valueAt(scope.asked, 'AuthenticatedEncryptionAdditionalData') ?? ''
    return verdict(gcmDecrypt(secret, data, iv ?? '', aad, tag) === plain, 'ciphertext does not open to the data')
  }
  const cipher = { mode, padding: parameter(scope, known, 'PaddingMethod'), iv }
  if (find(scope.asked, 'InitIndicator') || find(scope.asked, 'CorrelationValue'))
    return streamVerdict(state, scope, secret, cipher, data)
  return verdict(aesEncrypt(secret, plain, cipher) === data.toLowerCase(), 'not the ciphertext under the key')
}

const decryptVerdict = (scope: Scope, known: KnownObject, data: string): Verdict | undefined => {
  if (!known.generated) return undefined
  const secret = secretOf(known)
  if (!secret) return wrong('the key is not known: plaintext cannot be recomputed')
  const plain = aesDecrypt(secret, valueAt(scope.asked, 'Data') ?? '', {
    mode: parameter(scope, known, 'BlockCipherMode') ?? 'ECB',
    padding: parameter(scope, known, 'PaddingMethod'),
    iv: valueAt(scope.asked, 'IVCounterNonce'),
  })
  return verdict(plain === data.toLowerCase(), 'not the plaintext under the key')
}

const ivVerdict = (scope: Scope, known: KnownObject, value: string): Verdict => {
  const bytes = parameter(scope, known, 'BlockCipherMode') === 'GCM' ? 12 : 16
  return verdict(value.length === bytes * 2, `IV of ${value.length / 2} bytes, expected ${bytes}`)
}

/** Judges what a cryptographic operation returned, where it depends on a choice of the server; undefined where the printed value counts. */
export const cryptoVerdict = (state: RunState, scope: Scope, name: string, value: string): Verdict | undefined => {
  const known = state.ring.get(
    valueAt(scope.asked, 'UniqueIdentifier') ?? valueAt(scope.answered, 'UniqueIdentifier') ?? '',
  )
  const at = `${scope.operation}/${name}`
  if (at === 'RNGRetrieve/Data')
    return verdict(value.length / 2 === Number(valueAt(scope.asked, 'DataLength')), 'not as many bytes as asked for')
  if (!known) return undefined
  try {
    if (at === 'Encrypt/Data') return encryptVerdict(state, scope, known, value)
    if (at === 'Decrypt/Data') return decryptVerdict(scope, known, value)
    if (at === 'Encrypt/IVCounterNonce') return ivVerdict(scope, known, value)
    if (at === 'Encrypt/AuthenticatedEncryptionTag' && find(scope.answered, 'IVCounterNonce'))
      return verdict(value.length / 2 === Number(parameter(scope, known, 'TagLength') ?? 16), 'tag of another length')
    if (at === 'Sign/SignatureData') {
      const key = publicKeyOf(known)
      const data = valueAt(scope.asked, 'Data') ?? ''
      return verdict(!!key && signatureVerifies(key, schemeOf(scope, known), data, value), 'signature does not verify')
    }
  } catch (error) {
    return wrong(`cannot be recomputed: ${(error as Error).message}`)
  }
  return undefined
}

/** The Key Material in a TTLV-encoded Key Value (tags 0x420045 and 0x420043). */
const materialInEncoding = (encoded: string): string | undefined => {
  if (!encoded.startsWith('42004501') || !encoded.startsWith('42004308', 16)) return undefined
  const length = Number.parseInt(encoded.slice(24, 32), 16)
  return encoded.slice(32, 32 + length * 2)
}

/** Judges a wrapped Key Value by unwrapping it with the wrapping key. */
export const wrappedVerdict = (state: RunState, scope: Scope, block: Element, value: string): Verdict => {
  const data = find(block, 'KeyWrappingData')
  const wrapping = secretOf(state.ring.get(valueAt(data, 'EncryptionKeyInformation', 'UniqueIdentifier') ?? ''))
  if (!wrapping) return wrong('the wrapping key is not known')
  try {
    const open = unwrapKey(wrapping, value)
    const material = valueAt(data, 'EncodingOption') === 'NoEncoding' ? open : materialInEncoding(open)
    if (material === undefined) return wrong('holds no TTLV-encoded Key Value')
    const names =
      find(scope.asked, 'KeyWrappingSpecification')?.children.filter(({ name }) => name === 'AttributeName') ?? []
    for (const { value: name } of names)
      if (!open.includes(Buffer.from(name).toString('hex'))) return wrong(`lacks the attribute ${name}`)
    const secret = secretOf(state.ring.get(valueAt(scope.answered, 'UniqueIdentifier') ?? ''))
    if (secret !== undefined) return verdict(secret === material, 'unwraps to another key')
    const length = Number(valueAt(block, 'CryptographicLength'))
    return verdict(material.length * 4 === length, `unwraps to ${material.length * 4} bits, expected ${length}`)
  } catch (error) {
    return wrong(`does not unwrap: ${(error as Error).message}`)
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
