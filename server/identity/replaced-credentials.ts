import type { X509Certificate } from 'node:crypto'
import { KmipError } from '../../codec/index.ts'
import type { CommitListener } from '../store/commit-listeners.ts'
import type { DocumentChange, DocumentQuery, ObjectStore, UnreadableDocument } from '../store/store.ts'

/** A connection of a client. */
export interface ClientConnection {
  readonly certificate: X509Certificate
  /** The client's address and port, for the log. */
  readonly address: string
  /** `TLSv1.3`. */
  readonly protocol: string
  /** A unique name of the connection. */
  connection(): string
}

const kind = 'replaced credential'

const toKey = ({ fingerprint256 }: X509Certificate): string => fingerprint256

/** Finds the document of a replaced certificate. */
export const createReplacementQuery = (certificate: X509Certificate): DocumentQuery => ({
  kind,
  key: toKey(certificate),
})

/** The change that invalidates a certificate, except for the connection that replaced it. */
export const createReplacement = ({ certificate, connection }: ClientConnection, owner: string): DocumentChange => ({
  kind: 'create',
  document: { kind, key: toKey(certificate), owner, revision: 0, content: Buffer.from(connection()) },
})

/** The certificates that Re-Provision replaced, on any server. KMIP 2.1 §6.1.48. */
export interface ReplacedCredentials {
  /** Listens to the store's commits: a replacement takes effect once it is durable. */
  readonly listener: CommitListener
  /** Resolves when the stored replacements are loaded. */
  readonly known: Promise<void>
  /** @throws KmipError Authentication Not Successful when the certificate of this connection was replaced on another one */
  requireCurrent(peer: ClientConnection | undefined): void
}

export const createReplacedCredentials = (store: Pick<ObjectStore, 'documents'>): ReplacedCredentials => {
  /** Fingerprint → the connection that may continue, if one may. */
  const replaced = new Map<string, string | undefined>()
  const add = (key: string, content: Uint8Array) => replaced.set(key, Buffer.from(content).toString())
  const load = async (): Promise<void> => {
    // It is not known which connection may continue: none may. Other clients are not affected.
    const onUnreadable = ({ key }: UnreadableDocument) => replaced.set(key, undefined)
    for (const { key, content } of await store.documents({ kind, onUnreadable })) add(key, content)
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
      const key = toKey(peer.certificate)
      if (replaced.has(key) && replaced.get(key) !== peer.connection())
        throw new KmipError(
          'AuthenticationNotSuccessful',
          'This certificate was replaced by Re-Provision: connect with the new one.',
        )
    },
  }
}
