import { createHash } from 'node:crypto'
import { type Authentication, type Credential, type CredentialValueOf, KmipError } from '../../codec/index.ts'
import type { Awaitable } from '../store/store.ts'
import { createAttestationClaim } from './credential/attestation.ts'
import type { Claim, Verified } from './credential/claim.ts'
import { createDeviceClaim } from './credential/device.ts'
import { createHashedPasswordClaim } from './credential/hashed-password.ts'
import { createOneTimePasswordClaim } from './credential/one-time-password.ts'
import { createPasswords, type Passwords } from './credential/passwords.ts'
import { createTicketClaim } from './credential/ticket.ts'
import { createUsernameAndPasswordClaim } from './credential/username-and-password.ts'
import type { Principal } from './principal.ts'
import { createRateLimit } from './rate-limit.ts'
import { createTickets, type Tickets } from './tickets.ts'
import { canUseCertificate } from './user.ts'
import { noUsers, type Users } from './users.ts'
import { createVerificationQueue } from './verification-queue.ts'

/** Which principal a request is from: the one of the certificate, or one that a credential names within it. @throws KmipError */
export type Authenticate = (
  certificate: Principal,
  authentication: Authentication | undefined,
  /** What is asked for. */
  items: readonly { readonly operation: string }[],
) => Awaitable<Identified>

/** Who asks, and what the answer has to say of it. */
export interface Identified {
  readonly principal: Principal
  /** For the response header. KMIP 2.1 §8.5. */
  readonly serverHashedPassword?: Uint8Array
}

/** A credential that was refused, for the log: never a password. */
export interface Refusal {
  /** The subject of the client certificate. */
  readonly client: string
  /** Who it was to be. */
  readonly claimed: string
  readonly why: string
}

export interface AuthenticateOptions {
  readonly users?: Users
  readonly passwords?: Passwords
  readonly tickets?: Tickets
  /**
   * `optional`: without a credential the certificate alone says who asks; so it does with one as long as there are no users,
   * as clients send what they were once told to send (Barbican, radosgw). `required`: a request needs one, except for asking
   * what the server can do. `ignored`: credentials are not looked at, but for tickets,
   * which the server itself gives out.
   */
  readonly credentials?: 'optional' | 'required' | 'ignored'
  /** The same user with two certificates is one principal, not two. */
  readonly shareUsers?: boolean
  readonly onRefused?: (refusal: Refusal) => void
  /** Milliseconds, of a clock that is never set back. */
  readonly elapsed?: () => number
  readonly now?: () => Date
}

interface AuthenticatorOptions extends AuthenticateOptions {
  /** Whether an operation needs no credential: it asks what the server can do (KMIP 1.4 §6.6, 2.1 §9.4). */
  readonly isOpen: (operation: string) => boolean
}

/** Verifications at once: each takes 32 MiB and a thread of four. */
const maximumConcurrent = 2
/** Wrong passwords for one user from one certificate: five, then one in five minutes. */
const userLimit = { burst: 5, interval: 5 * 60_000 }
/** Wrong passwords for all users from one certificate: twenty, then two a minute. */
const clientLimit = { burst: 20, interval: 30_000 }

/** Characters of a claim in the log. */
const longestShown = 200

const createError = (message: string): KmipError => new KmipError('AuthenticationNotSuccessful', message)

/** KMIP 1.4 §6.6, 2.1 §9.4: all credentials of a message must be satisfied; here they must also mean the same. */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticate => {
  const { users = noUsers, credentials = 'optional', shareUsers = false, onRefused: refused } = options
  const tickets = options.tickets ?? createTickets()
  const passwords = options.passwords ?? createPasswords()
  const elapsed = options.elapsed ?? (() => performance.now())
  const now = options.now ?? (() => new Date())
  const codes = { users, passwords: passwords, now, used: new Map<string, number>() }
  const hashes = { users, now, used: new Map<string, bigint>() }
  const verifications = createVerificationQueue(maximumConcurrent)
  const userAttempts = createRateLimit({ ...userLimit, now: elapsed })
  const clientAttempts = createRateLimit({ ...clientLimit, now: elapsed })

  const createClaim = ({ credentialType, credentialValue }: Credential, certificate: Principal): Claim => {
    switch (credentialType) {
      case 'UsernameAndPassword':
        return createUsernameAndPasswordClaim(
          credentialValue as CredentialValueOf<'UsernameAndPassword'>,
          users,
          passwords,
        )
      case 'Device':
        return createDeviceClaim(credentialValue as CredentialValueOf<'Device'>, users, passwords)
      case 'Attestation':
        return createAttestationClaim()
      case 'OneTimePassword':
        return createOneTimePasswordClaim(credentialValue as CredentialValueOf<'OneTimePassword'>, codes)
      case 'HashedPassword':
        return createHashedPasswordClaim(credentialValue as CredentialValueOf<'HashedPassword'>, certificate.id, hashes)
      case 'Ticket':
        return createTicketClaim(credentialValue as CredentialValueOf<'Ticket'>, certificate, { tickets, users })
      default:
        throw new KmipError('FeatureNotSupported', `Credentials of the type ${credentialType} are not supported here.`)
    }
  }

  const toPrincipal = (verified: Verified, { id: client }: Principal): Principal => {
    if ('principal' in verified) return verified.principal
    const { name } = verified.user
    return { id: shareUsers ? `user:${name}` : `${client};user:${name}`, client, user: name }
  }

  const verify = async (claim: Claim, certificate: Principal): Promise<Identified> => {
    const createRefusal = (why: string, message: string): KmipError => {
      refused?.({ client: certificate.id, claimed: claim.shown.slice(0, longestShown), why })
      return claim.refusal ? new KmipError(claim.refusal.reason, claim.refusal.message) : createError(message)
    }
    // Names are the client's choice, and as long as a message: what is remembered of them is short.
    const own = createHash('sha256').update(`${certificate.id}\n${claim.key}`).digest('base64')
    if (!claim.unguessable) {
      const wait = Math.max(userAttempts.getDelay(own), clientAttempts.getDelay(certificate.id))
      if (wait > 0)
        throw createRefusal(
          'too many failed attempts',
          `There were too many failed attempts. Try again in ${Math.ceil(wait / 1000)} seconds.`,
        )
    }
    const verified = await claim.check()
    const stranger = verified && 'user' in verified && !canUseCertificate(verified.user, certificate.id)
    if (!verified || stranger) {
      if (!claim.unguessable) {
        userAttempts.spend(own)
        clientAttempts.spend(certificate.id)
      }
      throw createRefusal(
        stranger ? 'not for this client' : 'not known, or a wrong password',
        'The credential is not accepted.',
      )
    }
    userAttempts.reset(own)
    const serverHashedPassword = 'user' in verified ? verified.serverHashedPassword : undefined
    return { principal: toPrincipal(verified, certificate), ...(serverHashedPassword && { serverHashedPassword }) }
  }

  const verifyAll = async (claims: readonly Claim[], certificate: Principal): Promise<Identified> => {
    let first: Identified | undefined
    for (const claim of claims) {
      const identified = await verify(claim, certificate)
      if (first && first.principal.id !== identified.principal.id)
        throw createError('The credentials of this request name more than one user.')
      // A ticket that limits its holder does so beside a credential too.
      first = { ...first, ...identified, ...(first?.principal.ticket && { principal: first.principal }) }
    }
    return first ?? { principal: certificate }
  }

  /** Of several claims, those that are looked at. */
  const selectClaims = async (claims: readonly Claim[]): Promise<readonly Claim[]> =>
    credentials === 'required' || (credentials === 'optional' && (await users.isInUse()))
      ? claims
      : claims.filter(({ unguessable }) => unguessable)

  const verifyClaims = async (given: readonly Claim[], certificate: Principal): Promise<Identified> => {
    const claims = await selectClaims(given)
    const all = () => verifyAll(claims, certificate)
    // One guess at a time for each certificate: the next one knows what became of the last.
    return claims.every(({ unguessable }) => unguessable) ? all() : verifications.run(certificate.id, all)
  }

  return (certificate, authentication, items) => {
    const alone = { principal: certificate }
    if (credentials !== 'required' && !authentication) return alone
    const claims = (authentication?.credential ?? [])
      .map((credential) => createClaim(credential, certificate))
      .filter(({ empty }) => !empty)
    if (claims.length > 0) return verifyClaims(claims, certificate)
    if (credentials === 'required' && !items.every(({ operation }) => options.isOpen(operation)))
      throw createError('A credential is needed here beside the certificate.')
    return alone
  }
}
