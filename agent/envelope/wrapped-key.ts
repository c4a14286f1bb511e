import { AgentError } from '../interface/agent-error.ts'

/** How a data key is wrapped; the number stands in the wrapped key. */
export const wrappingMethods = {
  /** KMIP Encrypt with AES-GCM: the key-encryption key never leaves the KMS. */
  encrypt: 1,
  /** KMIP Get with a Key Wrapping Specification, for a KMS without Encrypt: the key-encryption key never leaves it either. */
  keyWrap: 2,
  /** AES-256-GCM in the agent, with a fetched key-encryption key. The operator must allow it. */
  local: 3,
} as const
export type WrappingMethod = keyof typeof wrappingMethods
export const wrappingMethodNames = Object.keys(wrappingMethods) as WrappingMethod[]

/** A data key in a form that may be stored anywhere. */
export interface WrappedKey {
  readonly method: WrappingMethod
  /** Name of the key-encryption key in the agent's configuration. */
  readonly key: string
  /** Unique Identifier of the key-encryption key in the KMS. */
  readonly uniqueIdentifier: string
  /** The output of the method: IV (12 bytes), tag (16) and ciphertext; or the output of the key wrap. */
  readonly wrapped: Uint8Array
}

const version = 1

const encodeText = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  if (bytes.length > 255) throw new RangeError('a name has at most 255 bytes')
  return Buffer.concat([Buffer.of(bytes.length), bytes])
}

/** Everything in front of `wrapped`; AES-GCM authenticates it. */
export const encodeHead = ({ method, key, uniqueIdentifier }: Omit<WrappedKey, 'wrapped'>): Buffer =>
  Buffer.concat([Buffer.of(version, wrappingMethods[method]), encodeText(key), encodeText(uniqueIdentifier)])

export const encodeWrappedKey = (wrappedKey: WrappedKey): Buffer =>
  Buffer.concat([encodeHead(wrappedKey), wrappedKey.wrapped])

const toFormatError = (): AgentError => new AgentError('badRequest', 'This is not a wrapped data key of this agent.')

/** @throws AgentError when the bytes are not a wrapped data key */
export const decodeWrappedKey = (bytes: Uint8Array): WrappedKey => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const method = wrappingMethodNames.find((each) => wrappingMethods[each] === buffer[1] && buffer[0] === version)
  if (!method) throw toFormatError()
  let at = 2
  const next = (): string => {
    const end = at + 1 + (buffer[at] ?? 256)
    if (end > buffer.length) throw toFormatError()
    const value = buffer.toString('utf8', at + 1, end)
    at = end
    return value
  }
  const key = next()
  const uniqueIdentifier = next()
  if (at === buffer.length || key === '' || uniqueIdentifier === '') throw toFormatError()
  return { method, key, uniqueIdentifier, wrapped: buffer.subarray(at) }
}

/** The name of the key-encryption key. @throws AgentError when the bytes are not a wrapped data key */
export const readKeyName = (bytes: Uint8Array): string => decodeWrappedKey(bytes).key
