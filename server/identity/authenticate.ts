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

/** Identifies the principal of a request: of the certificate, or of a credential sent with it. @throws KmipError */
export type Authenticate = (
  certificate: Principal,
  authentication: Authentication | undefined,
  /** The operations of the request. */
  items: readonly { readonly operation: string }[],
  /** The client's address and port, for the log. */
  address?: string,
) => Awaitable<Identified>

/** The principal of a request, and its part of the response header. */
export interface Identified {
  readonly principal: Principal
  /** KMIP 2.1 §8.5. */
  readonly serverHashedPassword?: Uint8Array
}

/** A refused credential, for the log; holds no password. */
export interface Refusal {
  /** The client's address and port; absent without a connection. */
  readonly peer?: string | undefined
  /** The subject of the client certificate. */
  readonly client: string
  /** The claimed user or device. */
  readonly claimed: string
  readonly why: string
}

export interface AuthenticateOptions {
  readonly users?: Users
  readonly passwords?: Passwords
  readonly tickets?: Tickets
  /**
   * `optional`, the default: the certificate alone identifies a request without a credential. Credentials are ignored while no
   * user may come with the certificate: some clients always send configured ones (Barbican, radosgw). `required`: every request needs a
   * credential, except those that ask what the server can do. `ignored`: credentials are ignored, except tickets, which the
   * server issues.
   */
  readonly credentials?: 'optional' | 'required' | 'ignored'
  /** A user is one principal whatever the certificate; by default one for each certificate. */
  readonly shareUsers?: boolean
  readonly onRefused?: (refusal: Refusal) => void
  /** Milliseconds of a monotonic clock. */
  readonly elapsed?: () => number
  readonly now?: () => Date
}

interface AuthenticatorOptions extends AuthenticateOptions {
  /** Whether an operation needs no credential, as those that ask what the server can do (KMIP 1.4 §6.6, 2.1 §9.4). */
  readonly isOpen: (operation: string) => boolean
}

/** Verifications at once: each uses 32 MiB and one of four threads. */
const maximumConcurrent = 2
/** Wrong passwords for one user from one certificate: five, then one every five minutes. */
const userLimit = { burst: 5, interval: 5 * 60_000 }
/** Wrong passwords for all users from one certificate: twenty, then two a minute. */
const clientLimit = { burst: 20, interval: 30_000 }

/** Characters of a claim to log. */
const longestShown = 200

const createError = (message: string): KmipError => new KmipError('AuthenticationNotSuccessful', message)

/** The certificate of a request, and the address that it came from. */
interface Sender {
  readonly certificate: Principal
  readonly address: string | undefined
}

/** Every credential of a message must be valid (KMIP 1.4 §6.6, 2.1 §9.4) and name the same user. */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticate => {
  const { users = noUsers, credentials = 'optional', shareUsers = false, onRefused: refused } = options
  const tickets = options.tickets ?? createTickets()
  const passwords = options.passwords ?? createPasswords()
  const elapsed = options.elapsed ?? (() => performance.now())
  const now = options.now ?? (() => new Date())
  const codes = { users, passwords, now, used: new Map<string, number>() }
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
        throw new KmipError('FeatureNotSupported', `Credentials of the type ${credentialType} are not supported.`)
    }
  }

  const toPrincipal = (verified: Verified, { id: client }: Principal): Principal => {
    if ('principal' in verified) return verified.principal
    const { name } = verified.user
    return { id: shareUsers ? `user:${name}` : `${client};user:${name}`, client, user: name }
  }

  const verify = async (claim: Claim, { certificate, address }: Sender): Promise<Identified> => {
    const createRefusal = (why: string, message: string): KmipError => {
      refused?.({ client: certificate.id, peer: address, claimed: claim.shown.slice(0, longestShown), why })
      return claim.refusal ? new KmipError(claim.refusal.reason, claim.refusal.message) : createError(message)
    }
    // A hash, because clients may choose names as long as a message.
    const userKey = createHash('sha256').update(`${certificate.id}\n${claim.key}`).digest('base64')
    if (!claim.unguessable) {
      const wait = Math.max(userAttempts.getDelay(userKey), clientAttempts.getDelay(certificate.id))
      if (wait > 0)
        throw createRefusal(
          'too many failed attempts',
          `There were too many failed attempts. Try again in ${Math.ceil(wait / 1000)} seconds.`,
        )
    }
    const verified = await claim.check()
    const isForeign = verified && 'user' in verified && !canUseCertificate(verified.user, certificate.id)
    if (!verified || isForeign) {
      if (!claim.unguessable) {
        userAttempts.spend(userKey)
        clientAttempts.spend(certificate.id)
      }
      throw createRefusal(
        isForeign ? 'not for this client' : 'unknown, or a wrong password',
        'The credential is not accepted.',
      )
    }
    userAttempts.reset(userKey)
    const serverHashedPassword = 'user' in verified ? verified.serverHashedPassword : undefined
    return { principal: toPrincipal(verified, certificate), ...(serverHashedPassword && { serverHashedPassword }) }
  }

  const verifyAll = async (claims: readonly Claim[], sender: Sender): Promise<Identified> => {
    let first: Identified | undefined
    for (const claim of claims) {
      const identified = await verify(claim, sender)
      if (first && first.principal.id !== identified.principal.id)
        throw createError('The credentials of this request name more than one user.')
      // A ticket's limits also apply beside another credential.
      first = { ...first, ...identified, ...(first?.principal.ticket && { principal: first.principal }) }
    }
    return first ?? { principal: sender.certificate }
  }

  /** Selects the claims to verify. */
  const selectClaims = async (claims: readonly Claim[], certificate: Principal): Promise<readonly Claim[]> =>
    credentials === 'required' || (credentials === 'optional' && (await users.isInUse(certificate.id)))
      ? claims
      : claims.filter(({ unguessable }) => unguessable)

  const verifyClaims = async (given: readonly Claim[], sender: Sender): Promise<Identified> => {
    const { certificate } = sender
    const claims = await selectClaims(given, certificate)
    const all = () => verifyAll(claims, sender)
    // One guess at a time for each certificate, so that the rate limit counts each.
    return claims.every(({ unguessable }) => unguessable) ? all() : verifications.run(certificate.id, all)
  }

  return (certificate, authentication, items, address) => {
    const alone = { principal: certificate }
    if (credentials !== 'required' && !authentication) return alone
    const claims = (authentication?.credential ?? [])
      .map((credential) => createClaim(credential, certificate))
      .filter(({ empty }) => !empty)
    if (claims.length > 0) return verifyClaims(claims, { certificate, address })
    if (credentials === 'required' && !items.every(({ operation }) => options.isOpen(operation)))
      throw createError('This server requires a credential besides the certificate.')
    return alone
  }
}
