import { createPublicKey, type KeyObject } from 'node:crypto'
import { readChildren, readContent, readObjectIdentifier } from '../../codec/der/read-der.ts'
import { verbatim } from '../../codec/der/write-der.ts'
import { type CertificateRequestType, KmipError } from '../../codec/index.ts'
import { isProofOfPossession } from './proof-of-possession.ts'
import { type RequestedExtensions, readRequestedExtensions } from './requested-extensions.ts'

/** The content of a certificate request. Its signature proves that the sender has the private key. */
export interface CertificationRequest {
  /** Name, DER. */
  readonly subject: Uint8Array
  readonly publicKey: KeyObject
  readonly extensions: RequestedExtensions
}

/** Maximum bytes of a request. */
const maximumBytes = 65_536

const createInvalidError = (what: string): KmipError => new KmipError('InvalidCSR', `The certificate request ${what}.`)

const readPublicKey = (spki: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })

const extensionRequest = '1.2.840.113549.1.9.14'

/** Reads PKCS#10 (RFC 2986 §4). */
const readPkcs10 = (der: Uint8Array): CertificationRequest => {
  const [info, algorithm, signature] = der[0] === 0x30 ? readChildren(der) : []
  if (!info || !algorithm || signature?.[0] !== 0x03) throw createInvalidError('is not a PKCS#10 request')
  const [, subject, spki, attributes] = readChildren(info)
  if (subject?.[0] !== 0x30 || !spki) throw createInvalidError('is not a PKCS#10 request')
  const publicKey = readPublicKey(spki)
  if (!isProofOfPossession(publicKey, info, algorithm, signature))
    throw createInvalidError('is not signed by the key in it')
  const lists = (attributes ? readChildren(attributes) : []).flatMap((attribute) => {
    const [id, values] = readChildren(attribute)
    return id && values && readObjectIdentifier(id) === extensionRequest ? readChildren(values) : []
  })
  if (lists.length > 1) throw createInvalidError('has more than one extension request')
  return { subject, publicKey, extensions: readRequestedExtensions(lists[0]) }
}

const armour = /-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END \1?CERTIFICATE REQUEST-----/

const readPem = (bytes: Uint8Array): CertificationRequest => {
  const base64 = armour.exec(Buffer.from(bytes).toString('latin1'))?.[2]
  if (base64 === undefined) throw createInvalidError('is not PEM with a CERTIFICATE REQUEST')
  return readPkcs10(Buffer.from(base64, 'base64'))
}

/** Turns `[number] IMPLICIT SEQUENCE` into a SEQUENCE. */
const toSequence = (tagged: Uint8Array): Uint8Array => {
  const sequence = Uint8Array.from(tagged)
  sequence[0] = 0x30
  return sequence
}

/** Reads CRMF with one request, signed by the key in it (RFC 4211 §3, §4.1). */
const readCrmf = (der: Uint8Array): CertificationRequest => {
  const [message, second] = readChildren(der)
  if (!message || second) throw createInvalidError('must hold one CRMF request message')
  const [request, proof] = readChildren(message)
  if (!request) throw createInvalidError('is not a CRMF request message')
  const [, template] = readChildren(request)
  const findField = (number: number) =>
    (template ? readChildren(template) : []).find((each) => (each[0] ?? 0) === 0xa0 + number)
  const [subject, spki, extensions] = [findField(5), findField(6), findField(9)]
  if (!subject || !spki) throw createInvalidError('needs a subject and a public key in its template')
  const publicKey = readPublicKey(toSequence(spki))
  // POPOSigningKey without poposkInput signs the request.
  const signing = proof?.[0] === 0xa1 ? readChildren(toSequence(proof)) : []
  const [algorithm, signature] = signing
  if (algorithm?.[0] !== 0x30 || signature?.[0] !== 0x03) throw createInvalidError('must be signed by the key in it')
  if (!isProofOfPossession(publicKey, request, algorithm, signature))
    throw createInvalidError('is not signed by the key in it')
  return {
    subject: readContent(subject),
    publicKey,
    extensions: readRequestedExtensions(extensions && toSequence(extensions)),
  }
}

const readers: Readonly<Partial<Record<CertificateRequestType, (bytes: Uint8Array) => CertificationRequest>>> = {
  PKCS_10: readPkcs10,
  PEM: readPem,
  CRMF: readCrmf,
}

/**
 * Reads a certificate request and verifies that the key in it signed it (KMIP 2.1 §11.8).
 *
 * @throws KmipError InvalidCSR for an unreadable or unsigned request; FeatureNotSupported for another type;
 *   PermissionDenied for extensions that the server does not issue
 */
export const readCertificationRequest = (type: CertificateRequestType, bytes: Uint8Array): CertificationRequest => {
  const read = readers[type]
  if (!read)
    throw new KmipError(
      'FeatureNotSupported',
      `The server supports certificate requests in PKCS#10, PEM and CRMF, not ${type}.`,
    )
  if (bytes.length > maximumBytes) throw createInvalidError(`is longer than ${maximumBytes} bytes`)
  try {
    const request = read(bytes)
    verbatim(request.subject)
    return request
  } catch (error) {
    if (error instanceof KmipError) throw error
    throw createInvalidError('is unreadable')
  }
}
