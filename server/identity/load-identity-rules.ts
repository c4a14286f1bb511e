import type { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { createFile, readFileIfExists } from '../../durable/durable-file.ts'
import { findRoots } from '../pki/client-chain.ts'
import { parseCertificates } from '../pki/parse-certificates.ts'
import { certificateMode } from '../setup/key-files.ts'
import type { Note } from '../setup/note.ts'
import { SetUpError } from '../setup/set-up-error.ts'
import { hashPublicKey, type IdentityRules, type NamedAuthority } from './identify.ts'
import type { DeclaredAuthority, DeclaredClient, NameSource } from './identity-declaration.ts'

const recordSchema = z.strictObject({
  /** SHA-256 of the public key of the authority whose clients' names have no prefix. */
  authority: z.string(),
})

const readRecord = async (path: string): Promise<string | undefined> => {
  const text = await readFileIfExists(path)
  try {
    return text && recordSchema.parse(JSON.parse(text.toString())).authority
  } catch {
    throw new SetUpError(
      `${path} does not name the authority of the clients. Restore it from a backup: names of another authority must not become those of its clients.`,
    )
  }
}

/** @throws SetUpError */
const requireRoots = (clientCa: Buffer): readonly [X509Certificate, ...X509Certificate[]] => {
  const [first, ...others] = findRoots(parseCertificates(clientCa))
  if (first) return [first, ...others]
  throw new SetUpError('The file of the authorities that clients are trusted by holds no certificate in PEM.')
}

/** Records the authority that a server begins with: the first in the file. Later starts change nothing. */
export const recordAuthority = async (path: string, clientCa: Buffer): Promise<void> => {
  const authority = hashPublicKey(requireRoots(clientCa)[0])
  await createFile(path, `${JSON.stringify({ authority }, null, 2)}\n`, certificateMode)
}

export interface IdentityFiles {
  /** PEM: trusted for client certificates. */
  readonly clientCa: Buffer
  /** `identity.json`: the authority that the server began with. */
  readonly record: string
  readonly declared: {
    readonly authorities: readonly DeclaredAuthority[]
    readonly clients: readonly DeclaredClient[]
    readonly nameFrom: readonly NameSource[]
  }
}

const loadDeclared = async ({ certificate, prefix }: DeclaredAuthority): Promise<NamedAuthority> => {
  const certificates = parseCertificates(await readFile(certificate))
  if (certificates.length === 0)
    throw new SetUpError(`${certificate} (identity.authorities) does not hold a certificate in PEM.`)
  return { certificates, prefix }
}

/**
 * Loads the rules that name clients. Clients of the authority that the server began with keep their names, whatever authorities
 * are trusted later: a name of another authority is another client until the configuration says that it is the same.
 *
 * @throws SetUpError, or an error of the file system
 */
export const loadIdentityRules = async ({
  clientCa,
  record,
  declared,
}: IdentityFiles): Promise<{ readonly rules: IdentityRules; readonly notes: readonly Note[] }> => {
  const roots = requireRoots(clientCa)
  const known = (await readRecord(record)) ?? hashPublicKey(roots[0])
  const own = roots.filter((each) => hashPublicKey(each) === known)
  const further = await Promise.all(declared.authorities.map(loadDeclared))
  const authorities = [...(own.length > 0 ? [{ certificates: own, prefix: '' }] : []), ...further]
  const isNamed = (root: X509Certificate): boolean =>
    authorities.some(({ certificates }) => certificates.some((each) => each.publicKey.equals(root.publicKey)))
  const notes = roots
    .filter((each) => !isNamed(each))
    .map(
      ({ subject, fingerprint256 }): Note => ({
        kind: 'warning',
        path: record,
        message: `Clients of the authority ${subject.split('\n').join(',')} (SHA-256 ${fingerprint256}) are refused: it is not the one that this server began with. Declare it under [[identity.authorities]].`,
      }),
    )
  return { rules: { ...declared, authorities }, notes }
}
