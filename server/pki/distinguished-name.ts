import { IA5String, PrintableString, Utf8String } from 'asn1js'
import { readChildren, readObjectIdentifier, readText } from '../../codec/der/read-der.ts'
import { encodeDer, objectIdentifier, sequence, set, verbatim } from '../../codec/der/write-der.ts'

/** One attribute of a distinguished name. Its type is a short name (RFC 4514 §3, X.520) or an object identifier. */
export interface NamePart {
  readonly type: string
  readonly value: string
}

/** Types and their suffix in KMIP's Certificate Subject and Issuer attributes (KMIP 1.4 §3.10, 2.1 §4.8). */
const types: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.5': 'SerialNumber',
  '2.5.4.12': 'Title',
  '2.5.4.46': 'DNQualifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'Email',
}

/** Reads the attributes of a name (RDNSequence in DER), in the order of the certificate. */
export const readNameParts = (der: Uint8Array): NamePart[] =>
  readChildren(der)
    .flatMap(readChildren)
    .map((attribute) => {
      const [type, value] = readChildren(attribute)
      const id = readObjectIdentifier(type as Uint8Array)
      return { type: types[id] ?? id, value: readText(value as Uint8Array) }
    })

/** Returns the name. @throws RangeError for an invalid name */
export const requireName = (der: Uint8Array): Uint8Array => {
  try {
    readNameParts(der)
    verbatim(der)
    return der
  } catch {
    throw new RangeError('the subject is not a distinguished name in DER')
  }
}

const escapeValue = (value: string): string => value.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[ #]| $/g, '\\$&')

/** Formats a name as text, with its last attribute first (RFC 4514 §2.1): `CN=KMIP,OU=OASIS,O=TEST,C=US`. */
export const formatName = (der: Uint8Array): string =>
  readNameParts(der)
    .toReversed()
    .map(({ type, value }) => `${type}=${escapeValue(value)}`)
    .join(',')

const identifiers = new Map(Object.entries(types).map(([id, type]) => [type.toUpperCase(), id]))

/** Types whose values are PrintableStrings, and types whose values are IA5Strings (RFC 5280 appendix A.1). */
const printable: ReadonlySet<string> = new Set(['C', 'SerialNumber', 'DNQualifier'])
const ia5: ReadonlySet<string> = new Set(['DC', 'Email'])

const encodeString = (type: string, value: string) => {
  if (ia5.has(type) && !/^[\x20-\x7e]*$/.test(value)) throw new RangeError(`the part ${type} of a name must be ASCII`)
  if (ia5.has(type)) return new IA5String({ value })
  const isPrintable = /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value)
  if (printable.has(type) && !isPrintable) throw new RangeError(`the part ${type} of a name must be a PrintableString`)
  return isPrintable ? new PrintableString({ value }) : new Utf8String({ value })
}

/** Encodes a name in DER, with its parts in this order. @throws RangeError for an unknown type or an empty value */
export const encodeName = (parts: readonly NamePart[]): Buffer =>
  encodeDer(
    sequence(
      ...parts.map(({ type, value }) => {
        const id = identifiers.get(type.toUpperCase()) ?? (/^\d+(\.\d+)+$/.test(type) ? type : undefined)
        if (id === undefined) throw new RangeError(`"${type}" is not a known part of a name`)
        if (value === '') throw new RangeError(`the part ${type} of a name is empty`)
        return set(sequence(objectIdentifier(id), encodeString(types[id] ?? type, value)))
      }),
    ),
  )

const part = /^ *([A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+) *= *((?:[^\\,]|\\[0-9A-Fa-f]{2}|\\.)*)(?:,|$)/

const unescapeValue = (value: string): string =>
  value.replace(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)/g, (_, hex: string | undefined, character: string) =>
    hex ? Buffer.from(hex.replaceAll('\\', ''), 'hex').toString() : character,
  )

/** Parses a name in text form (RFC 4514). Returns its parts in the order of a certificate. @throws RangeError */
export const parseName = (text: string): NamePart[] => {
  const parts: NamePart[] = []
  let rest = text
  while (rest) {
    const [all, type, value] = part.exec(rest) ?? []
    if (!all || type === undefined || value === undefined) throw new RangeError('the name must have the form CN=…,O=…')
    parts.unshift({ type, value: unescapeValue(value) })
    rest = rest.slice(all.length)
  }
  return parts
}
