import { X509Certificate } from 'node:crypto'
import { encodeDer, sequence } from '../../../codec/der/write-der.ts'
import { attributeList, KmipError, ReProvision, type ReProvisionRequest } from '../../../codec/index.ts'
import { createObject } from '../../attributes/create-object.ts'
import type { GenerateKeyPair } from '../../crypto/generation/key-pair-generator.ts'
import { type Handler, toCreation } from '../../handler/handler.ts'
import type { Scope } from '../../handler/scope.ts'
import type { ClientCredentials } from '../../identity/client-credentials.ts'
import { createReplacement, createReplacementQuery } from '../../identity/replaced-credentials.ts'
import { setLink } from '../../lifecycle/link.ts'
import { issueClientCertificate } from '../../pki/authority.ts'
import { readCertificateParts } from '../../pki/certificate-parts.ts'
import { readCertificationRequest } from '../../pki/certification-request.ts'
import type { Change, StoredObject } from '../../store/store.ts'
import { rejectAsInvalidField } from '../certificates/certificate-content.ts'
import type { Dependencies } from '../dependencies.ts'
import { createKeyPairObjects } from '../lifecycle/create-key-pair-objects.ts'
import { createRefusal, requirePeer, requireReplaceable, toCertificateObject } from './replaceable-credential.ts'

const day = 24 * 60 * 60 * 1000

/** The new objects, and the identifier to return. */
interface NewCredential {
  readonly certificate: X509Certificate
  readonly objects: readonly StoredObject[]
  readonly uniqueIdentifier: string
}

/** Requires a subject in the form that `kmip client add` issues: a common name alone. */
const requireCommonName = ({ subject }: X509Certificate): string => {
  const name = /^CN=([A-Za-z0-9_@][A-Za-z0-9._@-]{0,63})$/.exec(subject)?.[1]
  if (name === undefined)
    throw new KmipError(
      'FeatureNotSupported',
      'The server issues no certificates for subjects of this form: send a Certificate.',
    )
  return name
}

/** Issues a certificate with the subject and lifetime of the old one for another key. */
const issueCertificate = async (
  old: X509Certificate,
  key: Parameters<typeof issueClientCertificate>[1]['key'],
  credentials: ClientCredentials,
  scope: Scope,
): Promise<X509Certificate> => {
  const authority = await credentials.readAuthority()
  if (!authority)
    throw new KmipError('FeatureNotSupported', 'The server issues no client certificates: send a Certificate.')
  const days = Math.max(1, Math.round((old.validToDate.getTime() - old.validFromDate.getTime()) / day))
  const { now, random: randomBytes } = scope
  const commonName = requireCommonName(old)
  const made = rejectAsInvalidField(() =>
    issueClientCertificate(authority, { key, now, randomBytes, commonName, days }),
  )
  await credentials.allow(made)
  return made
}

/** clientAuth and anyExtendedKeyUsage (RFC 5280 §4.2.1.12). */
const purposes = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0']

const emptyName = encodeDer(sequence())

const certifyRequest = async (
  { certificateRequestType, certificateRequestValue }: NonNullable<ReProvisionRequest['certificateRequest']>,
  old: X509Certificate,
  credentials: ClientCredentials,
  scope: Scope,
): Promise<NewCredential> => {
  const { subject, publicKey } = readCertificationRequest(certificateRequestType, certificateRequestValue)
  if (![emptyName, readCertificateParts(old.raw).subject].some((name) => Buffer.from(name).equals(subject)))
    throw createRefusal('A client keeps its name: leave the subject empty or repeat that of the certificate.')
  const certificate = await issueCertificate(old, publicKey, credentials, scope)
  const object = createObject(toCertificateObject(certificate), [], 'created', scope)
  return { certificate, objects: [object], uniqueIdentifier: object.uniqueIdentifier }
}

const acceptCertificate = async (
  { certificateType, certificateValue }: NonNullable<ReProvisionRequest['certificate']>,
  old: X509Certificate,
  credentials: ClientCredentials,
  scope: Scope,
): Promise<NewCredential> => {
  if (certificateType !== 'X_509')
    throw new KmipError(
      'FeatureNotSupported',
      `The server accepts X.509 client certificates only, not ${certificateType}.`,
    )
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(certificateValue)
  } catch {
    throw new KmipError('InvalidField', 'The Certificate is unreadable.')
  }
  if (certificate.fingerprint256 === old.fingerprint256)
    throw new KmipError('InvalidField', 'The Certificate is already that of the connection.')
  if (certificate.subject !== old.subject)
    throw createRefusal('A client keeps its name: the Certificate has another one.')
  if (certificate.validFromDate > scope.now || certificate.validToDate <= scope.now)
    throw createRefusal('The Certificate is not valid now.')
  // A certificate without Extended Key Usage allows every purpose.
  if (certificate.keyUsage && !certificate.keyUsage.some((each) => purposes.includes(each)))
    throw createRefusal('The Certificate does not allow client authentication.')
  if (!(await credentials.isTrusted(certificate))) throw createRefusal('No trusted authority issued the Certificate.')
  const why = await credentials.findRefusal(certificate)
  if (why !== undefined) throw createRefusal(`The server refuses the Certificate: ${why}.`)
  if ((await scope.documents(createReplacementQuery(certificate))).length)
    throw createRefusal('The Certificate has already been replaced.')
  const object = createObject(toCertificateObject(certificate), [], 'registered', scope)
  return { certificate, objects: [object], uniqueIdentifier: object.uniqueIdentifier }
}

const createCredential = async (
  old: X509Certificate,
  credentials: ClientCredentials,
  generate: GenerateKeyPair,
  scope: Scope,
): Promise<NewCredential> => {
  requireCommonName(old)
  const pair = await generate('EC', 'P_256')
  const certificate = await issueCertificate(old, pair.publicKey, credentials, scope)
  const keys = createKeyPairObjects(
    pair,
    'EC',
    {
      ofPrivate: { given: attributeList({ cryptographicUsageMask: ['Sign'] }) },
      ofPublic: { given: attributeList({ cryptographicUsageMask: ['Verify'] }) },
    },
    scope,
  )
  const object = setLink(
    createObject(toCertificateObject(certificate), [], 'created', scope),
    'PublicKeyLink',
    keys.publicKey,
  )
  const publicKey = setLink(keys.publicKey, 'CertificateLink', object)
  const objects = [keys.privateKey, publicKey, object]
  return { certificate, objects, uniqueIdentifier: keys.privateKey.uniqueIdentifier }
}

/**
 * Gives the client a new certificate with the same name and revokes the current one. This connection stays open so that
 * the client can fetch the new objects. KMIP 2.1 §6.1.48.
 */
export const reProvision = ({
  clientCredentials: credentials,
  generateKeyPair,
}: Dependencies): Handler<typeof ReProvision> | undefined =>
  credentials && {
    operation: ReProvision,
    access: 'principals',
    asynchronous: 'never',
    target: 'none',
    async run({ certificateRequest, certificate }, scope) {
      if (certificateRequest && certificate)
        throw new KmipError('InvalidField', 'Give either a Certificate Request or a Certificate.')
      const peer = requirePeer(scope)
      await requireReplaceable(peer, credentials, scope)
      const old = peer.certificate
      const { objects, uniqueIdentifier } = certificateRequest
        ? await certifyRequest(certificateRequest, old, credentials, scope)
        : certificate
          ? await acceptCertificate(certificate, old, credentials, scope)
          : await createCredential(old, credentials, generateKeyPair, scope)
      return {
        payload: { uniqueIdentifier },
        changes: objects.map((object): Change => toCreation(object)),
        documents: [createReplacement(peer, scope.principal.id)],
      }
    },
  }
