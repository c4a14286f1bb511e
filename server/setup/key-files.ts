import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createFile, readFileIfExists } from '../../durable/durable-file.ts'
import type { KeyType } from '../pki/authority.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** Modes: a key is for its owner, a certificate for everyone. */
export const keyMode = 0o600
export const certificateMode = 0o644

/** PKCS#8 in PEM. */
export const keyToPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** What a pair of files holds; each half is absent when its file is. */
export interface KeyPair {
  readonly certificate: X509Certificate | undefined
  readonly key: KeyObject | undefined
}

/** @throws SetUpError when a file holds something else than a PEM certificate or an unencrypted PEM private key */
export async function readKeyPair(paths: KeyPairPaths): Promise<KeyPair> {
  const parse = async <T>(path: string, what: string, read: (pem: Buffer) => T): Promise<T | undefined> => {
    const pem = await readFileIfExists(path)
    try {
      return pem && read(pem)
    } catch {
      throw new SetUpError(`${path} does not hold ${what}.`)
    }
  }
  return {
    certificate: await parse(paths.cert, 'a certificate in PEM', (pem) => new X509Certificate(pem)),
    key: await parse(paths.key, 'a private key in PEM without a passphrase', (pem) => createPrivateKey(pem)),
  }
}

/** What is done with the outside world while setting up. */
export interface Means {
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
  readonly newPrivateKey: (keyType: KeyType) => Promise<KeyObject>
  /** Is told of every file that was made. */
  readonly onCreated: (path: string) => void
}

/** Makes a key unless there is one. When another process is faster, its key is the one. */
export async function ensureKey(paths: KeyPairPaths, keyType: KeyType, means: Means): Promise<KeyObject> {
  const { key } = await readKeyPair(paths)
  if (key) return key
  if (await createFile(paths.key, keyToPem(await means.newPrivateKey(keyType)), keyMode)) means.onCreated(paths.key)
  const made = (await readKeyPair(paths)).key
  if (!made) throw new SetUpError(`${paths.key} vanished while it was being made.`)
  return made
}

/** Writes a certificate unless there is one, and reads what is there then. */
export async function ensureCertificate(
  paths: KeyPairPaths,
  certificate: X509Certificate,
  means: Means,
): Promise<X509Certificate> {
  if (await createFile(paths.cert, certificate.toString(), certificateMode)) means.onCreated(paths.cert)
  return (await readKeyPair(paths)).certificate ?? certificate
}
