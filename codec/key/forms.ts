/**
 * Key Format Types that this folder reads and makes. KMIP 1.4 §2.1.3, §2.1.7, 2.1 §3.1–3.12. The ECDSA, ECDH and ECMQV
 * names (to 1.4, deprecated since 1.3) have the shape of the EC names.
 */
export type ByteKeyFormatType = 'Raw' | 'Opaque' | 'PKCS_1' | 'PKCS_8' | 'X_509' | 'ECPrivateKey'

export type TransparentKeyFormatType =
  | 'TransparentSymmetricKey'
  | 'TransparentDSAPrivateKey'
  | 'TransparentDSAPublicKey'
  | 'TransparentRSAPrivateKey'
  | 'TransparentRSAPublicKey'
  | 'TransparentECPrivateKey'
  | 'TransparentECPublicKey'
  | 'TransparentECDSAPrivateKey'
  | 'TransparentECDSAPublicKey'
  | 'TransparentECDHPrivateKey'
  | 'TransparentECDHPublicKey'
  | 'TransparentECMQVPrivateKey'
  | 'TransparentECMQVPublicKey'

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

/** What is read of a Key Block; a wrapped one has bytes as its Key Value. */
export interface KeyBlockForm {
  readonly keyFormatType: string
  readonly keyValue?: Uint8Array | { readonly keyMaterial: Uint8Array | TransparentKeyMaterial } | undefined
  readonly cryptographicAlgorithm?: string | undefined
  readonly cryptographicLength?: number | undefined
  readonly keyWrappingData?: object | undefined
}

interface WithKeyBlock {
  readonly keyBlock: KeyBlockForm
}

/** The managed objects that hold a key, as they stand in a payload: one of these keys is there. KMIP 1.4 §2.2. */
export interface KeyMaterialForms {
  readonly symmetricKey?: WithKeyBlock | undefined
  readonly privateKey?: WithKeyBlock | undefined
  readonly publicKey?: WithKeyBlock | undefined
  readonly secretData?: WithKeyBlock | undefined
  readonly certificate?: { readonly certificateType?: string; readonly certificateValue: Uint8Array } | undefined
}

/** The Key Material of each format that {@link fromKeyObject} makes. */
export type KeyMaterialOf<F extends ReadableKeyFormatType> = F extends ByteKeyFormatType
  ? Uint8Array
  : TransparentKeyMaterial

/** A Key Block that {@link fromKeyObject} made. */
export interface MadeKeyBlock<F extends ReadableKeyFormatType, A extends string> {
  keyFormatType: F
  keyValue: { keyMaterial: KeyMaterialOf<F> }
  cryptographicAlgorithm?: A
  cryptographicLength?: number
}
