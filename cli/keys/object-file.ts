import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject, X509Certificate } from 'node:crypto'
import { fromKeyObject } from '../../client/key-object.ts'
import type { CryptographicAlgorithm, ManagedObject, SecretDataType } from '../../codec/index.ts'
import { CliError } from '../cli-error.ts'

/** The types that a file can be registered as. */
export const fileTypes = [
  'auto',
  'symmetric',
  'private',
  'public',
  'certificate',
  'secret',
  'password',
  'opaque',
] as const
export type FileType = (typeof fileTypes)[number]

const pemTypes: Readonly<Record<string, FileType>> = {
  CERTIFICATE: 'certificate',
  'PUBLIC KEY': 'public',
  'RSA PUBLIC KEY': 'public',
}

/** Detects the type by the PEM label, else by trying DER; `undefined` for any other bytes. */
const detectType = (content: Buffer): FileType | undefined => {
  const label = /^-----BEGIN ([A-Z0-9 ]+)-----/m.exec(content.toString('latin1'))?.[1]
  if (label) return pemTypes[label] ?? (label.endsWith('PRIVATE KEY') ? 'private' : undefined)
  for (const type of ['private', 'public', 'certificate'] as const)
    try {
      if (type === 'certificate') new X509Certificate(content)
      else readKey(content, type)
      return type
    } catch {
      // Not this type; try the next.
    }
  return undefined
}

const readKey = (content: Buffer, type: 'private' | 'public'): KeyObject => {
  if (content.includes('-----BEGIN')) return type === 'private' ? createPrivateKey(content) : createPublicKey(content)
  return type === 'private'
    ? createPrivateKey({ key: content, format: 'der', type: 'pkcs8' })
    : createPublicKey({ key: content, format: 'der', type: 'spki' })
}

const toSecretData = (content: Buffer, secretDataType: SecretDataType): ManagedObject => ({
  secretData: {
    secretDataType,
    keyBlock: { keyFormatType: 'Opaque', keyValue: { keyMaterial: Uint8Array.from(content) } },
  },
})

/** Reads a file's content as a managed object. @throws CliError if it does not fit the type */
export const readObject = (
  content: Buffer,
  type: FileType,
  cryptographicAlgorithm: CryptographicAlgorithm,
): ManagedObject => {
  const kind = type === 'auto' ? detectType(content) : type
  try {
    switch (kind) {
      case 'private':
      case 'public':
        return fromKeyObject(readKey(content, kind))
      case 'certificate':
        return {
          certificate: {
            certificateType: 'X_509',
            certificateValue: Uint8Array.from(new X509Certificate(content).raw),
          },
        }
      case 'symmetric':
        return fromKeyObject(createSecretKey(content), { cryptographicAlgorithm })
      case 'secret':
        return toSecretData(content, 'Seed')
      case 'password':
        return toSecretData(content, 'Password')
      case 'opaque':
        return { opaqueObject: { opaqueDataType: '0x80000001', opaqueDataValue: Uint8Array.from(content) } }
    }
  } catch (error) {
    throw new CliError('usage', `the input is no ${kind} object: ${(error as Error).message}`)
  }
  throw new CliError(
    'usage',
    'the type of the input is unknown',
    `Give it with --type: ${fileTypes.slice(1).join(', ')}.`,
  )
}
