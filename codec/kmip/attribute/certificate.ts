import { bytes, integer, text } from '../../schema/primitive.ts'
import { CertificateType } from '../enumeration/certificate-type.ts'
import { DigitalSignatureAlgorithm } from '../enumeration/digital-signature-algorithm.ts'
import { CertificateIdentifier } from '../structure/certificate-identifier.ts'
import { CertificateIssuer } from '../structure/certificate-issuer.ts'
import { CertificateSubject } from '../structure/certificate-subject.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'
import { X_509CertificateIdentifier } from '../structure/x-509-certificate-identifier.ts'
import { X_509CertificateIssuer } from '../structure/x-509-certificate-issuer.ts'
import { X_509CertificateSubject } from '../structure/x-509-certificate-subject.ts'
import { attribute } from './declare.ts'

/** Certificate attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const certificateAttributes = {
  CertificateIdentifier: attribute('Certificate Identifier', CertificateIdentifier, {
    since: '1.0',
    until: '1.4',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  CertificateIssuer: attribute('Certificate Issuer', CertificateIssuer, {
    since: '1.0',
    until: '1.4',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  CertificateIssuerC: attribute('Certificate Issuer C', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerCN: attribute('Certificate Issuer CN', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerDC: attribute('Certificate Issuer DC', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerDN: attribute('Certificate Issuer DN', bytes(), {
    since: '3.0',
    v2: {},
  }),
  CertificateIssuerDNQualifier: attribute('Certificate Issuer DN Qualifier', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerEmail: attribute('Certificate Issuer Email', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerL: attribute('Certificate Issuer L', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerO: attribute('Certificate Issuer O', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerOU: attribute('Certificate Issuer OU', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerSerialNumber: attribute('Certificate Issuer Serial Number', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerST: attribute('Certificate Issuer ST', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerTitle: attribute('Certificate Issuer Title', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerUID: attribute('Certificate Issuer UID', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateLength: attribute('Certificate Length', integer(), {
    since: '1.1',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  CertificateLink: attribute('Certificate Link', UniqueIdentifier, {
    since: '3.0',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  CertificateRequestLink: attribute('Certificate Request Link', UniqueIdentifier, {
    since: '3.0',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  CertificateSubject: attribute('Certificate Subject', CertificateSubject, {
    since: '1.0',
    until: '1.4',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  CertificateSubjectC: attribute('Certificate Subject C', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectCN: attribute('Certificate Subject CN', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectDC: attribute('Certificate Subject DC', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectDN: attribute('Certificate Subject DN', bytes(), {
    since: '3.0',
    v2: {},
  }),
  CertificateSubjectDNQualifier: attribute('Certificate Subject DN Qualifier', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectEmail: attribute('Certificate Subject Email', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectL: attribute('Certificate Subject L', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectO: attribute('Certificate Subject O', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectOU: attribute('Certificate Subject OU', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectSerialNumber: attribute('Certificate Subject Serial Number', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectST: attribute('Certificate Subject ST', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectTitle: attribute('Certificate Subject Title', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectUID: attribute('Certificate Subject UID', text(), {
    since: '1.4',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateType: attribute('Certificate Type', CertificateType, {
    since: '1.0',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  DigitalSignatureAlgorithm: attribute('Digital Signature Algorithm', DigitalSignatureAlgorithm, {
    since: '1.1',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate', 'PGPKey'] },
  }),
  X_509CertificateIdentifier: attribute('X.509 Certificate Identifier', X_509CertificateIdentifier, {
    since: '1.1',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  X_509CertificateIssuer: attribute('X.509 Certificate Issuer', X_509CertificateIssuer, {
    since: '1.1',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  X_509CertificateSubject: attribute('X.509 Certificate Subject', X_509CertificateSubject, {
    since: '1.1',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
} as const
