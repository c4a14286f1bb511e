import type { X509Certificate } from 'node:crypto'
import { KmipError } from '../../codec/index.ts'
import type { DocumentChange, DocumentQuery, ObjectStore } from '../store/store.ts'

/** A connection of a client. */
export interface ClientConnection {
  readonly certificate: X509Certificate
  /** A name of the connection that no other one has or had. */
  connection(): string
}

const kind = 'replaced credential'

const keyOf = ({ fingerprint256 }: X509Certificate): string => fingerprint256

/** What says, if it is there, that a certificate was replaced. */
export const replacementQuery = (certificate: X509Certificate): DocumentQuery => ({ kind, key: keyOf(certificate) })

/** The change that ends a certificate as a credential; the connection that asked for it may go on. */
export const replacement = ({ certificate, connection }: ClientConnection, owner: string): DocumentChange => ({
  kind: 'create',
  document: { kind, key: keyOf(certificate), owner, revision: 0, content: Buffer.from(connection()) },
})

/** The certificates that Re-Provision has replaced, whichever server did it. KMIP 2.1 §6.1.48. */
export interface ReplacedCredentials {
  /** The store; what is committed there holds at once. */
  readonly store: ObjectStore
  /** Resolves when all are known that there were before. */
  readonly known: Promise<void>
  /** @throws KmipError Authentication Not Successful when the certificate of this connection was replaced on another one */
  requireCurrent(peer: ClientConnection | undefined): void
}

export const replacedCredentials = (store: ObjectStore): ReplacedCredentials => {
  /** Fingerprint → the connection that may go on. */
  const replaced = new Map<string, string>()
  const add = (key: string, content: Uint8Array) => replaced.set(key, Buffer.from(content).toString())
  const load = async (): Promise<void> => {
    for (const { key, content } of await store.documents({ kind })) add(key, content)
  }
  return {
    known: load(),
    store: {
      get: (uniqueIdentifier) => store.get(uniqueIdentifier),
      find: (query) => store.find(query),
      async commit(changes, audit, documents = []) {
        await store.commit(changes, audit, documents)
        for (const change of documents)
          if (change.kind === 'create' && change.document.kind === kind)
            add(change.document.key, change.document.content)
      },
      documents: (query) => store.documents(query),
      audit: (after, maximumItems) => store.audit(after, maximumItems),
      close: () => store.close(),
    },
    requireCurrent(peer) {
      if (!peer || replaced.size === 0) return
      const connection = replaced.get(keyOf(peer.certificate))
      if (connection !== undefined && connection !== peer.connection())
        throw new KmipError(
          'AuthenticationNotSuccessful',
          'This certificate was replaced by Re-Provision: connect with the new one.',
        )
    },
  }
}
