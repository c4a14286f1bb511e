import { createPublicKey } from 'node:crypto'
import { type KeyBlock, KmipError, type LinkType, type ManagedObject } from '../../../codec/index.ts'
import { toKeyObject } from '../../../codec/key/index.ts'
import type { Scope } from '../../handler/scope.ts'
import { findLinkedIdentifiers } from '../../lifecycle/link.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { requireMaterial } from '../../lifecycle/require-material.ts'
import { isSameKey } from '../../pki/is-same-key.ts'
import { writePkcs12 } from '../../pki/pkcs-12-writer.ts'
import type { StoredObject } from '../../store/store.ts'
import { loadPkcs12Password } from './load-pkcs-12-password.ts'

/** Certificates of one chain: more than any chain has. */
const maximumCertificates = 20

/** The friendly name of a key that has none (KMIP 1.4 §3.45). */
const defaultName = 'alias'

const isCurrent = (certificate: StoredObject): boolean => {
  const state = getAttribute(certificate, 'State')
  return state === 'PreActive' || state === 'Active'
}

/** The one current certificate that links of these types lead to; the first type that leads anywhere counts. */
const findLinkedCertificate = async (
  object: StoredObject,
  linkTypes: readonly LinkType[],
  scope: Scope,
): Promise<StoredObject | undefined> => {
  for (const linkType of linkTypes) {
    const all = await Promise.all(findLinkedIdentifiers(object, linkType).map((each) => scope.load(each)))
    const [certificate, second] = all.filter(isCurrent)
    if (second) throw new KmipError('InvalidField', 'There is more than one certificate chain for the private key.')
    if (certificate) return certificate
  }
  return undefined
}

/**
 * The certificate of a private key: by its own PKCS#12 Certificate Link (TC-PKCS12-1), or by way of its public key and that
 * one's links (KMIP 1.4 §4.11: Certificate Link, 2.1 §6.1.19: PKCS#12 Certificate Link).
 */
const findKeyCertificate = async (key: StoredObject, scope: Scope): Promise<StoredObject | undefined> => {
  const own = await findLinkedCertificate(key, ['PKCS_12CertificateLink'], scope)
  const [publicKey] = findLinkedIdentifiers(key, 'PublicKeyLink')
  if (own || publicKey === undefined) return own
  return findLinkedCertificate(await scope.load(publicKey), ['PKCS_12CertificateLink', 'CertificateLink'], scope)
}

const requireX509 = (object: StoredObject): Uint8Array => {
  const material = requireMaterial(object)
  if (material.certificate?.certificateType !== 'X_509')
    throw new KmipError(
      'InvalidField',
      `A certificate link leads to a ${object.objectType} that is no X.509 certificate.`,
    )
  return material.certificate.certificateValue
}

/** DER, that of the key first. */
const loadChain = async (key: StoredObject, scope: Scope): Promise<Uint8Array[]> => {
  const seen = new Map<string, Uint8Array>()
  let next = await findKeyCertificate(key, scope)
  while (next && !seen.has(next.uniqueIdentifier)) {
    if (seen.size === maximumCertificates) throw new KmipError('InvalidField', 'The certificate chain does not end.')
    seen.set(next.uniqueIdentifier, requireX509(next))
    next = await findLinkedCertificate(next, ['PKCS_12CertificateLink', 'CertificateLink'], scope)
  }
  return [...seen.values()]
}

/** A private key and its current certificate chain in a PKCS#12 container. KMIP 1.4 §4.11, 2.1 §6.1.19. */
export const createPkcs12Container = async (
  object: StoredObject,
  material: ManagedObject,
  scope: Scope,
): Promise<ManagedObject> => {
  if (!material.privateKey)
    throw new KmipError('KeyFormatTypeNotSupported', `PKCS#12 is for private keys; this is a ${object.objectType}.`)
  const privateKey = toKeyObject(material)
  const password = await loadPkcs12Password(findLinkedIdentifiers(object, 'PKCS_12PasswordLink'), scope)
  const certificates = await loadChain(object, scope)
  const [leaf] = certificates
  const certified = leaf && toKeyObject({ certificate: { certificateType: 'X_509', certificateValue: leaf } })
  if (certified && !isSameKey(certified, createPublicKey(privateKey)))
    throw new KmipError('InvalidField', 'The linked certificate is for another key.')
  const keyValue = await writePkcs12({
    privateKey,
    certificates,
    friendlyName: getAttribute(object, 'PKCS_12FriendlyName') ?? defaultName,
    password,
    randomBytes: scope.random,
  })
  // Encrypted as it is, a byte string stands where the Key Value is, without algorithm and length (TC-PKCS12-1).
  const keyBlock: KeyBlock = { keyFormatType: 'PKCS_12', keyValue }
  return { privateKey: { keyBlock } }
}
