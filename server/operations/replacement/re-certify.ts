import { X509Certificate } from 'node:crypto'
import { type AttributeInstance, KmipError, ReCertify, type ReCertifyRequest, valueIn } from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import { mergeAttributes } from '../../attributes/merge-attributes.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { type Handler, toUpdate } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { inheritAttributes } from '../../lifecycle/inherit-attributes.ts'
import { findLinkedIdentifier, replaceLink, setLink } from '../../lifecycle/link.ts'
import { setAttributes } from '../../lifecycle/object-attributes.ts'
import { readCertificateParts } from '../../pki/certificate-parts.ts'
import { type CertificationRequest, readCertificationRequest } from '../../pki/certification-request.ts'
import { certifyKey } from '../../pki/certify-key.ts'
import { isSameKey } from '../../pki/is-same-key.ts'
import { readRequestedExtensions } from '../../pki/requested-extensions.ts'
import type { Change, StoredObject } from '../../store/store.ts'
import {
  computeValidity,
  encodeAlternativeNameAttributes,
  encodeSubject,
  hasSubject,
  omitSubjectAttributes,
  readPayloadRequest,
  rejectAsInvalidField,
} from '../certificates/certificate-content.ts'
import type { Dependencies } from '../dependencies.ts'
import { replaceObject } from './replace-object.ts'

const requireX509 = (old: StoredObject): X509Certificate => {
  const material = requireMaterial(old)
  if (!material.certificate)
    throw new KmipError('InvalidObjectType', `Re-certify needs a certificate; this is a ${old.objectType}.`)
  if (material.certificate.certificateType !== 'X_509')
    throw new KmipError('FeatureNotSupported', 'The server renews X.509 certificates only.')
  try {
    return new X509Certificate(material.certificate.certificateValue)
  } catch {
    throw new KmipError('PermissionDenied', 'The certificate is unreadable, so the server cannot renew it.')
  }
}

/** The certificate request in the payload, or the one that the payload names (2.x). */
const loadRequest = async (payload: ReCertifyRequest, scope: Scope): Promise<CertificationRequest | undefined> => {
  const payloadRequest = readPayloadRequest(payload)
  if (payloadRequest || payload.certificateRequestUniqueIdentifier === undefined) return payloadRequest
  const object = await scope.load(payload.certificateRequestUniqueIdentifier)
  const material = requireMaterial(object)
  if (!material.certificateRequest)
    throw new KmipError(
      'InvalidObjectType',
      `Certificate Request Unique Identifier needs a certificate request; this is a ${object.objectType}.`,
    )
  const { certificateRequestType, certificateRequestValue } = material.certificateRequest
  return readCertificationRequest(certificateRequestType, certificateRequestValue)
}

/** The content of the new certificate: that of the request, else the attributes over the old certificate. */
const chooseContent = (
  old: X509Certificate,
  request: CertificationRequest | undefined,
  given: readonly AttributeInstance[],
): CertificationRequest => {
  if (!request) {
    const parts = readCertificateParts(old.raw)
    const extensions = readRequestedExtensions(parts.extensions)
    return {
      subject: hasSubject(given) ? encodeSubject(given, undefined) : parts.subject,
      publicKey: old.publicKey,
      extensions: {
        ...extensions,
        subjectAltName: encodeAlternativeNameAttributes(given) ?? extensions.subjectAltName,
      },
    }
  }
  if (!isSameKey(request.publicKey, old.publicKey))
    throw new KmipError('InvalidCSR', 'The certificate request is for a different key than the certificate.')
  return request
}

/** The public key of the certificate, if it is still stored. */
const findPublicKey = async (old: StoredObject, scope: Scope): Promise<StoredObject | undefined> => {
  const identifier = findLinkedIdentifier(old, 'PublicKeyLink')
  if (identifier === undefined) return undefined
  try {
    return await scope.load(identifier)
  } catch (error) {
    if (error instanceof KmipError) return undefined
    throw error
  }
}

/** Points the public key's Certificate Link to the new certificate (KMIP 1.4 §4.8). */
const moveLink = (publicKey: StoredObject, old: StoredObject, certificate: StoredObject, { now }: Scope): Change => {
  const moved = replaceLink(publicKey, 'CertificateLink', old.uniqueIdentifier, certificate)
  return toUpdate(setAttributes(moved, { LastChangeDate: now }))
}

/**
 * Issues a new certificate for the same key. The Names move to it; the old certificate keeps its State. KMIP 1.4 §4.8,
 * 2.1 §6.1.45.
 */
export const reCertify = ({ certifyAuthority: authority }: Dependencies): Handler<typeof ReCertify> | undefined =>
  authority && {
    operation: ReCertify,
    access: 'principals',
    asynchronous: 'Optional',
    target: 'object',
    archived: 'refused',
    changesAttributes: false,
    async run(payload, scope, old) {
      const before = requireX509(old)
      const given = await resolveTemplates(scope, payload.attributes)
      if (payload.offset !== undefined && (valueIn(given, 'ActivationDate') || valueIn(given, 'DeactivationDate')))
        throw new KmipError('InvalidMessage', 'Give either Offset or Activation and Deactivation Date.')
      const type = valueIn(given, 'CertificateType') ?? 'X_509'
      if (type !== 'X_509')
        throw new KmipError('FeatureNotSupported', `The server issues X.509 certificates only, not ${type}.`)
      const request = await loadRequest(payload, scope)
      const { subject, publicKey: key, extensions } = rejectAsInvalidField(() => chooseContent(before, request, given))
      const inherited = inheritAttributes(old, given, payload.offset, scope)
      const all = mergeAttributes(scope.version, inherited, given)
      const lasting = before.validToDate.getTime() - before.validFromDate.getTime()
      const certificateValue = rejectAsInvalidField(() =>
        certifyKey(
          authority,
          {
            subject,
            publicKey: key,
            extensions,
            cryptographicUsageMask: valueIn(all, 'CryptographicUsageMask'),
            ...computeValidity(all, scope.now, lasting),
          },
          scope.random,
        ),
      )
      const object = { certificate: { certificateType: 'X_509' as const, certificateValue } }
      const replacement = createObject(object, omitSubjectAttributes(given), 'created', scope, inherited)
      const publicKey = await findPublicKey(old, scope)
      const withKey = publicKey ? setLink(replacement, 'PublicKeyLink', publicKey) : replacement
      return {
        payload: { uniqueIdentifier: replacement.uniqueIdentifier },
        changes: [
          ...replaceObject(old, withKey, scope.now),
          ...(publicKey ? [moveLink(publicKey, old, withKey, scope)] : []),
        ],
      }
    },
  }
