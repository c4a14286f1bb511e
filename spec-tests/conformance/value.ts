import type { Element } from './element.ts'

/** Seconds since 1970 of a DateTime value; NaN when the value is no date. */
export const toSeconds = (value: string): number => Math.floor(Date.parse(value) / 1000)

/** ISO 8601 in UTC, the form the cases print. */
export const toIsoSeconds = (value: number): string => `${new Date(value * 1000).toISOString().slice(0, 19)}+00:00`

const mask = (value: string) => value.split(/\s+/).filter(Boolean).sort().join(' ')

/** A value in the one form that equal values share: hex in lower case, dates in seconds, mask names sorted. */
export const canonicalize = (type: string, value: string): string => {
  switch (type) {
    case 'ByteString':
      return value.toLowerCase()
    case 'BigInteger':
      return value === '' ? '' : BigInt.asIntN(value.length * 4, BigInt(`0x${value}`)).toString()
    case 'DateTime':
      return String(toSeconds(value))
    case 'Integer':
      return /^-?\d+$/.test(value) ? String(Number(value)) : mask(value)
    case 'Enumeration':
      return value.startsWith('0x') ? value.toLowerCase() : value
    case 'Boolean':
      return value.toLowerCase()
    default:
      return value
  }
}

export const isSameValue = (left: Element, right: Element): boolean =>
  left.type === right.type && canonicalize(left.type, left.value) === canonicalize(right.type, right.value)

/** The id of an attribute name: `Initial Date` → `InitialDate`, `X.509 Certificate Issuer` → `X_509CertificateIssuer`. */
export const attributeId = (name: string): string =>
  name
    .replace(/[^\w\s]/g, '_')
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
