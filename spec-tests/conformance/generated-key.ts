import { createHash } from 'node:crypto'
import { parsePublicKey } from './corpus-keys.ts'
import { type Element, valueAt } from './element.ts'
import { type KnownObject, materialOf } from './key-ring.ts'
import type { RunState, Scope } from './run-state.ts'
import { canonicalize } from './value.ts'

/** Bytes of a symmetric key; a DES key has one parity bit in eight. */
export const countSymmetricBytes = (algorithm: string, length: number): number =>
  algorithm === 'DES3' || algorithm === 'DES' ? length / 7 : length / 8

const bigint = (material: Element, name: string) => {
  const value = valueAt(material, name)
  return value === undefined ? undefined : BigInt(canonicalize('BigInteger', value))
}

const findRsaProblem = (material: Element, length: number): string | undefined => {
  const modulus = bigint(material, 'Modulus') ?? 0n
  if (modulus.toString(2).length !== length) return `modulus has ${modulus.toString(2).length} bits, not ${length}`
  const [p, q] = [bigint(material, 'P'), bigint(material, 'Q')]
  const [e, d] = [bigint(material, 'PublicExponent') ?? 0n, bigint(material, 'PrivateExponent')]
  if (p === undefined || q === undefined || d === undefined) return undefined
  if (p * q !== modulus) return 'P times Q is not the modulus'
  return (e * d - 1n) % (p - 1n) === 0n && (e * d - 1n) % (q - 1n) === 0n ? undefined : 'the exponents do not fit'
}

const findLengthProblem = (block: Element, material: Element): string | undefined => {
  const length = Number(valueAt(block, 'CryptographicLength'))
  const algorithm = valueAt(block, 'CryptographicAlgorithm') ?? ''
  const format = valueAt(block, 'KeyFormatType') ?? ''
  if (material.type === 'Structure')
    return format.startsWith('TransparentRSA')
      ? findRsaProblem(material, length)
      : `no check of ${format} made by the server`
  if (format === 'Raw') {
    const bytes = material.value.length / 2
    const expected = countSymmetricBytes(algorithm, length)
    return bytes === expected ? undefined : `key of ${bytes} bytes, expected ${expected}`
  }
  try {
    const details = parsePublicKey(format, material.value).asymmetricKeyDetails
    const bits = details?.modulusLength ?? length
    return bits === length ? undefined : `key of ${bits} bits, expected ${length}`
  } catch (error) {
    return `Key Material is no ${format} key: ${(error as Error).message}`
  }
}

/** What is wrong with the Key Material of a key that the server made: its length, or that it changed, or is another's. */
export const findMaterialProblem = (
  state: RunState,
  scope: Scope,
  block: Element,
  material: Element,
): string | undefined => {
  const wrong = findLengthProblem(block, material)
  if (wrong || material.type === 'Structure') return wrong
  const id = valueAt(scope.answered, 'UniqueIdentifier') ?? ''
  const format = valueAt(block, 'KeyFormatType') ?? ''
  for (const [other, known] of state.ring) {
    const before = materialOf(known, format)
    if (before === undefined) continue
    const same = before === material.value.toLowerCase()
    if (other === id && !same) return 'differs from what an earlier Get returned'
    if (other !== id && same && known.generated) return `is that of ${other}`
  }
  return undefined
}

/** Whether the digest is SHA-256 of the material; undefined while the material is not known. */
export const isDigestOf = (known: KnownObject, format: string | undefined, digest: string): boolean | undefined => {
  const material = format ? materialOf(known, format) : materialOf(known, 'Raw', 'PKCS_1', 'PKCS_8', 'X_509')
  if (material === undefined) return undefined
  return createHash('sha256').update(Buffer.from(material, 'hex')).digest('hex') === digest.toLowerCase()
}
