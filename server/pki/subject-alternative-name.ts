import { isIP } from 'node:net'
import { type Der, implicit, sequence } from '../../codec/der/write-der.ts'

const label = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'
const dnsName = new RegExp(`^(\\*\\.)?(${label}\\.)*${label}$`)

/** Whether a text is a DNS name (ASCII, optionally with a leading `*.`) or an IPv4 or IPv6 address. */
export const isSubjectAlternativeName = (text: string): boolean =>
  text.includes('%') ? false : isIP(text) !== 0 || (text.length <= 253 && dnsName.test(text) && !/^[\d.]+$/.test(text))

/** The bytes of an address: 4 for IPv4, 16 for IPv6. */
export function encodeAddress(address: string): Uint8Array {
  if (isIP(address) === 4) return Uint8Array.from(address.split('.'), Number)
  // URL normalizes an IPv6 address to lower-case hexadecimal groups with at most one `::`.
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::')
  const splitGroups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const left = splitGroups(head)
  const right = splitGroups(tail ?? '')
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

/** Encodes GeneralNames (RFC 5280 §4.2.1.6): dNSName for DNS names, iPAddress for IP addresses. */
export const encodeGeneralNames = (names: readonly string[]): Der =>
  sequence(
    ...names.map((name) => {
      if (!isSubjectAlternativeName(name)) throw new RangeError(`"${name}" is neither a DNS name nor an IP address`)
      return isIP(name) ? implicit(7, encodeAddress(name)) : implicit(2, Buffer.from(name, 'latin1'))
    }),
  )

/** Encodes the Alternative Name Types that certificates support (KMIP 1.4 §9.1.3.2.34). */
const alternatives: Readonly<Record<string, (value: string) => Der>> = {
  DNSName: (value) => {
    if (isIP(value) || !isSubjectAlternativeName(value)) throw new RangeError(`"${value}" is not a DNS name`)
    return implicit(2, Buffer.from(value, 'latin1'))
  },
  IPAddress: (value) => {
    if (!isIP(value)) throw new RangeError(`"${value}" is not an IP address`)
    return implicit(7, encodeAddress(value))
  },
  EmailAddress: (value) => {
    if (!/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(value)) throw new RangeError(`"${value}" is not an email address in ASCII`)
    return implicit(1, Buffer.from(value, 'latin1'))
  },
  URI: (value) => {
    if (!/^[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x7e]+$/.test(value)) throw new RangeError(`"${value}" is not a URI in ASCII`)
    return implicit(6, Buffer.from(value, 'latin1'))
  },
}

/**
 * Encodes Alternative Names as GeneralNames. Returns `undefined` if certificates support none of them. @throws
 * RangeError
 */
export const encodeAlternativeNames = (
  names: readonly { readonly type: string; readonly value: string }[],
): Der | undefined => {
  const general = names.flatMap(({ type, value }) => alternatives[type]?.(value) ?? [])
  return general.length ? sequence(...general) : undefined
}
