import { boolean, integer } from '../../schema/primitive.ts'
import { NISTKeyType, ProtectionLevel } from '../enumeration/attributes.ts'
import { CryptographicAlgorithm } from '../enumeration/cryptographic-algorithm.ts'
import { KeyFormatType, OpaqueDataType, SplitKeyPolynomial } from '../enumeration/objects.ts'
import { CryptographicUsageMask, ProtectionStorageMask } from '../mask.ts'
import { KeyValueLocation } from '../structure/attributes.ts'
import {
  CryptographicDomainParameters,
  CryptographicParameters,
  Digest,
  RNGParameters,
} from '../structure/cryptography.ts'
import { attribute } from './declare.ts'

/** Cryptographic attributes and their rules (KMIP 1.4 §3, 2.1 §4). */
export const cryptographicAttributes = {
  /** KMIP 1.4 §3.49, 2.1 §4.3. */
  AlwaysSensitive: attribute('Always Sensitive', boolean(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.4, 2.1 §4.13. */
  CryptographicAlgorithm: attribute('Cryptographic Algorithm', CryptographicAlgorithm, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'material',
    v1: {
      alwaysHasValue: true,
      initiallySetBy: ['server'],
      appliesTo: ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'PGPKey', 'Certificate', 'Template'],
    },
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.7, 2.1 §4.14. */
  CryptographicDomainParameters: attribute('Cryptographic Domain Parameters', CryptographicDomainParameters, {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v1: { initiallySetBy: ['client'], appliesTo: ['PublicKey', 'PrivateKey', 'Template'] },
    v2: { initiallySetBy: ['client'], appliesTo: ['PublicKey', 'PrivateKey'] },
  }),
  /** KMIP 1.4 §3.5, 2.1 §4.15. */
  CryptographicLength: attribute('Cryptographic Length', integer(), {
    since: '1.0',
    onReplacement: 'own',
    describes: 'material',
    v1: {
      alwaysHasValue: true,
      initiallySetBy: ['server'],
      appliesTo: ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'PGPKey', 'Certificate', 'Template'],
    },
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.6, 2.1 §4.16. */
  CryptographicParameters: attribute('Cryptographic Parameters', CryptographicParameters, {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['client'],
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
      appliesTo: ['SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'PGPKey', 'Certificate', 'Template'],
    },
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true, multiInstance: true },
  }),
  /** KMIP 1.4 §3.19, 2.1 §4.17. */
  CryptographicUsageMask: attribute('Cryptographic Usage Mask', CryptographicUsageMask, {
    since: '1.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v1: {
      alwaysHasValue: true,
      initiallySetBy: ['server', 'client'],
      modifiableByServer: true,
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
    v2: { initiallySetBy: ['server', 'client'], modifiableByServer: true },
  }),
  /** KMIP 1.4 §3.17, 2.1 §4.21. */
  Digest: attribute('Digest', Digest, {
    since: '1.0',
    onReplacement: 'own',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['server'],
      multiInstance: true,
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
    v2: { initiallySetBy: ['server'], multiInstance: true },
  }),
  /** KMIP 1.4 §3.50, 2.1 §4.23. */
  Extractable: attribute('Extractable', boolean(), {
    since: '1.4',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      alwaysHasValue: true,
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
    },
  }),
  /** KMIP 2.1 §4.26. */
  KeyFormatType: attribute('Key Format Type', KeyFormatType, {
    since: '2.0',
    onReplacement: 'own',
    describes: 'object',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.42, 2.1 §4.27. */
  KeyValueLocation: attribute('Key Value Location', KeyValueLocation, {
    since: '1.2',
    onReplacement: 'inherited',
    describes: 'nothing',
    v1: {
      initiallySetBy: ['client'],
      modifiableByClient: true,
      deletableByClient: true,
      multiInstance: true,
      appliesTo: ['SymmetricKey', 'PrivateKey', 'SplitKey', 'SecretData'],
    },
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true, multiInstance: true },
  }),
  /** KMIP 1.4 §3.41, 2.1 §4.28. */
  KeyValuePresent: attribute('Key Value Present', boolean(), {
    since: '1.2',
    onReplacement: 'inherited',
    describes: 'nothing',
    v1: { initiallySetBy: ['server'], appliesTo: ['SymmetricKey', 'PrivateKey', 'SplitKey', 'SecretData'] },
    v2: { initiallySetBy: ['server'] },
  }),
  /** KMIP 1.4 §3.51, 2.1 §4.33. */
  NeverExtractable: attribute('Never Extractable', boolean(), {
    since: '1.4',
    onReplacement: 'own',
    describes: 'nothing',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], modifiableByServer: true },
  }),
  /** KMIP 2.1 §4.34. */
  NISTKeyType: attribute('NIST Key Type', NISTKeyType, {
    since: '2.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client'], multiInstance: true },
  }),
  NISTSecurityCategory: attribute('NIST Security Category', integer(), {
    since: '3.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {},
  }),
  /** KMIP 2.1 §4.37. */
  OpaqueDataType: attribute('Opaque Data Type', OpaqueDataType, {
    since: '2.0',
    onReplacement: 'inherited',
    describes: 'object',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'], appliesTo: ['OpaqueObject'] },
  }),
  /** KMIP 2.1 §4.42. */
  ProtectionLevel: attribute('Protection Level', ProtectionLevel, {
    since: '2.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true },
  }),
  /** KMIP 2.1 §4.44. */
  ProtectionStorageMask: attribute('Protection Storage Mask', ProtectionStorageMask, {
    since: '2.0',
    onReplacement: 'own',
    describes: 'object',
    v2: { alwaysHasValue: true, initiallySetBy: ['server'] },
  }),
  /** KMIP 2.1 §4.45. */
  QuantumSafe: attribute('Quantum Safe', boolean(), {
    since: '2.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: { initiallySetBy: ['client'], modifiableByClient: true, deletableByClient: true },
  }),
  /** KMIP 1.4 §3.44, 2.1 §4.46. */
  RandomNumberGenerator: attribute('Random Number Generator', RNGParameters, {
    since: '1.3',
    onReplacement: 'own',
    describes: 'object',
    v2: { initiallySetBy: ['client', 'server'] },
  }),
  /** KMIP 1.4 §3.48, 2.1 §4.55. */
  Sensitive: attribute('Sensitive', boolean(), {
    since: '1.4',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {
      alwaysHasValue: true,
      initiallySetBy: ['client', 'server'],
      modifiableByServer: true,
      modifiableByClient: true,
    },
  }),
  SplitKeyPolynomial: attribute('Split Key Polynomial', SplitKeyPolynomial, {
    since: '3.0',
    onReplacement: 'inherited',
    describes: 'nothing',
    v2: {},
  }),
} as const
