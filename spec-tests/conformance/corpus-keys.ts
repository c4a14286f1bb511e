import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'
import type { CaseFile } from './case-file.ts'
import { privateKeyFrom, publicKeyFrom } from './ciphers.ts'
import { descendants, find, valueAt } from './element.ts'

/** Finds the private key of a public key among the keys that the cases register anywhere. */
export type PrivateKeyFinder = (publicKey: KeyObject) => KeyObject | undefined

const fingerprint = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('hex')

/**
 * Every private key of the cases, by its public half: with these the ciphertext of `CS-AC-M-OAEP-1` can be opened,
 * whose private key only `CS-AC-M-OAEP-2` shows.
 */
export const collectCorpusKeys = (files: readonly CaseFile[]): PrivateKeyFinder => {
  const found = new Map<string, KeyObject>()
  for (const { steps } of files)
    for (const { request } of steps)
      for (const element of descendants(request)) {
        if (element.name !== 'PrivateKey') continue
        const material = find(element, 'KeyBlock', 'KeyValue', 'KeyMaterial')
        const format = valueAt(element, 'KeyBlock', 'KeyFormatType') ?? ''
        if (material?.type !== 'ByteString' || !['PKCS_1', 'PKCS_8', 'ECPrivateKey'].includes(format)) continue
        try {
          const key = privateKeyFrom(format, material.value)
          found.set(fingerprint(createPublicKey(key)), key)
        } catch {
          // Some cases register a key that is encrypted under an unknown password; nothing can be opened with it.
        }
      }
  return (publicKey) => found.get(fingerprint(publicKey))
}

export const parsePublicKey = (format: string, hex: string): KeyObject =>
  format === 'ECPrivateKey' || format === 'PKCS_8'
    ? createPublicKey(privateKeyFrom(format, hex))
    : publicKeyFrom(format, hex)
