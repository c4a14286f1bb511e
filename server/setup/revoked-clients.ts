import type { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { readIfThere, replaceFile } from '../../installation/durable-file.ts'
import { certificateMode } from './key-files.ts'
import { SetUpError } from './set-up-error.ts'

const revoked = z.iso.datetime()
const schema = z.strictObject({
  /** Every certificate of the subject `CN=name`, however many there were, except those of these fingerprints. */
  clients: z.array(z.strictObject({ name: z.string(), revoked, except: z.array(z.string()) })),
  /** One certificate, of whatever authority, by its fingerprint (SHA-256). */
  certificates: z.array(z.strictObject({ fingerprint: z.string(), subject: z.string(), revoked })),
})

/** Who is shut out though their certificates are valid: `revoked.json` in the data directory. */
export type RevokedClients = z.infer<typeof schema>

const nobody = (): RevokedClients => ({ clients: [], certificates: [] })

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

/** The entry of a client by name. */
export const revokedClient = ({ clients }: RevokedClients, name: string) => clients.find((each) => each.name === name)

/** Why a client with this certificate is not let in. */
export const revocationOf = (list: RevokedClients, certificate: X509Certificate): string | undefined => {
  const { subject, fingerprint256 } = certificate
  if (list.certificates.some(({ fingerprint }) => fingerprint === fingerprint256))
    return `the certificate of ${subject.split('\n').join(',')} is revoked`
  const client = list.clients.find(({ name }) => subject === `CN=${name}`)
  return client && !client.except.includes(fingerprint256) ? `the client ${client.name} is revoked` : undefined
}

/** Lets a new certificate of a client in whose name was revoked; nothing to do for others. */
export const allowAgain = async (path: string, name: string, certificate: X509Certificate): Promise<void> => {
  const list = await readRevokedClients(path)
  const client = revokedClient(list, name)
  if (!client) return
  const allowed = { ...client, except: [...client.except, certificate.fingerprint256] }
  const clients = list.clients.map((each) => (each === client ? allowed : each))
  await writeRevokedClients(path, { ...list, clients })
}
