import type { ServerKeys } from '../setup/server-keys.ts'
import type { Role } from './role.ts'

/** A certificate of the server. */
export interface ServerCertificate {
  /** Of its file. */
  readonly path: string
  readonly subject: string
  readonly notAfter: Date
}

/** What the server is and does now. */
export interface ServerStatus {
  readonly endpoint: string
  readonly httpsEndpoint?: string
  readonly startedAt: Date
  readonly dataDirectory: string
  readonly certificates: readonly ServerCertificate[]
  readonly connections: number
}

/** What a reload did. */
export interface Reloaded {
  /** Whether new connections use other certificates or authorities than before. */
  readonly changed: boolean
  /** Why files cannot be used. The server keeps those that it has. */
  readonly problems: readonly string[]
}

/** What the routes of the administrative interface use. */
export interface AdministrationServices {
  /** Of the socket that the request came through. */
  readonly role: Role
  /** The data directory. */
  readonly directory: string
  readonly readStatus: () => Promise<ServerStatus>
  readonly reload: () => Promise<Reloaded>
  /** Applies changed revocations and limits now: the server checks their files only each second. */
  readonly applyChanges: () => Promise<void>
  readonly storeKeys: ServerKeys
  readonly now: () => Date
}
