import { readChildren, readObjectIdentifier } from '../../codec/der/read-der.ts'

/** Parts of a certificate whose DER node:crypto does not expose (RFC 5280 §4.1). */
export interface CertificateParts {
  /** INTEGER, with its tag and length. */
  readonly serialNumber: Uint8Array
  /** Object identifier. */
  readonly signatureAlgorithm: string
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  /** SEQUENCE OF Extension. */
  readonly extensions: Uint8Array | undefined
}

/** @throws Error when the bytes are no certificate */
export const readCertificateParts = (der: Uint8Array): CertificateParts => {
  const fields = readChildren(readChildren(der)[0] ?? der)
  // Without the optional [0] version, the serial number comes first.
  const [serialNumber, signature, issuer, , subject] = fields[0]?.[0] === 0xa0 ? fields.slice(1) : fields
  if (!serialNumber || !signature || !issuer || !subject) throw new Error('no certificate')
  const [algorithm = signature] = readChildren(signature)
  const list = fields.find((field) => field[0] === 0xa3)
  return {
    serialNumber,
    signatureAlgorithm: readObjectIdentifier(algorithm),
    issuer,
    subject,
    extensions: list && readChildren(list)[0],
  }
}
