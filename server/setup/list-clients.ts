import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type LimitTerms, readClientLimits } from './client-limits.ts'
import { readKeyPair } from './key-files.ts'
import { findReplaced, type ReplacedCertificate } from './replaced-certificates.ts'
import { readRevokedClients } from './revoked-clients.ts'
import { toKeyPairPaths, toSetUpPaths } from './set-up-paths.ts'

/** A client with an issued certificate, or a revoked one. */
export interface ListedClient extends LimitTerms {
  /** The common name; for a certificate of another authority the whole subject. */
  readonly name: string
  readonly state: 'valid' | 'expired' | 'revoked'
  readonly notAfter?: Date
  /** Hexadecimal. */
  readonly serialNumber?: string
  readonly revoked?: Date
  /** Older certificates that a new one replaced, and that are still valid. */
  readonly replaced?: readonly ReplacedCertificate[]
}

/** Lists the clients of a data directory by name. @throws SetUpError when a file is invalid */
export const listClients = async (directory: string, now: Date): Promise<ListedClient[]> => {
  const paths = toSetUpPaths(resolve(directory))
  const list = await readRevokedClients(paths.revoked)
  const limits = new Map((await readClientLimits(paths.limits)).map(({ name, ...terms }) => [name, terms]))
  const files = await readdir(paths.clients).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const clients: ListedClient[] = []
  for (const name of files.flatMap((file) => (file.endsWith('.crt') ? [file.slice(0, -'.crt'.length)] : []))) {
    const { certificate } = await readKeyPair({ ...toKeyPairPaths(paths.clients, name), key: '' })
    if (!certificate) continue
    const { validToDate: notAfter, serialNumber } = certificate
    const replaced = findReplaced(list, name, now)
    clients.push({
      ...{ name, state: notAfter < now ? 'expired' : 'valid', notAfter, serialNumber, ...limits.get(name) },
      ...(replaced.length > 0 && { replaced }),
    })
  }
  const named = new Set(clients.map(({ name }) => name))
  for (const { name, revoked } of list.clients)
    if (!named.has(name)) clients.push({ name, state: 'revoked', revoked: new Date(revoked), ...limits.get(name) })
  for (const { subject, revoked, replaced } of list.certificates)
    if (!replaced) clients.push({ name: subject, state: 'revoked', revoked: new Date(revoked) })
  return clients.sort((a, b) => (a.name < b.name ? -1 : 1))
}
