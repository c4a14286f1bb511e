import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { readFileIfExists, replaceFile } from '../../durable/durable-file.ts'
import { certificateMode } from './key-files.ts'
import { runLocked } from './run-locked.ts'
import { SetUpError } from './set-up-error.ts'

const revoked = z.iso.datetime()
const schema = z.strictObject({
  /** All certificates with the subject `CN=name`, except those with these fingerprints. */
  clients: z.array(z.strictObject({ name: z.string(), revoked, except: z.array(z.string()) })),
  /** Single certificates of any authority, by fingerprint (SHA-256). */
  certificates: z.array(
    z.strictObject({
      fingerprint: z.string(),
      subject: z.string(),
      revoked,
      /** A new certificate of the same client replaced it: it is valid until `revoked`, which may be in the future. */
      replaced: z.strictObject({ serialNumber: z.string(), notAfter: z.iso.datetime() }).optional(),
    }),
  ),
})

/** Revoked clients: `revoked.json` in the data directory. */
export type RevokedClients = z.infer<typeof schema>

export type RevokedCertificate = RevokedClients['certificates'][number]

const createEmptyList = (): RevokedClients => ({ clients: [], certificates: [] })

/** @throws SetUpError for an invalid list */
export const parseRevokedClients = (text: string, path: string): RevokedClients => {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new SetUpError(
      `${path} is not a list of revoked clients. Restore it from a backup; until then, every client is refused.`,
    )
  }
}

/** Reads the list; empty if there is no file. @throws SetUpError */
export const readRevokedClients = async (path: string): Promise<RevokedClients> => {
  const text = await readFileIfExists(path)
  return text ? parseRevokedClients(text.toString(), path) : createEmptyList()
}

/** Changes the list atomically and durably. @throws SetUpError */
export const changeRevokedClients = (path: string, change: (list: RevokedClients) => RevokedClients): Promise<void> =>
  runLocked(path, async () => {
    const changed = change(await readRevokedClients(path))
    await replaceFile(path, `${JSON.stringify(changed, null, 2)}\n`, certificateMode)
  })

/** Finds the entry of a client by name. */
export const findRevokedClient = ({ clients }: RevokedClients, name: string) =>
  clients.find((each) => each.name === name)

/**
 * Whether a revocation is in force. Only a replaced certificate waits for its date: any other one stays revoked, also when the
 * clock goes back.
 */
export const isRevokedAt = (now: Date, { revoked, replaced }: RevokedCertificate): boolean =>
  replaced === undefined || new Date(revoked) <= now

/**
 * Why a client with this certificate is refused at a time; `undefined` if it is not revoked then. `id`: its principal; default:
 * its subject.
 */
export const findRevocation = (
  list: RevokedClients,
  { subject, fingerprint256 }: X509Certificate,
  now: Date,
  id = subject.split('\n').join(','),
): string | undefined => {
  const entry = list.certificates.find(({ fingerprint }) => fingerprint === fingerprint256)
  if (entry && isRevokedAt(now, entry))
    return entry.replaced ? `the certificate of ${id} was replaced` : `the certificate of ${id} is revoked`
  const client = list.clients.find(({ name }) => id === `CN=${name}`)
  return client && !client.except.includes(fingerprint256) ? `the client ${client.name} is revoked` : undefined
}

/**
 * Whether a client, by its subject, is revoked and has no new certificate. With `since` also whether it, or one of its certificates,
 * was revoked at that time or later. A replaced certificate does not count: its client goes on with the new one.
 */
export const wasClientRevoked = (list: RevokedClients, client: string, since?: Date): boolean => {
  const isLater = (revoked: string): boolean => since !== undefined && new Date(revoked) >= since
  const entry = list.clients.find(({ name }) => client === `CN=${name}`)
  if (entry && (entry.except.length === 0 || isLater(entry.revoked))) return true
  return list.certificates.some(
    ({ subject, revoked, replaced }) => subject === client && replaced === undefined && isLater(revoked),
  )
}

/** Admits a new certificate of a revoked client name; does nothing for other names. */
export const readmitClient = async (path: string, name: string, certificate: X509Certificate): Promise<void> => {
  if (!findRevokedClient(await readRevokedClients(path), name)) return
  await changeRevokedClients(path, (list) => ({
    ...list,
    clients: list.clients.map((each) =>
      each.name === name ? { ...each, except: [...each.except, certificate.fingerprint256] } : each,
    ),
  }))
}
