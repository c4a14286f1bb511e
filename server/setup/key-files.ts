import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createFile, readFileIfExists } from '../../durable/durable-file.ts'
import type { KeyType } from '../pki/authority.ts'
import { SetUpError } from './set-up-error.ts'
import type { KeyPairPaths } from './set-up-paths.ts'

/** File modes: a key is readable by its owner, a certificate by everyone. */
export const keyMode = 0o600
export const certificateMode = 0o644

/** PKCS#8 in PEM. */
export const keyToPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A certificate and its key; each is `undefined` if its file is missing. */
export interface KeyPair {
  readonly certificate: X509Certificate | undefined
  readonly key: KeyObject | undefined
}

/** @throws SetUpError when a file is not a PEM certificate or an unencrypted PEM private key */
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

/** The effects of a set-up: clock, random numbers, new keys, and a report of created files. */
export interface Means {
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
  readonly newPrivateKey: (keyType: KeyType) => Promise<KeyObject>
  /** Called for each created file. */
  readonly onCreated: (path: string) => void
}

/** Creates a key if there is none; if another process creates one first, returns that. */
export async function ensureKey(paths: KeyPairPaths, keyType: KeyType, means: Means): Promise<KeyObject> {
  const { key } = await readKeyPair(paths)
  if (key) return key
  if (await createFile(paths.key, keyToPem(await means.newPrivateKey(keyType)), keyMode)) means.onCreated(paths.key)
  const created = (await readKeyPair(paths)).key
  if (!created) throw new SetUpError(`${paths.key} vanished while it was being created.`)
  return created
}

/** Writes a certificate if there is none, and reads the file. */
export async function ensureCertificate(
  paths: KeyPairPaths,
  certificate: X509Certificate,
  means: Means,
): Promise<X509Certificate> {
  if (await createFile(paths.cert, certificate.toString(), certificateMode)) means.onCreated(paths.cert)
  return (await readKeyPair(paths)).certificate ?? certificate
}
