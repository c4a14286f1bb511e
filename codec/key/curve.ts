/** One elliptic curve of Recommended Curve that node:crypto knows. */
export interface Curve {
  /** The name in OpenSSL. */
  readonly name: string
  /** Object identifier in dotted form. */
  readonly oid: string
  /** Size of the field in bits: the Cryptographic Length of its keys. */
  readonly bits: number
}

/** Recommended Curve id → curve. SEC 2 v2 §2–3, RFC 5639 §4, RFC 5480 §2.1.1.1; ids of KMIP 1.4 §9.1.3.2.5. */
export const curves = {
  P_192: { name: 'prime192v1', oid: '1.2.840.10045.3.1.1', bits: 192 },
  P_224: { name: 'secp224r1', oid: '1.3.132.0.33', bits: 224 },
  P_256: { name: 'prime256v1', oid: '1.2.840.10045.3.1.7', bits: 256 },
  P_384: { name: 'secp384r1', oid: '1.3.132.0.34', bits: 384 },
  P_521: { name: 'secp521r1', oid: '1.3.132.0.35', bits: 521 },
  K_163: { name: 'sect163k1', oid: '1.3.132.0.1', bits: 163 },
  B_163: { name: 'sect163r2', oid: '1.3.132.0.15', bits: 163 },
  K_233: { name: 'sect233k1', oid: '1.3.132.0.26', bits: 233 },
  B_233: { name: 'sect233r1', oid: '1.3.132.0.27', bits: 233 },
  K_283: { name: 'sect283k1', oid: '1.3.132.0.16', bits: 283 },
  B_283: { name: 'sect283r1', oid: '1.3.132.0.17', bits: 283 },
  K_409: { name: 'sect409k1', oid: '1.3.132.0.36', bits: 409 },
  B_409: { name: 'sect409r1', oid: '1.3.132.0.37', bits: 409 },
  K_571: { name: 'sect571k1', oid: '1.3.132.0.38', bits: 571 },
  B_571: { name: 'sect571r1', oid: '1.3.132.0.39', bits: 571 },
  SECP192K1: { name: 'secp192k1', oid: '1.3.132.0.31', bits: 192 },
  SECP224K1: { name: 'secp224k1', oid: '1.3.132.0.32', bits: 224 },
  SECP256K1: { name: 'secp256k1', oid: '1.3.132.0.10', bits: 256 },
  BRAINPOOLP160R1: { name: 'brainpoolP160r1', oid: '1.3.36.3.3.2.8.1.1.1', bits: 160 },
  BRAINPOOLP160T1: { name: 'brainpoolP160t1', oid: '1.3.36.3.3.2.8.1.1.2', bits: 160 },
  BRAINPOOLP192R1: { name: 'brainpoolP192r1', oid: '1.3.36.3.3.2.8.1.1.3', bits: 192 },
  BRAINPOOLP192T1: { name: 'brainpoolP192t1', oid: '1.3.36.3.3.2.8.1.1.4', bits: 192 },
  BRAINPOOLP224R1: { name: 'brainpoolP224r1', oid: '1.3.36.3.3.2.8.1.1.5', bits: 224 },
  BRAINPOOLP224T1: { name: 'brainpoolP224t1', oid: '1.3.36.3.3.2.8.1.1.6', bits: 224 },
  BRAINPOOLP256R1: { name: 'brainpoolP256r1', oid: '1.3.36.3.3.2.8.1.1.7', bits: 256 },
  BRAINPOOLP256T1: { name: 'brainpoolP256t1', oid: '1.3.36.3.3.2.8.1.1.8', bits: 256 },
  BRAINPOOLP320R1: { name: 'brainpoolP320r1', oid: '1.3.36.3.3.2.8.1.1.9', bits: 320 },
  BRAINPOOLP320T1: { name: 'brainpoolP320t1', oid: '1.3.36.3.3.2.8.1.1.10', bits: 320 },
  BRAINPOOLP384R1: { name: 'brainpoolP384r1', oid: '1.3.36.3.3.2.8.1.1.11', bits: 384 },
  BRAINPOOLP384T1: { name: 'brainpoolP384t1', oid: '1.3.36.3.3.2.8.1.1.12', bits: 384 },
  BRAINPOOLP512R1: { name: 'brainpoolP512r1', oid: '1.3.36.3.3.2.8.1.1.13', bits: 512 },
  BRAINPOOLP512T1: { name: 'brainpoolP512t1', oid: '1.3.36.3.3.2.8.1.1.14', bits: 512 },
} as const satisfies Record<string, Curve>

export type CurveId = keyof typeof curves

const idOfName = new Map<string, CurveId>()
for (const [id, curve] of Object.entries(curves)) idOfName.set(curve.name, id as CurveId)

/** The curve of a Recommended Curve id; `undefined` when it is none of {@link curves}. */
export const curveOf = (recommendedCurve: string): Curve | undefined =>
  Object.hasOwn(curves, recommendedCurve) ? curves[recommendedCurve as CurveId] : undefined

/** The Recommended Curve id of OpenSSL's name for a curve. */
export const curveIdOf = (name: string): CurveId | undefined => idOfName.get(name)
