import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Client } from '../../client/index.ts'
import type { CryptographicParameters, KeyBlock } from '../../codec/index.ts'
import { encodeHead, type WrappedKey, type WrappingMethod } from '../envelope/wrapped-key.ts'
import { AgentError } from '../interface/agent-error.ts'
import { discardKey } from './discard-key.ts'
import { ignoreRefusal } from './ignore-refusal.ts'
import { requireRawKey } from './raw-key.ts'

const ivSize = 12
const tagSize = 16

/** A method to wrap data keys with a key-encryption key. */
interface Wrapping {
  /** AES-GCM authenticates `head` with the data key. */
  wrap(client: Client, uniqueIdentifier: string, dataKey: Uint8Array, head: Uint8Array): Promise<Uint8Array>
  unwrap(client: Client, uniqueIdentifier: string, wrapped: Uint8Array, head: Uint8Array): Promise<Uint8Array>
}

const gcm: CryptographicParameters = { cryptographicAlgorithm: 'AES', blockCipherMode: 'GCM', tagLength: tagSize }

const toOpenError = (cause?: unknown): AgentError =>
  new AgentError(
    'cannotOpen',
    'The wrapped data key does not open: it was altered, or another key wrapped it.',
    undefined,
    {
      cause,
    },
  )

const splitCiphertext = (wrapped: Uint8Array) => {
  if (wrapped.length <= ivSize + tagSize) throw toOpenError()
  return {
    iv: wrapped.subarray(0, ivSize),
    tag: wrapped.subarray(ivSize, ivSize + tagSize),
    ciphertext: wrapped.subarray(ivSize + tagSize),
  }
}

const encrypt: Wrapping = {
  async wrap(client, uniqueIdentifier, dataKey, head) {
    const iv = randomBytes(ivSize)
    const { data, authenticatedEncryptionTag: tag } = await client.encrypt({
      uniqueIdentifier,
      cryptographicParameters: gcm,
      data: dataKey,
      ivCounterNonce: iv,
      authenticatedEncryptionAdditionalData: head,
    })
    if (!(data instanceof Uint8Array) || tag?.length !== tagSize)
      throw new AgentError('kmsRefused', 'The KMS does not encrypt with AES-GCM as KMIP 1.4 defines it.')
    return Buffer.concat([iv, tag, data])
  },
  async unwrap(client, uniqueIdentifier, wrapped, head) {
    const { iv, tag, ciphertext } = splitCiphertext(wrapped)
    const { data } = await client.decrypt({
      uniqueIdentifier,
      cryptographicParameters: gcm,
      data: ciphertext,
      ivCounterNonce: iv,
      authenticatedEncryptionAdditionalData: head,
      authenticatedEncryptionTag: tag,
    })
    if (!(data instanceof Uint8Array)) throw toOpenError()
    return data
  },
}

const registerTemporaryKey = async (client: Client, keyBlock: KeyBlock): Promise<string> => {
  const { uniqueIdentifier } = await client.register({
    objectType: 'SymmetricKey',
    attributes: { cryptographicUsageMask: ['Encrypt', 'Decrypt'] },
    object: { symmetricKey: { keyBlock } },
  })
  return String(uniqueIdentifier)
}

const toWrapping = (uniqueIdentifier: string) => ({
  wrappingMethod: 'Encrypt' as const,
  encryptionKeyInformation: {
    uniqueIdentifier,
    cryptographicParameters: { blockCipherMode: 'NISTKeyWrap' as const },
  },
  encodingOption: 'NoEncoding' as const,
})

const raw = { keyFormatType: 'Raw', cryptographicAlgorithm: 'AES' } as const

/** The data key is an object in the KMS for a moment. KMIP 1.4 §4.11, §2.1.5, §9.1.3.2.40. */
const keyWrap: Wrapping = {
  async wrap(client, kek, dataKey) {
    const uniqueIdentifier = await registerTemporaryKey(client, {
      ...raw,
      cryptographicLength: dataKey.length * 8,
      keyValue: { keyMaterial: dataKey },
    })
    try {
      const { object } = await client.get({ uniqueIdentifier, keyWrappingSpecification: toWrapping(kek) })
      const value = object.symmetricKey?.keyBlock.keyValue
      if (value instanceof Uint8Array) return value
      throw new AgentError('kmsRefused', 'The KMS returned the key unwrapped.')
    } finally {
      await discardKey(client, uniqueIdentifier)
    }
  },
  async unwrap(client, kek, wrapped) {
    const uniqueIdentifier = await registerTemporaryKey(client, {
      ...raw,
      cryptographicLength: (wrapped.length - 8) * 8,
      keyValue: wrapped,
      keyWrappingData: toWrapping(kek),
    })
    try {
      return requireRawKey((await client.get({ uniqueIdentifier, keyWrapType: 'NotWrapped' })).object)
    } finally {
      // What is sealed must open, even where the KMS no longer permits Destroy. The object that stays is wrapped.
      await discardKey(client, uniqueIdentifier).catch(ignoreRefusal)
    }
  },
}

/** Fetches a key-encryption key into this process and zeroes it afterwards. */
const useKeyEncryptionKey = async <T>(
  client: Client,
  uniqueIdentifier: string,
  work: (kek: Uint8Array) => T,
): Promise<T> => {
  const kek = requireRawKey((await client.get({ uniqueIdentifier })).object)
  try {
    return work(kek)
  } finally {
    kek.fill(0)
  }
}

const local: Wrapping = {
  wrap: (client, uniqueIdentifier, dataKey, head) =>
    useKeyEncryptionKey(client, uniqueIdentifier, (kek) => {
      const iv = randomBytes(ivSize)
      const cipher = createCipheriv(`aes-${kek.length * 8}-gcm` as 'aes-256-gcm', kek, iv)
      cipher.setAAD(head)
      const ciphertext = Buffer.concat([cipher.update(dataKey), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), ciphertext])
    }),
  unwrap: (client, uniqueIdentifier, wrapped, head) =>
    useKeyEncryptionKey(client, uniqueIdentifier, (kek) => {
      const { iv, tag, ciphertext } = splitCiphertext(wrapped)
      const decipher = createDecipheriv(`aes-${kek.length * 8}-gcm` as 'aes-256-gcm', kek, iv, {
        authTagLength: tagSize,
      })
      decipher.setAAD(head)
      decipher.setAuthTag(tag)
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()])
      } catch (error) {
        throw toOpenError(error)
      }
    }),
}

const wrappings: Readonly<Record<WrappingMethod, Wrapping>> = { encrypt, keyWrap, local }

/** Wraps a data key with a key-encryption key of the KMS. */
export const wrapKey = async (
  client: Client,
  target: Omit<WrappedKey, 'wrapped'>,
  dataKey: Uint8Array,
): Promise<WrappedKey> => ({
  ...target,
  wrapped: await wrappings[target.method].wrap(client, target.uniqueIdentifier, dataKey, encodeHead(target)),
})

/** @throws AgentError `cannotOpen` when it is altered */
export const unwrapKey = (client: Client, wrappedKey: WrappedKey): Promise<Uint8Array> =>
  wrappings[wrappedKey.method].unwrap(client, wrappedKey.uniqueIdentifier, wrappedKey.wrapped, encodeHead(wrappedKey))
