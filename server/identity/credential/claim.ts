import type { KmipError } from '../../../codec/index.ts'
import type { Principal } from '../principal.ts'
import type { User } from '../user.ts'

/** Who it turns out to be. */
export type Verified =
  | {
      readonly user: User
      /** Proves to the client that the server knows the password too (KMIP 2.1 §8.5). */
      readonly serverHashedPassword?: Uint8Array
    }
  | { readonly principal: Principal }

/** What a credential says, before it is checked. */
export interface Claim {
  /** Whom it claims to be: attempts are counted by it. */
  readonly key: string
  /** A name for the log; never a secret. */
  readonly shown: string
  /** It claims nothing: as if it were not there. */
  readonly empty?: boolean
  /** What it is about cannot be guessed: attempts are not counted. */
  readonly unguessable?: boolean
  /** What the client is told when it is not true, in place of the usual. */
  readonly refusal?: Pick<KmipError, 'reason' | 'message'>
  /** Who it is; `undefined` when it is not true. @throws KmipError with a reason of its own */
  check(): Promise<Verified | undefined>
}
