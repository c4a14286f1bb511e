import type { KeyObject } from 'node:crypto'
import { type AttributeInstance, Certify, type CertifyRequest, KmipError, valueIn } from '../../../codec/index.ts'
import { toKeyObject } from '../../../codec/key/index.ts'
import { certifiesWithoutObject } from '../../../codec/kmip/version.ts'
import { createObject } from '../../attributes/create-object.ts'
import { addDefaults } from '../../attributes/defaults.ts'
import { resolveTemplates } from '../../attributes/resolve-templates.ts'
import { type Handler, toCreation, toUpdate } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { addLink, setLink } from '../../lifecycle/link.ts'
import { getAttribute, setAttributes } from '../../lifecycle/object-attributes.ts'
import { type CertificationRequest, readCertificationRequest } from '../../pki/certification-request.ts'
import { certifyKey } from '../../pki/certify-key.ts'
import { isSameKey } from '../../pki/is-same-key.ts'
import type { StoredObject } from '../../store/store.ts'
import type { Dependencies } from '../dependencies.ts'
import {
  computeValidity,
  encodeAlternativeNameAttributes,
  encodeSubject,
  omitSubjectAttributes,
  readPayloadRequest,
  rejectAsInvalidField,
} from './certificate-content.ts'

/**
 * Loads the public key or certificate request that the payload names. In 2.x a payload with a certificate request may
 * name none.
 */
const loadNamedObject = async (request: CertifyRequest, scope: Scope): Promise<StoredObject | undefined> => {
  const alone = request.uniqueIdentifier === undefined && request.certificateRequestValue !== undefined
  if (alone && certifiesWithoutObject(scope.version)) return undefined
  return scope.load(request.uniqueIdentifier)
}

const requireCertifiable = (object: StoredObject): void => {
  const state = getAttribute(object, 'State')
  if (state !== 'PreActive' && state !== 'Active')
    throw new KmipError('PermissionDenied', `The object is ${state}: it can no longer be certified.`)
}

interface CertificationTarget {
  readonly publicKey: StoredObject | undefined
  readonly key: KeyObject
  readonly request: CertificationRequest | undefined
}

/** The key to certify, and the signed request of its owner. */
const loadTarget = async (payload: CertifyRequest, scope: Scope): Promise<CertificationTarget> => {
  const payloadRequest = readPayloadRequest(payload)
  const object = await loadNamedObject(payload, scope)
  if (!object)
    return { publicKey: undefined, key: (payloadRequest as CertificationRequest).publicKey, request: payloadRequest }
  const material = requireMaterial(object)
  requireCertifiable(object)
  if (material.certificateRequest) {
    const { certificateRequestType, certificateRequestValue } = material.certificateRequest
    const request = payloadRequest ?? readCertificationRequest(certificateRequestType, certificateRequestValue)
    return { publicKey: undefined, key: request.publicKey, request }
  }
  if (!material.publicKey)
    throw new KmipError('InvalidObjectType', `Certify needs a public key; this is a ${object.objectType}.`)
  const key = toKeyObject(material)
  if (payloadRequest && !isSameKey(payloadRequest.publicKey, key))
    throw new KmipError('InvalidCSR', 'The certificate request is for a different key than the Unique Identifier.')
  return { publicKey: object, key, request: payloadRequest }
}

/** Without a certificate request, Certificate Type is required (KMIP 1.4 §4.7). */
const requireX509 = (list: readonly AttributeInstance[], request: CertificationRequest | undefined): void => {
  const type = valueIn(list, 'CertificateType')
  if (type === undefined && !request) throw new KmipError('InvalidField', 'Certificate Type is missing.')
  if (type !== undefined && type !== 'X_509')
    throw new KmipError('FeatureNotSupported', `The server issues X.509 certificates only, not ${type}.`)
}

/**
 * Issues a certificate from the authority for Certify, which never authenticates clients. A signed request takes
 * precedence over the attributes. KMIP 1.4 §4.7, 2.1 §6.1.6.
 */
export const certify = ({ certifyAuthority: authority }: Dependencies): Handler<typeof Certify> | undefined =>
  authority && {
    operation: Certify,
    access: 'principals',
    asynchronous: 'Optional',
    target: 'none',
    async run(payload, scope) {
      const list = await addDefaults('Certificate', await resolveTemplates(scope, payload.attributes), scope)
      const { publicKey, key, request } = await loadTarget(payload, scope)
      requireX509(list, request)
      const { extensions = {} } = request ?? {}
      const certificateValue = rejectAsInvalidField(() =>
        certifyKey(
          authority,
          {
            subject: request?.subject ?? encodeSubject(list, publicKey),
            publicKey: key,
            extensions: {
              ...extensions,
              subjectAltName: extensions.subjectAltName ?? encodeAlternativeNameAttributes(list),
            },
            cryptographicUsageMask: valueIn(list, 'CryptographicUsageMask'),
            ...computeValidity(list, scope.now),
          },
          scope.random,
        ),
      )
      const object = { certificate: { certificateType: 'X_509' as const, certificateValue } }
      const certificate = createObject(object, omitSubjectAttributes(list), 'created', scope)
      return {
        payload: { uniqueIdentifier: certificate.uniqueIdentifier },
        changes: publicKey
          ? [
              toCreation(setLink(certificate, 'PublicKeyLink', publicKey)),
              toUpdate(
                setAttributes(addLink(publicKey, 'CertificateLink', certificate), { LastChangeDate: scope.now }),
              ),
            ]
          : [toCreation(certificate)],
      }
    },
  }
