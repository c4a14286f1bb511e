import type { KmipError } from '../../../codec/index.ts'
import type { Principal } from '../principal.ts'
import type { User } from '../user.ts'

/** The result of a verified claim. */
export type Verified =
  | {
      readonly user: User
      /** Proves to the client that the server knows the password (KMIP 2.1 §8.5). */
      readonly serverHashedPassword?: Uint8Array
    }
  | { readonly principal: Principal }

/** A credential before its verification. */
export interface Claim {
  /** The claimed identity, by which failed attempts are counted. */
  readonly key: string
  /** A name for the log; not a secret. */
  readonly shown: string
  /** The credential is empty and so ignored. */
  readonly empty?: boolean
  /** The secret cannot be guessed: failed attempts are not counted. */
  readonly unguessable?: boolean
  /** The error for the client, instead of the usual one. */
  readonly refusal?: Pick<KmipError, 'reason' | 'message'>
  /** Verifies the claim; `undefined` if it is wrong. @throws KmipError with another reason */
  check(): Promise<Verified | undefined>
}
