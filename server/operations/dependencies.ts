import type { Derive } from '../crypto/derivation/derive.ts'
import type { GenerateKeyPair } from '../crypto/generation/key-pair-generator.ts'
import type { Compatibility } from '../handler/compatibility.ts'
import type { ClientCredentials } from '../identity/client-credentials.ts'
import type { Tickets } from '../identity/tickets.ts'
import type { Authority } from '../pki/authority.ts'
import type { ReadPkcs12 } from '../pki/pkcs-12-reader.ts'

/** What operations need beside their scope. */
export interface Dependencies {
  /** Takes long: done off the event loop. */
  readonly generateKeyPair: GenerateKeyPair
  /** Takes long: done off the event loop. */
  readonly derive: Derive
  /** Takes long: done in a thread of its own. */
  readonly readPkcs12: ReadPkcs12
  /** Signs what is certified; without one Certify and Re-certify are not supported. */
  readonly certifyAuthority?: Authority | undefined
  readonly tickets: Tickets
  /** Required for Re-Provision. */
  readonly clientCredentials?: ClientCredentials | undefined
  readonly compatibility: Compatibility
}
