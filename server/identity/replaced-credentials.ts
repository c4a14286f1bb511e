import type { X509Certificate } from 'node:crypto'
import { KmipError } from '../../codec/index.ts'
import type { CommitListener } from '../store/commit-listeners.ts'
import type { DocumentChange, DocumentQuery, ObjectStore } from '../store/store.ts'

/** A connection of a client. */
export interface ClientConnection {
  readonly certificate: X509Certificate
  /** A name of the connection that no other one has or had. */
  connection(): string
}

const kind = 'replaced credential'

const toKey = ({ fingerprint256 }: X509Certificate): string => fingerprint256

/** What says, if it is there, that a certificate was replaced. */
export const createReplacementQuery = (certificate: X509Certificate): DocumentQuery => ({
  kind,
  key: toKey(certificate),
})

/** The change that ends a certificate as a credential; the connection that asked for it may go on. */
export const createReplacement = ({ certificate, connection }: ClientConnection, owner: string): DocumentChange => ({
  kind: 'create',
  document: { kind, key: toKey(certificate), owner, revision: 0, content: Buffer.from(connection()) },
})

/** The certificates that Re-Provision has replaced, whichever server did it. KMIP 2.1 §6.1.48. */
export interface ReplacedCredentials {
  /** Of the store's commits: a replacement holds as soon as it is durable. */
  readonly listener: CommitListener
  /** Resolves when all are known that the store held before. */
  readonly known: Promise<void>
  /** @throws KmipError Authentication Not Successful when the certificate of this connection was replaced on another one */
  requireCurrent(peer: ClientConnection | undefined): void
}

export const createReplacedCredentials = (store: Pick<ObjectStore, 'documents'>): ReplacedCredentials => {
  /** Fingerprint → the connection that may go on. */
  const replaced = new Map<string, string>()
  const add = (key: string, content: Uint8Array) => replaced.set(key, Buffer.from(content).toString())
  const load = async (): Promise<void> => {
    for (const { key, content } of await store.documents({ kind })) add(key, content)
  }
  return {
    known: load(),
    listener({ documents }) {
      const replacements = documents.flatMap((change) =>
        change.kind === 'create' && change.document.kind === kind ? [change.document] : [],
      )
      if (replacements.length === 0) return undefined
      return {
        committed() {
          for (const { key, content } of replacements) add(key, content)
        },
      }
    },
    requireCurrent(peer) {
      if (!peer || replaced.size === 0) return
      const connection = replaced.get(toKey(peer.certificate))
      if (connection !== undefined && connection !== peer.connection())
        throw new KmipError(
          'AuthenticationNotSuccessful',
          'This certificate was replaced by Re-Provision: connect with the new one.',
        )
    },
  }
}
