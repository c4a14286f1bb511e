import { X509Certificate } from 'node:crypto'
import { type Element, valueAt } from './element.ts'
import type { RunState, Scope } from './run-state.ts'

/** DER of an INTEGER, without its tag and length, as upper-case hex. */
const integerContent = (der: string): string => der.slice(4).replace(/^00/, '').toUpperCase()

const parseCertificate = (hex: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(Buffer.from(hex, 'hex'))
  } catch {
    return undefined
  }
}

const findCertificateProblem = (expected: Element, actual: Element): string | undefined => {
  const [wanted, got] = [parseCertificate(expected.value), parseCertificate(actual.value)]
  if (!wanted || !got) return 'is no certificate'
  if (got.subject !== wanted.subject) return `is for ${got.subject}, expected ${wanted.subject}`
  if (got.issuer !== wanted.issuer) return `is of ${got.issuer}, expected ${wanted.issuer}`
  if (!got.publicKey.equals(wanted.publicKey)) return 'is for another public key'
  return got.validToDate > got.validFromDate ? undefined : 'is never valid'
}

/** What a certificate's attribute should be; undefined while no Get has shown the certificate. */
const wantedOf = (field: string, hex: string | undefined): string | undefined => {
  const certificate = hex === undefined ? undefined : parseCertificate(hex)
  if (!certificate || hex === undefined) return undefined
  return field === 'CertificateLength' ? String(hex.length / 2) : certificate.serialNumber
}

/**
 * Judges what depends on a certificate that the server made: the certificate itself, its length and its serial number
 * (README of the cases: they may differ). Undefined where the printed value counts.
 */
export const checkCertificate = (
  state: RunState,
  scope: Scope,
  expected: Element,
  actual: Element,
  field: string,
): { readonly problem?: string } | undefined => {
  const known = state.ring.get(valueAt(scope.answered, 'UniqueIdentifier') ?? '')
  if (!known?.generated) return undefined
  const verdict = (problem: string | undefined) => (problem ? { problem } : {})
  if (field === 'CertificateValue') return verdict(findCertificateProblem(expected, actual))
  if (!['CertificateLength', 'SerialNumber', 'CertificateSerialNumber'].includes(field)) return undefined
  const value = field === 'CertificateSerialNumber' ? integerContent(actual.value) : actual.value
  const wanted = wantedOf(field, known.certificate)
  if (wanted !== undefined) return verdict(value === wanted ? undefined : `expected ${wanted}, got ${value}`)
  return verdict(/^([0-9A-F]{2}){8,20}$/.test(value) ? undefined : `${value} is no serial number`)
}
