import { KmipError, Validate, type ValidateRequest } from '../../../codec/index.ts'
import { computeDigest } from '../../crypto/hash/digest.ts'
import type { Handler } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import { requireMaterial } from '../../lifecycle/archival.ts'
import { getAttribute } from '../../lifecycle/object-attributes.ts'
import { isRoot, judgePath, orderChain, readX509 } from '../../pki/certificate-path.ts'
import type { StoredObject } from '../../store/store.ts'
import type { Dependencies } from '../dependencies.ts'

/** Maximum number of certificates in a request. */
const maximumCertificates = 20

type Certificate = NonNullable<ValidateRequest['certificate']>[number]

/** A certificate, and the client's objects that hold it. */
interface Link {
  readonly certificate: Certificate
  readonly kept: readonly StoredObject[]
}

const toLink = (kept: StoredObject): Link => {
  const material = requireMaterial(kept)
  if (!material.certificate)
    throw new KmipError('InvalidObjectType', `Validate needs a certificate; this is a ${kept.objectType}.`)
  return { certificate: material.certificate, kept: [kept] }
}

/** Finds the stored objects that hold a certificate given as bytes, because their State counts. */
const findLink = async (certificate: Certificate, scope: Scope): Promise<Link> => {
  const digestValue = computeDigest(certificate.certificateValue, 'SHA_256')
  const { uniqueIdentifiers } = await scope.find({
    attributes: [
      { attribute: 'ObjectType', value: 'Certificate' },
      { attribute: 'Digest', value: { hashingAlgorithm: 'SHA_256', digestValue } },
    ],
    maximumItems: maximumCertificates,
  })
  return { certificate, kept: await Promise.all(uniqueIdentifiers.map((each) => scope.load(each))) }
}

const loadLinks = async (request: ValidateRequest, scope: Scope): Promise<Link[]> => {
  const { certificate = [], uniqueIdentifier = [] } = request
  const count = certificate.length + uniqueIdentifier.length
  if (count > maximumCertificates)
    throw new KmipError('InvalidField', `The request has ${count} certificates; the maximum is ${maximumCertificates}.`)
  const links: Link[] = []
  for (const each of certificate) links.push(await findLink(each, scope))
  for (const each of uniqueIdentifier) links.push(toLink(await scope.load(each)))
  if (count === 0) throw new KmipError('InvalidMessage', 'At least one certificate is required.')
  return links
}

/**
 * Whether the owner has withdrawn the certificate by that date: it is compromised or destroyed, or it was deactivated
 * by then.
 */
const isWithdrawn = (object: StoredObject, at: Date): boolean => {
  const state = getAttribute(object, 'State')
  if (state === 'Deactivated') return (getAttribute(object, 'DeactivationDate') ?? at) <= at
  return state !== 'PreActive' && state !== 'Active'
}

/**
 * Validates a chain. The trust anchors are the server's authority for Certify and the root certificates that the client
 * stores and has not withdrawn. KMIP 1.4 §4.24, 2.1 §6.1.57.
 */
export const validate = ({ certifyAuthority: authority }: Dependencies): Handler<typeof Validate> => ({
  operation: Validate,
  access: 'principals',
  asynchronous: 'Optional',
  target: 'none',
  async run(request, scope) {
    const at = request.validityDate ?? scope.now
    const links = await loadLinks(request, scope)
    if (links.some(({ certificate }) => certificate.certificateType !== 'X_509'))
      throw new KmipError('FeatureNotSupported', 'The server validates X.509 certificates only.')
    const certificates = links.map(({ certificate }) => readX509(certificate.certificateValue))
    const known = certificates.filter((each) => each !== undefined)
    const withdrawn = links.some(({ kept }) => kept.some((each) => isWithdrawn(each, at)))
    if (withdrawn || known.length < certificates.length) return { payload: { validityIndicator: 'Invalid' } }
    const chain = orderChain(known)
    if (!chain) throw new KmipError('InvalidMessage', 'The certificates do not form one chain.')
    const roots = known.filter((each, index) => links[index]?.kept.length && isRoot(each))
    const anchors = [...(authority ? [authority.certificate] : []), ...roots]
    return { payload: { validityIndicator: judgePath(chain, { anchors, at }) } }
  },
})
