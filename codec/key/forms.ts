import type { CurveId } from './curve.ts'

/**
 * Key Format Types that this folder reads and makes. KMIP 1.4 §2.1.3, §2.1.7, 2.1 §3.1–3.12. The ECDSA, ECDH and ECMQV
 * names (to 1.4, deprecated since 1.3) have the shape of the EC names.
 */
export type ByteKeyFormatType = 'Raw' | 'Opaque' | 'PKCS_1' | 'PKCS_8' | 'X_509' | 'ECPrivateKey'

export type TransparentKeyFormatType = keyof TransparentForms

export type ReadableKeyFormatType = ByteKeyFormatType | TransparentKeyFormatType

/** Every field of every Transparent Key structure; which of them are there depends on the Key Format Type. */
export interface TransparentKeyMaterial {
  readonly key?: Uint8Array | undefined
  readonly p?: bigint | undefined
  readonly q?: bigint | undefined
  readonly g?: bigint | undefined
  readonly x?: bigint | undefined
  readonly y?: bigint | undefined
  readonly modulus?: bigint | undefined
  readonly privateExponent?: bigint | undefined
  readonly publicExponent?: bigint | undefined
  readonly primeExponentP?: bigint | undefined
  readonly primeExponentQ?: bigint | undefined
  readonly crtCoefficient?: bigint | undefined
  readonly recommendedCurve?: string | undefined
  readonly d?: bigint | undefined
  readonly qString?: Uint8Array | undefined
}

interface ECPrivateForm {
  readonly recommendedCurve: CurveId
  readonly d: bigint
}

interface ECPublicForm {
  readonly recommendedCurve: CurveId
  /** The uncompressed point. */
  readonly qString: Uint8Array
}

interface TransparentForms {
  TransparentSymmetricKey: { readonly key: Uint8Array }
  TransparentDSAPrivateKey: { readonly p: bigint; readonly q: bigint; readonly g: bigint; readonly x: bigint }
  TransparentDSAPublicKey: { readonly p: bigint; readonly q: bigint; readonly g: bigint; readonly y: bigint }
  TransparentDHPrivateKey: { readonly p: bigint; readonly g: bigint; readonly x: bigint }
  TransparentDHPublicKey: { readonly p: bigint; readonly g: bigint; readonly y: bigint }
  TransparentRSAPrivateKey: RsaComponents
  TransparentRSAPublicKey: { readonly modulus: bigint; readonly publicExponent: bigint }
  TransparentECPrivateKey: ECPrivateForm
  TransparentECPublicKey: ECPublicForm
  TransparentECDSAPrivateKey: ECPrivateForm
  TransparentECDSAPublicKey: ECPublicForm
  TransparentECDHPrivateKey: ECPrivateForm
  TransparentECDHPublicKey: ECPublicForm
  TransparentECMQVPrivateKey: ECPrivateForm
  TransparentECMQVPublicKey: ECPublicForm
}

/** The Key Material of each format that {@link fromKeyObject} makes. */
export type KeyMaterialOf<F extends ReadableKeyFormatType> = F extends TransparentKeyFormatType
  ? TransparentForms[F]
  : Uint8Array

/** All numbers of an RSA private key. RFC 8017 §3.2. */
export interface RsaComponents {
  readonly modulus: bigint
  readonly privateExponent: bigint
  readonly publicExponent: bigint
  readonly p: bigint
  readonly q: bigint
  readonly primeExponentP: bigint
  readonly primeExponentQ: bigint
  readonly crtCoefficient: bigint
}

/** A Key Block that {@link fromKeyObject} made. */
export interface MadeKeyBlock<F extends ReadableKeyFormatType, A extends string> {
  keyFormatType: F
  keyValue: { keyMaterial: KeyMaterialOf<F> }
  cryptographicAlgorithm?: A
  cryptographicLength?: number
}
