import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { readIfThere, replaceFile } from '../../installation/durable-file.ts'
import { certificateMode } from './key-files.ts'
import { SetUpError } from './set-up-error.ts'

const entry = z.strictObject({ revoked: z.iso.datetime() })
const schema = z.strictObject({
  /** By name: every certificate of the subject `CN=name`, however many there were, except those of these fingerprints. */
  clients: z.record(z.string(), entry.extend({ except: z.array(z.string()) })),
  /** By fingerprint (SHA-256): one certificate, of whatever authority. */
  certificates: z.record(z.string(), entry.extend({ subject: z.string() })),
})

/** Who is shut out though their certificates are valid: `revoked.json` in the data directory. */
export type RevokedClients = z.infer<typeof schema>

const nobody = (): RevokedClients => ({ clients: {}, certificates: {} })

/** @throws SetUpError when the text is no such list */
export const parseRevokedClients = (text: string, path: string): RevokedClients => {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new SetUpError(
      `${path} is no list of revoked clients. Restore it from a backup: until then nobody is let in.`,
    )
  }
}

/** The list; empty while there is no file. @throws SetUpError */
export const readRevokedClients = async (path: string): Promise<RevokedClients> => {
  const text = await readIfThere(path)
  return text ? parseRevokedClients(text.toString(), path) : nobody()
}

/** Writes the list whole, and durably. */
export const writeRevokedClients = (path: string, list: RevokedClients): Promise<void> =>
  replaceFile(path, `${JSON.stringify(list, null, 2)}\n`, certificateMode)

/** Why a client with this certificate is not let in. */
export const revocationOf = (list: RevokedClients, certificate: X509Certificate): string | undefined => {
  const { subject, fingerprint256 } = certificate
  if (list.certificates[fingerprint256]) return `the certificate of ${subject} is revoked`
  const name = /^CN=([^\n]*)$/.exec(subject)?.[1]
  const client = name !== undefined && Object.hasOwn(list.clients, name) ? list.clients[name] : undefined
  return client && !client.except.includes(fingerprint256) ? `the client ${name} is revoked` : undefined
}

/** Lets a new certificate of a client in whose name was revoked; nothing to do for others. */
export const allowAgain = async (path: string, name: string, certificate: X509Certificate): Promise<void> => {
  const list = await readRevokedClients(path)
  const client = Object.hasOwn(list.clients, name) ? list.clients[name] : undefined
  if (!client) return
  const except = [...client.except, certificate.fingerprint256]
  await writeRevokedClients(path, { ...list, clients: { ...list.clients, [name]: { ...client, except } } })
}
