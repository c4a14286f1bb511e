import type { X509Certificate } from 'node:crypto'
import { createDefaultRules, createIdentify, type IdentityRules } from '../identity/identify.ts'
import type { Principal } from '../identity/principal.ts'
import { type ClientCertificate, findAuthority, toClientCertificate } from '../pki/client-chain.ts'
import { parseCertificates } from '../pki/parse-certificates.ts'

/** A client whose handshake succeeded. Its certificate is the one of the handshake, whatever happens on the connection. */
export interface AdmittedClient extends ClientCertificate {
  readonly principal: Principal
}

type Admission = AdmittedClient | { readonly refusal: string }

/** Why a client with a trusted certificate is refused; `undefined` admits it. */
export type FindRefusal = (certificate: X509Certificate, principal: Principal) => string | undefined

export interface ClientCheck {
  /** Decides about a client at the end of its handshake, full or resumed. */
  admit(certificate: X509Certificate): Admission
  /** Why a client is refused that was admitted before: its certificate, its authority or its admission has ended. */
  findEnd(client: AdmittedClient): string | undefined
  /** Trusts other authorities from now on (PEM). */
  trust(clientCa: Buffer): void
}

export interface ClientCheckOptions {
  /** PEM. */
  readonly clientCa: Buffer
  /** Default: {@link createDefaultRules}. */
  readonly identity: IdentityRules | undefined
  readonly findRefusal: FindRefusal | undefined
  readonly now: () => Date
}

/** Certificates whose client is remembered. */
const remembered = 10_000

/**
 * Checks clients: OpenSSL has verified the certificate of a full handshake; this decides who the client is, and what may have
 * changed since.
 */
export const createClientCheck = (options: ClientCheckOptions): ClientCheck => {
  let trusted = parseCertificates(options.clientCa)
  const rules = options.identity ?? createDefaultRules(trusted)
  let identify = createIdentify(rules, trusted)
  /** By fingerprint. A resumed session brings no intermediate authorities: they are those of the full handshake before it. */
  const known = new Map<string, Admission>()

  const readClient = (certificate: X509Certificate): Admission => {
    const client = toClientCertificate(certificate, trusted)
    const identification = identify(client)
    return identification.principal ? { ...client, principal: identification.principal } : identification
  }
  const findClient = (certificate: X509Certificate): Admission => {
    const { fingerprint256 } = certificate
    const found = known.get(fingerprint256)
    if (found) return found
    const read = readClient(certificate)
    if (known.size >= remembered) known.clear()
    known.set(fingerprint256, read)
    return read
  }
  const findRefusal = ({ certificate, principal }: AdmittedClient): string | undefined =>
    certificate.validToDate <= options.now()
      ? `the client's certificate expired at ${certificate.validToDate.toISOString()}`
      : options.findRefusal?.(certificate, principal)

  return {
    admit(certificate) {
      const client = findClient(certificate)
      if ('refusal' in client) return client
      const refusal = findRefusal(client)
      return refusal === undefined ? client : { refusal }
    },
    findEnd: (client) =>
      findAuthority(client, trusted)
        ? findRefusal(client)
        : "the authority of the client's certificate is not trusted any more",
    trust(clientCa) {
      trusted = parseCertificates(clientCa)
      identify = createIdentify(rules, trusted)
      known.clear()
    },
  }
}
