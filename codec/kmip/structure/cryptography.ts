import type { Field } from '../../schema/field.ts'
import { boolean, bytes, integer } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { CryptographicAlgorithm } from '../enumeration/cryptographic-algorithm.ts'
import {
  BlockCipherMode,
  DigitalSignatureAlgorithm,
  HashingAlgorithm,
  KeyRoleType,
  MaskGenerator,
  PaddingMethod,
} from '../enumeration/cryptography.ts'
import { KeyFormatType } from '../enumeration/objects.ts'
import { DRBGAlgorithm, FIPS186Variation, RNGAlgorithm } from '../enumeration/random.ts'
import { RecommendedCurve } from '../enumeration/recommended-curve.ts'

const cryptographicDomainParameters = structure('CryptographicDomainParameters', {
  qlength: integer().optional(),
  recommendedCurve: RecommendedCurve.optional(),
})

/** Cryptographic Domain Parameters. KMIP 1.0 §3.7, 1.2 §3.7, 1.4 §3.7, 2.1 §4.14. */
export interface CryptographicDomainParameters extends ValueOf<typeof cryptographicDomainParameters> {}
export const CryptographicDomainParameters: Field<CryptographicDomainParameters> = cryptographicDomainParameters

const cryptographicParameters = structure('CryptographicParameters', {
  blockCipherMode: BlockCipherMode.optional(),
  paddingMethod: PaddingMethod.optional(),
  hashingAlgorithm: HashingAlgorithm.optional(),
  keyRoleType: KeyRoleType.optional(),
  digitalSignatureAlgorithm: DigitalSignatureAlgorithm.optional().since('1.2'),
  cryptographicAlgorithm: CryptographicAlgorithm.optional().since('1.2'),
  randomIV: boolean().optional().since('1.2'),
  /** Required when the mode has variable IV length. */
  ivLength: integer().optional().since('1.2'),
  /** Required for GCM. */
  tagLength: integer().optional().since('1.2'),
  fixedFieldLength: integer().optional().since('1.2'),
  invocationFieldLength: integer().optional().since('1.2'),
  counterLength: integer().optional().since('1.2'),
  initialCounterValue: integer().optional().since('1.2'),
  saltLength: integer().optional().since('1.4'),
  maskGenerator: MaskGenerator.optional().since('1.4'),
  maskGeneratorHashingAlgorithm: HashingAlgorithm.optional().since('1.4'),
  pSource: bytes().optional().since('1.4'),
  trailerField: integer().optional().since('1.4'),
})

/** Cryptographic Parameters. KMIP 1.0 §3.6, 1.2 §3.6, 1.4 §3.6, 2.1 §4.16. */
export interface CryptographicParameters extends ValueOf<typeof cryptographicParameters> {}
export const CryptographicParameters: Field<CryptographicParameters> = cryptographicParameters

const derivationParameters = structure('DerivationParameters', {
  /** Depends on the method. */
  cryptographicParameters: CryptographicParameters.optional(),
  initializationVector: bytes().optional(),
  /** Unless a Secret Data identifier is given. */
  derivationData: bytes().optional().many(),
  /** PBKDF2. */
  salt: bytes().optional(),
  /** PBKDF2. */
  iterationCount: integer().optional(),
})

/** Derivation Parameters. KMIP 2.1 §7.12. */
export interface DerivationParameters extends ValueOf<typeof derivationParameters> {}
export const DerivationParameters: Field<DerivationParameters> = derivationParameters

const digest = structure('Digest', {
  hashingAlgorithm: HashingAlgorithm,
  /** When the server can read the material or was given the digest. */
  digestValue: bytes(),
  /** Keys and secret data. */
  keyFormatType: KeyFormatType.optional().since('1.1'),
})

/** Digest. KMIP 1.0 §3.12, 1.2 §3.17, 1.4 §3.17, 2.1 §4.21. */
export interface Digest extends ValueOf<typeof digest> {}
export const Digest: Field<Digest> = digest

const rngParameters = structure('RNGParameters', {
  rngAlgorithm: RNGAlgorithm,
  cryptographicAlgorithm: CryptographicAlgorithm.optional(),
  cryptographicLength: integer().optional(),
  hashingAlgorithm: HashingAlgorithm.optional(),
  drbgAlgorithm: DRBGAlgorithm.optional(),
  recommendedCurve: RecommendedCurve.optional(),
  fips186Variation: FIPS186Variation.optional(),
  predictionResistance: boolean().optional(),
})

/** RNGParameters. KMIP 1.4 §2.1.18, 2.1 §7.36. */
export interface RNGParameters extends ValueOf<typeof rngParameters> {}
export const RNGParameters: Field<RNGParameters> = rngParameters
