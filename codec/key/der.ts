import * as asn1js from 'asn1js'
import { toBytes } from './big-integer.ts'
import { KeyFormatError } from './key-format-error.ts'
import { requireDer } from './require-der.ts'

type Block = ReturnType<typeof asn1js.fromBER>['result']

/** Object identifiers of key algorithms. RFC 5480 §2.1.1, RFC 3279 §2.3.2. */
export const ecPublicKeyOid = '1.2.840.10045.2.1'
export const dsaOid = '1.2.840.10040.4.1'

export const sequence = (...value: Block[]): asn1js.Sequence => new asn1js.Sequence({ value: value as never })
export const oid = (value: string): asn1js.ObjectIdentifier => new asn1js.ObjectIdentifier({ value })
export const octets = (bytes: Uint8Array): asn1js.OctetString => new asn1js.OctetString({ valueHex: bytes })
export const bits = (bytes: Uint8Array): asn1js.BitString => new asn1js.BitString({ valueHex: bytes })
/** `[number]` around a block (EXPLICIT). */
export const tagged = (tagNumber: number, block: Block): asn1js.Constructed =>
  new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value: [block] as never })

/** An INTEGER ≥ 0. */
export function integer(value: bigint): asn1js.Integer {
  const bytes = toBytes(value)
  const valueHex = bytes[0]! >= 0x80 ? Uint8Array.from([0, ...bytes]) : bytes
  return new asn1js.Integer({ valueHex })
}

export const encode = (block: Block): Uint8Array => new Uint8Array(block.toBER())

/**
 * Reads one DER value.
 *
 * @throws {KeyFormatError} `InvalidField`; `what` names the content in the message.
 */
export function decode(bytes: Uint8Array, what: string): Block {
  requireDer(bytes, what)
  const { offset, result } = asn1js.fromBER(Uint8Array.from(bytes))
  if (offset !== bytes.length) throw unexpected(what)
  return result
}

/** The blocks of a SEQUENCE or of an EXPLICIT tag. */
export function children(block: Block | undefined, what: string): Block[] {
  if (block instanceof asn1js.Constructed) return block.valueBlock.value as Block[]
  throw unexpected(what)
}

/** The bytes of an OCTET STRING or BIT STRING without unused bits. */
export function content(block: Block | undefined, what: string): Uint8Array {
  if (block instanceof asn1js.OctetString) return new Uint8Array(block.getValue())
  if (block instanceof asn1js.BitString && block.valueBlock.unusedBits === 0) return block.valueBlock.valueHexView
  throw unexpected(what)
}

export function number(block: Block | undefined, what: string): bigint {
  if (block instanceof asn1js.Integer) return block.toBigInt()
  throw unexpected(what)
}

const unexpected = (what: string): KeyFormatError =>
  new KeyFormatError('InvalidField', `The ${what} does not have the structure of its format.`)
