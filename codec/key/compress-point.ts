import { ECDH, type KeyObject } from 'node:crypto'
import { readBitString, readChildren } from '../der/read-der.ts'
import { bitString, encodeDer, sequence, verbatim } from '../der/write-der.ts'
import type { TransparentECPublicKey } from '../kmip/object/key-material.ts'
import { curveIdOf } from './curve.ts'
import { KeyFormatError } from './key-format-error.ts'

/** Key Compression Type → point form of OpenSSL, and the kind of curve it is for. KMIP 1.4 §9.1.3.2.2, 2.1 §11.24. */
const forms = {
  ECPublicKeyTypeUncompressed: { form: 'uncompressed' },
  ECPublicKeyTypeX9_62CompressedPrime: { form: 'compressed', binary: false },
  ECPublicKeyTypeX9_62CompressedChar2: { form: 'compressed', binary: true },
  ECPublicKeyTypeX9_62Hybrid: { form: 'hybrid' },
} as const satisfies Record<string, { form: 'uncompressed' | 'compressed' | 'hybrid'; binary?: boolean }>

const isBinary = (curve: string): boolean => /^[KB]_/.test(curveIdOf(curve) ?? '')

const selectForm = (keyCompressionType: string, curve: string) => {
  const found = Object.hasOwn(forms, keyCompressionType) ? forms[keyCompressionType as keyof typeof forms] : undefined
  if (!found || ('binary' in found && found.binary !== isBinary(curve)))
    throw new KeyFormatError(
      'KeyCompressionTypeNotSupported',
      `The Key Compression Type ${keyCompressionType} is not for a point of ${curveIdOf(curve) ?? 'this curve'}.`,
    )
  return found.form
}

/**
 * The Key Material of a public key of an elliptic curve, X.509 or transparent, with its point in a Key Compression Type;
 * `undefined` for other keys and formats, which have no point. KMIP 1.4 §2.1.3, 2.1 §3.1.
 *
 * @throws {KeyFormatError} `KeyCompressionTypeNotSupported` for a type that is not for the curve
 */
export function compressPoint(
  key: KeyObject,
  keyFormatType: string,
  keyCompressionType: string,
): Uint8Array | TransparentECPublicKey | undefined {
  const curve = key.asymmetricKeyDetails?.namedCurve
  if (key.type !== 'public' || key.asymmetricKeyType !== 'ec' || curve === undefined) return undefined
  const isTransparent = /^TransparentEC(|DSA|DH|MQV)PublicKey$/.test(keyFormatType)
  if (!isTransparent && keyFormatType !== 'X_509') return undefined
  const form = selectForm(keyCompressionType, curve)
  const [algorithm, point] = readChildren(key.export({ format: 'der', type: 'spki' }))
  const converted = ECDH.convertKey(readBitString(point), curve, undefined, undefined, form) as Buffer
  const bytes = Uint8Array.from(converted)
  if (!isTransparent && algorithm) return Uint8Array.from(encodeDer(sequence(verbatim(algorithm), bitString(bytes))))
  const recommendedCurve = curveIdOf(curve)
  if (recommendedCurve === undefined)
    throw new KeyFormatError('KeyFormatTypeNotSupported', 'The curve of the key is no Recommended Curve.')
  return { recommendedCurve, qString: bytes }
}
