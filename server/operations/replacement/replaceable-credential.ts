import type { X509Certificate } from 'node:crypto'
import { KmipError, type ManagedObject } from '../../../codec/index.ts'
import { deriveMaterialAttributes } from '../../attributes/material.ts'
import type { Peer, Scope } from '../../handler/scope.ts'
import type { ClientCredentials } from '../../identity/client-credentials.ts'
import { replacementQuery } from '../../identity/replaced-credentials.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import type { StoredObject } from '../../store/store.ts'

export const createRefusal = (why: string): KmipError => new KmipError('PermissionDenied', why)

/** A certificate as it is kept. */
export const toCertificateObject = (certificate: X509Certificate): ManagedObject => ({
  certificate: { certificateType: 'X_509', certificateValue: Uint8Array.from(certificate.raw) },
})

/** The connection, of the client itself: no user within it may end the credential of all others. */
export const requirePeer = ({ peer, principal }: Scope): Peer => {
  if (!peer) throw new KmipError('FeatureNotSupported', 'Re-Provision is for clients that have a connection here.')
  if (principal.user !== undefined || principal.ticket)
    throw createRefusal('Re-Provision is for the client of the certificate itself: send it without a credential.')
  return peer
}

/** An object of the client itself; what others keep says nothing of its certificate. */
const findOwnedObject = async (uniqueIdentifier: string, scope: Scope): Promise<StoredObject | undefined> => {
  try {
    const object = await scope.load(uniqueIdentifier)
    return object.owner === scope.principal.id ? object : undefined
  } catch (error) {
    if (error instanceof KmipError && (error.reason === 'PermissionDenied' || error.reason === 'ObjectNotFound'))
      return undefined
    throw error
  }
}

/** The same certificate, where it is kept as an object, must not have been revoked there. */
const requireUnrevoked = async (certificate: X509Certificate, scope: Scope): Promise<void> => {
  const identifier = deriveMaterialAttributes(toCertificateObject(certificate)).find(
    ({ attribute }) => attribute === 'X_509CertificateIdentifier',
  )
  if (!identifier) return
  const { attribute, value } = identifier
  const { uniqueIdentifiers } = await scope.find({ objectTypes: ['Certificate'], attributes: [{ attribute, value }] })
  for (const uniqueIdentifier of uniqueIdentifiers) {
    const object = await findOwnedObject(uniqueIdentifier, scope)
    const state = object && getAttribute(object, 'State')
    if (object && state !== 'PreActive' && state !== 'Active')
      throw createRefusal(`The certificate of the connection is ${state}, as the object ${uniqueIdentifier}.`)
  }
}

/** KMIP 2.1 §6.1.48: not with a certificate that is expired, revoked or compromised; once only. */
export const requireReplaceable = async (
  { certificate }: Peer,
  credentials: ClientCredentials,
  scope: Scope,
): Promise<void> => {
  if (certificate.validToDate <= scope.now) throw createRefusal('The certificate of the connection has expired.')
  const why = await credentials.refusal(certificate)
  if (why !== undefined) throw createRefusal(`It cannot be replaced: ${why}.`)
  await requireUnrevoked(certificate, scope)
  if ((await scope.documents(replacementQuery(certificate))).length)
    throw createRefusal('The certificate of the connection has been replaced already: connect with the new one.')
}
