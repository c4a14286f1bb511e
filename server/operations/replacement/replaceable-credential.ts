import type { X509Certificate } from 'node:crypto'
import { KmipError, type ManagedObject } from '../../../codec/index.ts'
import { deriveMaterialAttributes } from '../../attributes/material.ts'
import type { Peer, Scope } from '../../handler/scope.ts'
import type { ClientCredentials } from '../../identity/client-credentials.ts'
import { createReplacementQuery } from '../../identity/replaced-credentials.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import type { StoredObject } from '../../store/store.ts'

export const createRefusal = (why: string): KmipError => new KmipError('PermissionDenied', why)

/** Wraps a certificate into an object to store. */
export const toCertificateObject = (certificate: X509Certificate): ManagedObject => ({
  certificate: { certificateType: 'X_509', certificateValue: Uint8Array.from(certificate.raw) },
})

/** Requires the client itself: a user of the client may not revoke the credential that all of its users share. */
export const requirePeer = ({ peer, principal }: Scope): Peer => {
  if (!peer) throw new KmipError('FeatureNotSupported', 'Re-Provision needs a connection with a client certificate.')
  if (principal.user !== undefined || principal.ticket)
    throw createRefusal('Re-Provision acts on the certificate of the client: send it without a credential.')
  return peer
}

/** Loads an object that the client owns. Objects of others do not count. */
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

/** Refuses a certificate that the client has revoked as a stored object. */
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

/** Refuses a certificate that is expired, revoked, compromised or already replaced (KMIP 2.1 §6.1.48). */
export const requireReplaceable = async (
  { certificate }: Peer,
  credentials: ClientCredentials,
  scope: Scope,
): Promise<void> => {
  if (certificate.validToDate <= scope.now) throw createRefusal('The certificate of the connection has expired.')
  const why = await credentials.findRefusal(certificate)
  if (why !== undefined) throw createRefusal(`The certificate of the connection cannot be replaced: ${why}.`)
  await requireUnrevoked(certificate, scope)
  if ((await scope.documents(createReplacementQuery(certificate))).length)
    throw createRefusal('The certificate of the connection has already been replaced: connect with the new one.')
}
