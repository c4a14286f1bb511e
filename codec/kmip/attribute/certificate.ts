import { bytes, integer, text } from '../../schema/primitive.ts'
import { CertificateType } from '../enumeration/certificates.ts'
import { DigitalSignatureAlgorithm } from '../enumeration/cryptography.ts'
import {
  CertificateIdentifier,
  CertificateIssuer,
  CertificateSubject,
  X_509CertificateIdentifier,
  X_509CertificateIssuer,
  X_509CertificateSubject,
} from '../structure/certificates.ts'
import { UniqueIdentifier } from '../structure/unique-identifier.ts'
import { attribute } from './declare.ts'

/** Certificate attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const certificateAttributes = {
  /** KMIP 1.4 §3.13. */
  CertificateIdentifier: attribute('Certificate Identifier', CertificateIdentifier, {
    since: '1.0',
    until: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  /** KMIP 1.4 §3.15. */
  CertificateIssuer: attribute('Certificate Issuer', CertificateIssuer, {
    since: '1.0',
    until: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerC: attribute('Certificate Issuer C', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerCN: attribute('Certificate Issuer CN', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerDC: attribute('Certificate Issuer DC', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateIssuerDN: attribute('Certificate Issuer DN', bytes(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {},
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerDNQualifier: attribute('Certificate Issuer DN Qualifier', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerEmail: attribute('Certificate Issuer Email', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerL: attribute('Certificate Issuer L', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerO: attribute('Certificate Issuer O', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerOU: attribute('Certificate Issuer OU', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerSerialNumber: attribute('Certificate Issuer Serial Number', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerST: attribute('Certificate Issuer ST', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerTitle: attribute('Certificate Issuer Title', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateIssuerUID: attribute('Certificate Issuer UID', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 1.4 §3.9, 2.1 §4.8. */
  CertificateLength: attribute('Certificate Length', integer(), {
    since: '1.1',
    onReplacement: 'own',
    describes: 'material',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  CertificateLink: attribute('Certificate Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  CertificateRequestLink: attribute('Certificate Request Link', UniqueIdentifier, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
      deletableByClient: true,
    },
  }),
  /** KMIP 1.4 §3.14. */
  CertificateSubject: attribute('Certificate Subject', CertificateSubject, {
    since: '1.0',
    until: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectC: attribute('Certificate Subject C', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectCN: attribute('Certificate Subject CN', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectDC: attribute('Certificate Subject DC', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  CertificateSubjectDN: attribute('Certificate Subject DN', bytes(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'subject',
    v2: {},
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectDNQualifier: attribute('Certificate Subject DN Qualifier', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectEmail: attribute('Certificate Subject Email', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectL: attribute('Certificate Subject L', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectO: attribute('Certificate Subject O', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectOU: attribute('Certificate Subject OU', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectSerialNumber: attribute('Certificate Subject Serial Number', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectST: attribute('Certificate Subject ST', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectTitle: attribute('Certificate Subject Title', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 2.1 §4.6. */
  CertificateSubjectUID: attribute('Certificate Subject UID', text(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'subject',
    v2: { initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate'] },
  }),
  /** KMIP 1.4 §3.8, 2.1 §4.7. */
  CertificateType: attribute('Certificate Type', CertificateType, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'material',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  /** KMIP 1.4 §3.16, 2.1 §4.22. */
  DigitalSignatureAlgorithm: attribute('Digital Signature Algorithm', DigitalSignatureAlgorithm, {
    since: '1.1',
    onReplacement: 'own',
    describes: 'material',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], multiInstance: true, appliesTo: ['Certificate', 'PGPKey'] },
  }),
  /** KMIP 1.4 §3.10, 2.1 §4.61. */
  X_509CertificateIdentifier: attribute('X.509 Certificate Identifier', X_509CertificateIdentifier, {
    since: '1.1',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  /** KMIP 1.4 §3.12, 2.1 §4.62. */
  X_509CertificateIssuer: attribute('X.509 Certificate Issuer', X_509CertificateIssuer, {
    since: '1.1',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
  /** KMIP 1.4 §3.11, 2.1 §4.63. */
  X_509CertificateSubject: attribute('X.509 Certificate Subject', X_509CertificateSubject, {
    since: '1.1',
    onReplacement: 'own',
    describes: 'subject',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['Certificate'] },
  }),
} as const
