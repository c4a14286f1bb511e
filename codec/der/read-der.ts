import { Constructed, fromBER, ObjectIdentifier } from 'asn1js'
import { DerError } from './der-error.ts'

/*
 * Each function reads one value from its bytes: parts of certificates and keys are compared, hashed and repeated byte for
 * byte. `undefined` is an absent value.
 */

const integerTag = 0x02
const bitStringTag = 0x03

const requireValue = (der: Uint8Array | undefined): Uint8Array => {
  if (!der) throw new DerError('a DER value is missing')
  return der
}

/** The children of a constructed value. @throws {DerError} */
export const readChildren = (value: Uint8Array | undefined): Uint8Array[] => {
  const der = requireValue(value)
  const { offset, result } = fromBER(der)
  if (offset !== der.length) throw new DerError(`no DER: ${result.error || 'bytes are left over'}`)
  if (!(result instanceof Constructed)) throw new DerError('no constructed DER value')
  const children = result.valueBlock.value.map((block) => block.valueBeforeDecodeView)
  // The parser reads on beyond a length that is too short, and takes lengths that are left open.
  const { length } = readContent(der)
  if (result.lenBlock.length !== length || children.reduce((sum, each) => sum + each.length, 0) !== length)
    throw new DerError('no DER: a length is wrong')
  return children
}

/** The bytes behind the tag and the length. @throws {DerError} */
export const readContent = (value: Uint8Array | undefined): Uint8Array => {
  const der = requireValue(value)
  const length = der[1] ?? 0
  return der.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f))
}

/** A BIT STRING of whole bytes. @throws {DerError} */
export const readBitString = (value: Uint8Array | undefined): Uint8Array => {
  const content = readContent(value)
  if (value?.[0] !== bitStringTag || content[0] !== 0) throw new DerError('no bit string of whole bytes')
  return content.subarray(1)
}

/** @throws {DerError} */
export const readInteger = (value: Uint8Array | undefined): bigint => {
  const content = readContent(value)
  if (value?.[0] !== integerTag || content.length === 0) throw new DerError('no integer')
  return BigInt.asIntN(content.length * 8, BigInt(`0x${Buffer.from(content).toString('hex')}`))
}

/** The dotted form of an OBJECT IDENTIFIER. @throws {DerError} */
export const readObjectIdentifier = (value: Uint8Array | undefined): string => {
  const { result } = fromBER(requireValue(value))
  if (!(result instanceof ObjectIdentifier)) throw new DerError('no object identifier')
  return result.valueBlock.toString()
}

/** The text of any of the string types of a name. @throws {DerError} */
export const readText = (value: Uint8Array | undefined): string => {
  const { result } = fromBER(requireValue(value))
  const text: unknown = 'getValue' in result && typeof result.getValue === 'function' ? result.getValue() : undefined
  if (typeof text !== 'string') throw new DerError('no text')
  return text
}
