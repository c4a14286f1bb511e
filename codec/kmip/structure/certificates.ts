import type { Field } from '../../schema/field.ts'
import { bytes, text } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'

const certificateIdentifier = structure('CertificateIdentifier', {
  issuer: text(),
  /** Not for PGP. */
  serialNumber: text(),
})

/** Certificate Identifier. KMIP 1.0 §3.9, 1.2 §3.13, 1.4 §3.13. */
export interface CertificateIdentifier extends ValueOf<typeof certificateIdentifier> {}
export const CertificateIdentifier: Field<CertificateIdentifier> = certificateIdentifier

const certificateIssuer = structure('CertificateIssuer', {
  certificateIssuerDistinguishedName: text(),
  certificateIssuerAlternativeName: text().optional().many(),
})

/** Certificate Issuer. KMIP 1.0 §3.11, 1.2 §3.15, 1.4 §3.15. */
export interface CertificateIssuer extends ValueOf<typeof certificateIssuer> {}
export const CertificateIssuer: Field<CertificateIssuer> = certificateIssuer

const certificateSubject = structure('CertificateSubject', {
  /** May be empty. */
  certificateSubjectDistinguishedName: text(),
  certificateSubjectAlternativeName: text().optional().many(),
})

/** Certificate Subject. KMIP 1.0 §3.10, 1.2 §3.14, 1.4 §3.14. */
export interface CertificateSubject extends ValueOf<typeof certificateSubject> {}
export const CertificateSubject: Field<CertificateSubject> = certificateSubject

const x_509CertificateIdentifier = structure('X_509CertificateIdentifier', {
  issuerDistinguishedName: bytes(),
  certificateSerialNumber: bytes(),
})

/** X#509 Certificate Identifier. KMIP 1.2 §3.10, 1.4 §3.10, 2.1 §4.61. */
export interface X_509CertificateIdentifier extends ValueOf<typeof x_509CertificateIdentifier> {}
export const X_509CertificateIdentifier: Field<X_509CertificateIdentifier> = x_509CertificateIdentifier

const x_509CertificateIssuer = structure('X_509CertificateIssuer', {
  issuerDistinguishedName: bytes(),
  issuerAlternativeName: bytes().optional().many(),
})

/** X#509 Certificate Issuer. KMIP 1.2 §3.12, 1.4 §3.12, 2.1 §4.62. */
export interface X_509CertificateIssuer extends ValueOf<typeof x_509CertificateIssuer> {}
export const X_509CertificateIssuer: Field<X_509CertificateIssuer> = x_509CertificateIssuer

const x_509CertificateSubject = structure('X_509CertificateSubject', {
  /** May be empty. */
  subjectDistinguishedName: bytes(),
  /** Required when the distinguished name is empty. */
  subjectAlternativeName: bytes().optional().many(),
})

/** X#509 Certificate Subject. KMIP 1.2 §3.11, 1.4 §3.11, 2.1 §4.63. */
export interface X_509CertificateSubject extends ValueOf<typeof x_509CertificateSubject> {}
export const X_509CertificateSubject: Field<X_509CertificateSubject> = x_509CertificateSubject
