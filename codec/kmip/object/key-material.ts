import type { Field } from '../../schema/field.ts'
import { bigInteger, bytes } from '../../schema/primitive.ts'
import type { ValueOf } from '../../schema/structure.ts'
import { structure } from '../define.ts'
import { RecommendedCurve } from '../enumeration/recommended-curve.ts'

const transparentSymmetricKey = structure('KeyMaterial', { key: bytes() })
/** Key Material of TransparentSymmetricKey. KMIP 1.4 §2.1.7, 2.1 §3.4. */
export interface TransparentSymmetricKey extends ValueOf<typeof transparentSymmetricKey> {}

const transparentDSAPrivateKey = structure('KeyMaterial', {
  p: bigInteger(),
  q: bigInteger(),
  g: bigInteger(),
  x: bigInteger(),
})
/** Key Material of TransparentDSAPrivateKey. KMIP 1.4 §2.1.7, 2.1 §3.5. */
export interface TransparentDSAPrivateKey extends ValueOf<typeof transparentDSAPrivateKey> {}

const transparentDSAPublicKey = structure('KeyMaterial', {
  p: bigInteger(),
  q: bigInteger(),
  g: bigInteger(),
  y: bigInteger(),
})
/** Key Material of TransparentDSAPublicKey. KMIP 1.4 §2.1.7, 2.1 §3.6. */
export interface TransparentDSAPublicKey extends ValueOf<typeof transparentDSAPublicKey> {}

const transparentRSAPrivateKey = structure('KeyMaterial', {
  modulus: bigInteger(),
  privateExponent: bigInteger().optional(),
  publicExponent: bigInteger().optional(),
  p: bigInteger().optional(),
  q: bigInteger().optional(),
  primeExponentP: bigInteger().optional(),
  primeExponentQ: bigInteger().optional(),
  crtCoefficient: bigInteger().optional(),
})
/** Key Material of TransparentRSAPrivateKey. KMIP 1.4 §2.1.7, 2.1 §3.7. */
export interface TransparentRSAPrivateKey extends ValueOf<typeof transparentRSAPrivateKey> {}

const transparentRSAPublicKey = structure('KeyMaterial', { modulus: bigInteger(), publicExponent: bigInteger() })
/** Key Material of TransparentRSAPublicKey. KMIP 1.4 §2.1.7, 2.1 §3.8. */
export interface TransparentRSAPublicKey extends ValueOf<typeof transparentRSAPublicKey> {}

const transparentDHPrivateKey = structure('KeyMaterial', {
  p: bigInteger(),
  q: bigInteger().optional(),
  g: bigInteger(),
  j: bigInteger().optional(),
  x: bigInteger(),
})
/** Key Material of TransparentDHPrivateKey. KMIP 1.4 §2.1.7, 2.1 §3.9. */
export interface TransparentDHPrivateKey extends ValueOf<typeof transparentDHPrivateKey> {}

const transparentDHPublicKey = structure('KeyMaterial', {
  p: bigInteger(),
  q: bigInteger().optional(),
  g: bigInteger(),
  j: bigInteger().optional(),
  y: bigInteger(),
})
/** Key Material of TransparentDHPublicKey. KMIP 1.4 §2.1.7, 2.1 §3.10. */
export interface TransparentDHPublicKey extends ValueOf<typeof transparentDHPublicKey> {}

const transparentECPrivateKey = structure('KeyMaterial', { recommendedCurve: RecommendedCurve, d: bigInteger() })
/** Key Material of TransparentECDSAPrivateKey, TransparentECDHPrivateKey, TransparentECMQVPrivateKey, TransparentECPrivateKey. KMIP 1.4 §2.1.7, 2.1 §3.11. */
export interface TransparentECPrivateKey extends ValueOf<typeof transparentECPrivateKey> {}

const transparentECPublicKey = structure('KeyMaterial', { recommendedCurve: RecommendedCurve, qString: bytes() })
/** Key Material of TransparentECDSAPublicKey, TransparentECDHPublicKey, TransparentECMQVPublicKey, TransparentECPublicKey. KMIP 1.4 §2.1.7, 2.1 §3.12. */
export interface TransparentECPublicKey extends ValueOf<typeof transparentECPublicKey> {}

/** Key Material that is a structure, by Key Format Type. */
export const transparentKeys: Readonly<Record<string, Field<any>>> = {
  TransparentSymmetricKey: transparentSymmetricKey,
  TransparentDSAPrivateKey: transparentDSAPrivateKey,
  TransparentDSAPublicKey: transparentDSAPublicKey,
  TransparentRSAPrivateKey: transparentRSAPrivateKey,
  TransparentRSAPublicKey: transparentRSAPublicKey,
  TransparentDHPrivateKey: transparentDHPrivateKey,
  TransparentDHPublicKey: transparentDHPublicKey,
  TransparentECDSAPrivateKey: transparentECPrivateKey,
  TransparentECDHPrivateKey: transparentECPrivateKey,
  TransparentECMQVPrivateKey: transparentECPrivateKey,
  TransparentECPrivateKey: transparentECPrivateKey,
  TransparentECDSAPublicKey: transparentECPublicKey,
  TransparentECDHPublicKey: transparentECPublicKey,
  TransparentECMQVPublicKey: transparentECPublicKey,
  TransparentECPublicKey: transparentECPublicKey,
}

export type TransparentKey =
  | TransparentSymmetricKey
  | TransparentDSAPrivateKey
  | TransparentDSAPublicKey
  | TransparentRSAPrivateKey
  | TransparentRSAPublicKey
  | TransparentDHPrivateKey
  | TransparentDHPublicKey
  | TransparentECPrivateKey
  | TransparentECPublicKey
