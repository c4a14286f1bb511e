import { createPublicKey } from 'node:crypto'
import { type KeyBlock, KmipError, type LinkType, type ManagedObject } from '../../../codec/index.ts'
import { toKeyObject } from '../../../codec/key/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { findLinkedIdentifiers } from '../../lifecycle/link.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { isSameKey } from '../../pki/is-same-key.ts'
import { writePkcs12 } from '../../pki/pkcs-12-writer.ts'
import type { StoredObject } from '../../store/store.ts'
import { loadPkcs12Password } from './load-pkcs-12-password.ts'

/** Maximum length of a chain. */
const maximumCertificates = 20

/** Default friendly name (KMIP 1.4 §3.45). */
const defaultName = 'alias'

const isCurrent = (certificate: StoredObject): boolean => {
  const state = getAttribute(certificate, 'State')
  return state === 'PreActive' || state === 'Active'
}

/** The current certificate that a Link of these types names. Earlier types take precedence. */
const findLinkedCertificate = async (
  object: StoredObject,
  linkTypes: readonly LinkType[],
  scope: Scope,
): Promise<StoredObject | undefined> => {
  for (const linkType of linkTypes) {
    const all = await Promise.all(findLinkedIdentifiers(object, linkType).map((each) => scope.load(each)))
    const [certificate, second] = all.filter(isCurrent)
    if (second) throw new KmipError('InvalidField', 'The private key has more than one certificate chain.')
    if (certificate) return certificate
  }
  return undefined
}

/**
 * The certificate of a private key. The key's PKCS#12 Certificate Link names it (TC-PKCS12-1), or a Link of its public
 * key (KMIP 1.4 §4.11: Certificate Link, 2.1 §6.1.19: PKCS#12 Certificate Link).
 */
const findKeyCertificate = async (key: StoredObject, scope: Scope): Promise<StoredObject | undefined> => {
  const direct = await findLinkedCertificate(key, ['PKCS_12CertificateLink'], scope)
  const [publicKey] = findLinkedIdentifiers(key, 'PublicKeyLink')
  if (direct || publicKey === undefined) return direct
  return findLinkedCertificate(await scope.load(publicKey), ['PKCS_12CertificateLink', 'CertificateLink'], scope)
}

const requireX509 = (object: StoredObject): Uint8Array => {
  const material = requireMaterial(object)
  if (material.certificate?.certificateType !== 'X_509')
    throw new KmipError(
      'InvalidField',
      `A certificate Link names a ${object.objectType} that is not an X.509 certificate.`,
    )
  return material.certificate.certificateValue
}

/** Certificates in DER, starting with that of the key. */
const loadChain = async (key: StoredObject, scope: Scope): Promise<Uint8Array[]> => {
  const seen = new Map<string, Uint8Array>()
  let next = await findKeyCertificate(key, scope)
  while (next && !seen.has(next.uniqueIdentifier)) {
    if (seen.size === maximumCertificates) throw new KmipError('InvalidField', 'The certificate chain is too long.')
    seen.set(next.uniqueIdentifier, requireX509(next))
    next = await findLinkedCertificate(next, ['PKCS_12CertificateLink', 'CertificateLink'], scope)
  }
  return [...seen.values()]
}

/** Puts a private key and its current certificate chain into a PKCS#12 container. KMIP 1.4 §4.11, 2.1 §6.1.19. */
export const createPkcs12Container = async (
  object: StoredObject,
  material: ManagedObject,
  scope: Scope,
): Promise<ManagedObject> => {
  if (!material.privateKey)
    throw new KmipError('KeyFormatTypeNotSupported', `PKCS#12 needs a private key; this is a ${object.objectType}.`)
  const privateKey = toKeyObject(material)
  const password = await loadPkcs12Password(findLinkedIdentifiers(object, 'PKCS_12PasswordLink'), scope)
  const certificates = await loadChain(object, scope)
  const [leaf] = certificates
  const certified = leaf && toKeyObject({ certificate: { certificateType: 'X_509', certificateValue: leaf } })
  if (certified && !isSameKey(certified, createPublicKey(privateKey)))
    throw new KmipError('InvalidField', 'The linked certificate is for a different key.')
  const keyValue = await writePkcs12({
    privateKey,
    certificates,
    friendlyName: getAttribute(object, 'PKCS_12FriendlyName') ?? defaultName,
    password,
    randomBytes: scope.random,
  })
  // The Key Value is the encrypted container as a byte string, without algorithm and length (TC-PKCS12-1).
  const keyBlock: KeyBlock = { keyFormatType: 'PKCS_12', keyValue }
  return { privateKey: { keyBlock } }
}
