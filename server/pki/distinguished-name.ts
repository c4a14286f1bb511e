import { children, objectIdentifier, textOf } from './der.ts'

/** One attribute of a distinguished name: the short name of its type (RFC 4514 §3, X.520), or its object identifier. */
export interface NamePart {
  readonly type: string
  readonly value: string
}

/** Types with the letters that KMIP's Certificate Subject and Issuer attributes use (KMIP 1.4 §3.10, 2.1 §4.8). */
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

/** The attributes of a name (RDNSequence, DER), in the order of the certificate. */
export const nameParts = (der: Uint8Array): NamePart[] =>
  children(der)
    .flatMap(children)
    .map((attribute) => {
      const [type, value] = children(attribute)
      const id = objectIdentifier(type as Uint8Array)
      return { type: types[id] ?? id, value: textOf(value as Uint8Array) }
    })

const escaped = (value: string): string => value.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[ #]| $/g, '\\$&')

/** A name as text, its last attribute first (RFC 4514 §2.1): `CN=KMIP,OU=OASIS,O=TEST,C=US`. */
export const nameText = (der: Uint8Array): string =>
  nameParts(der)
    .toReversed()
    .map(({ type, value }) => `${type}=${escaped(value)}`)
    .join(',')
