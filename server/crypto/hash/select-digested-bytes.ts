interface Block {
  readonly keyFormatType: string
  readonly keyValue?: Uint8Array | { readonly keyMaterial: Uint8Array | object } | undefined
  readonly keyWrappingData?: object | undefined
}

interface WithKeyBlock {
  readonly keyBlock: Block
}

/** A managed object as it stands in a payload: one of these keys is there. */
export interface DigestedObject {
  readonly symmetricKey?: WithKeyBlock | undefined
  readonly privateKey?: WithKeyBlock | undefined
  readonly publicKey?: WithKeyBlock | undefined
  readonly splitKey?: WithKeyBlock | undefined
  readonly secretData?: WithKeyBlock | undefined
  readonly pgpKey?: WithKeyBlock | undefined
  readonly certificate?: { readonly certificateValue: Uint8Array } | undefined
  readonly certificateRequest?: { readonly certificateRequestValue: Uint8Array } | undefined
  readonly opaqueObject?: { readonly opaqueDataValue: Uint8Array } | undefined
  readonly template?: object | undefined
}

/**
 * The bytes that the Digest attribute of an object is made of, and its Key Format Type (keys and secret data only):
 * Key Material that is a byte string as it is, a Key Material structure in TTLV, the Certificate Value, the Opaque Data
 * Value. KMIP 1.4 §3.17, 2.1 §4.21.
 *
 * @param encodeKeyMaterial - the TTLV encoding of a Key Material structure, from its tag on.
 * @returns `undefined` when the key material is absent or wrapped: there is no Digest then.
 */
export function selectDigestedBytes(
  object: DigestedObject,
  encodeKeyMaterial: (keyMaterial: object, keyFormatType: string) => Uint8Array,
): { bytes: Uint8Array; keyFormatType?: string } | undefined {
  const { certificate, certificateRequest, opaqueObject } = object
  if (certificate) return { bytes: certificate.certificateValue }
  if (certificateRequest) return { bytes: certificateRequest.certificateRequestValue }
  if (opaqueObject) return { bytes: opaqueObject.opaqueDataValue }
  const holder =
    object.symmetricKey ??
    object.privateKey ??
    object.publicKey ??
    object.secretData ??
    object.splitKey ??
    object.pgpKey
  if (!holder) return undefined
  const { keyFormatType, keyValue, keyWrappingData } = holder.keyBlock
  if (keyValue === undefined || keyValue instanceof Uint8Array || keyWrappingData !== undefined) return undefined
  const { keyMaterial } = keyValue
  const bytes = keyMaterial instanceof Uint8Array ? keyMaterial : encodeKeyMaterial(keyMaterial, keyFormatType)
  return { bytes, keyFormatType }
}
