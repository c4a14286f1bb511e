import type { Derive } from '../crypto/derivation/derive.ts'
import type { GenerateKeyPair } from '../crypto/generation/key-pair-generator.ts'
import type { Compatibility } from '../handler/compatibility.ts'
import type { ClientCredentials } from '../identity/client-credentials.ts'
import type { Tickets } from '../identity/tickets.ts'
import type { Authority } from '../pki/authority.ts'
import type { ReadPkcs12 } from '../pki/pkcs-12-reader.ts'

/** What handlers need besides their scope. */
export interface Dependencies {
  /** Slow: runs in the thread pool. */
  readonly generateKeyPair: GenerateKeyPair
  /** Slow: runs in the thread pool. */
  readonly derive: Derive
  /** Slow: runs in a worker thread. */
  readonly readPkcs12: ReadPkcs12
  /** Signs certificates. Required for Certify and Re-certify. */
  readonly certifyAuthority?: Authority | undefined
  readonly tickets: Tickets
  /** Required for Re-Provision. */
  readonly clientCredentials?: ClientCredentials | undefined
  readonly compatibility: Compatibility
}
