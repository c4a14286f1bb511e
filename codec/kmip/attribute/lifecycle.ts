import { dateTime, interval, longInteger } from '../../schema/primitive.ts'
import { State } from '../enumeration/attributes.ts'
import { DeactivationReason, RevocationReason, UsageLimits } from '../structure/attributes.ts'
import { attribute } from './declare.ts'

/** Lifecycle attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const lifecycleAttributes = {
  /** KMIP 1.4 §3.24, 2.1 §4.1. */
  ActivationDate: attribute('Activation Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: 'whilePreActive',
      modifiableByClient: 'whilePreActive',
      appliesTo: [
        'Certificate',
        'SymmetricKey',
        'PublicKey',
        'PrivateKey',
        'SplitKey',
        'SecretData',
        'PGPKey',
        'Template',
      ],
    },
    v2: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: 'whilePreActive',
      modifiableByClient: 'whilePreActive',
    },
  }),
  /** KMIP 1.4 §3.32, 2.1 §4.5. */
  ArchiveDate: attribute('Archive Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  CertifyCounter: attribute('Certify Counter', longInteger(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.30, 2.1 §4.10. */
  CompromiseDate: attribute('Compromise Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server'],
      appliesTo: [
        'Certificate',
        'SymmetricKey',
        'PublicKey',
        'PrivateKey',
        'SplitKey',
        'SecretData',
        'PGPKey',
        'OpaqueObject',
      ],
    },
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.29, 2.1 §4.11. */
  CompromiseOccurrenceDate: attribute('Compromise Occurrence Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server'],
      appliesTo: [
        'Certificate',
        'SymmetricKey',
        'PublicKey',
        'PrivateKey',
        'SplitKey',
        'SecretData',
        'PGPKey',
        'OpaqueObject',
      ],
    },
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.27, 2.1 §4.18. */
  DeactivationDate: attribute('Deactivation Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: 'whileUsable',
      modifiableByClient: 'whileUsable',
      appliesTo: [
        'Certificate',
        'SymmetricKey',
        'PublicKey',
        'PrivateKey',
        'SplitKey',
        'SecretData',
        'PGPKey',
        'Template',
      ],
    },
    v2: { initiallySetBy: ['server', 'client'], modifiableByServer: 'whileUsable', modifiableByClient: 'whileUsable' },
  }),
  DeactivationReason: attribute('Deactivation Reason', DeactivationReason, {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: {},
  }),
  DecryptCounter: attribute('Decrypt Counter', longInteger(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.28, 2.1 §4.20. */
  DestroyDate: attribute('Destroy Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server'],
      appliesTo: [
        'Certificate',
        'SymmetricKey',
        'PublicKey',
        'PrivateKey',
        'SplitKey',
        'SecretData',
        'PGPKey',
        'OpaqueObject',
      ],
    },
    v2: { initiallySetBy: ['server'] },
  }),
  EncryptCounter: attribute('Encrypt Counter', longInteger(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.23, 2.1 §4.25. */
  InitialDate: attribute('Initial Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.38, 2.1 §4.29. */
  LastChangeDate: attribute('Last Change Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.20, 2.1 §4.30. */
  LeaseTime: attribute('Lease Time', interval(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    // The rules table of 1.2 names the cryptographic objects; the published cases show it for every object (TC-312-12).
    v2: { initiallySetBy: ['server'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.43, 2.1 §4.38. */
  OriginalCreationDate: attribute('Original Creation Date', dateTime(), {
    since: '1.2',
    onReplacement: 'own',
    describes: 'object',
    v2: { initiallySetBy: ['client', 'server'] },
  }),
  /** KMIP 1.4 §3.25, 2.1 §4.40. */
  ProcessStartDate: attribute('Process Start Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: 'whileAhead',
      modifiableByClient: 'whileAhead',
      // The rules table names no asymmetric keys; the published cases do (CS-AC-M-8-14).
      appliesTo: ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'Template'],
    },
    v2: { initiallySetBy: ['server', 'client'], modifiableByServer: 'whileAhead', modifiableByClient: 'whileAhead' },
  }),
  /** KMIP 1.4 §3.26, 2.1 §4.41. */
  ProtectStopDate: attribute('Protect Stop Date', dateTime(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: 'whileAhead',
      modifiableByClient: 'whileAhead',
      // The rules table names no asymmetric keys; the published cases do (CS-AC-M-8-14).
      appliesTo: ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'Template'],
    },
    v2: { initiallySetBy: ['server', 'client'], modifiableByServer: 'whileAhead', modifiableByClient: 'whileAhead' },
  }),
  /** KMIP 2.1 §4.43. */
  ProtectionPeriod: attribute('Protection Period', interval(), {
    since: '2.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true },
  }),
  /** KMIP 1.4 §3.31, 2.1 §4.47. */
  RevocationReason: attribute('Revocation Reason', RevocationReason, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server'],
      modifiableByServer: true,
      appliesTo: [
        'Certificate',
        'SymmetricKey',
        'PublicKey',
        'PrivateKey',
        'SplitKey',
        'SecretData',
        'PGPKey',
        'OpaqueObject',
      ],
    },
    v2: { initiallySetBy: ['server'], modifiableByServer: true },
  }),
  SignCounter: attribute('Sign Counter', longInteger(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  SignatureVerifyCounter: attribute('Signature Verify Counter', longInteger(), {
    since: '3.0',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.22, 2.1 §4.57. */
  State: attribute('State', State, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      alwaysHasValue: true,
      initiallySetBy: ['server'],
      modifiableByServer: true,
      appliesTo: ['Certificate', 'SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'SecretData', 'PGPKey'],
    },
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.21, 2.1 §4.59. */
  UsageLimits: attribute('Usage Limits', UsageLimits, {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: true,
      modifiableByClient: 'beforeFirstUse',
      deletableByClient: 'beforeFirstUse',
      appliesTo: ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'PGPKey', 'Template'],
    },
    v2: {
      initiallySetBy: ['server', 'client'],
      modifiableByServer: true,
      modifiableByClient: 'beforeFirstUse',
      deletableByClient: 'beforeFirstUse',
    },
  }),
} as const
