import { isIPv6 } from 'node:net'

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  /** The path for messages over HTTPS; absent for KMIP over TLS. */
  readonly target?: string
}

/** The port that IANA registered for KMIP. */
export const defaultPort = 5696

const form = /^(?:(?:kmip|tls):\/\/)?(?:\[([^\]]+)\]|([^:/[\]@\s]+))(?::(\d{1,5}))?\/?$/

/** The default path for messages over HTTPS (KMIP Profiles 2.1 §5.3.1). */
const defaultTarget = '/kmip'

const parseHttpsAddress = (text: string): ServerAddress | undefined => {
  if (!/^https:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { hostname, port, pathname, search, hash, username, password } = new URL(text)
  if (!hostname || search || hash || username || password) return undefined
  const target = pathname === '/' ? defaultTarget : pathname
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port), target }
}

/**
 * Parses `host`, `host:port`, `[::1]:port` or `kmip://host:port` (default port 5696), or `https://host:port/kmip` (default
 * port 443).
 * @throws TypeError
 */
export const parseServerAddress = (text: string): ServerAddress => {
  if (isIPv6(text)) return { host: text, port: defaultPort }
  const https = parseHttpsAddress(text)
  if (https) return https
  const [, bracketed, plain, digits] = form.exec(text) ?? []
  const host = bracketed ?? plain
  const port = digits === undefined ? defaultPort : Number(digits)
  if (host === undefined || port < 1 || port > 65535 || (bracketed !== undefined && !isIPv6(bracketed)))
    throw new TypeError(
      `"${text}" names no server: write HOST, HOST:PORT, [IPV6]:PORT, kmip://HOST:PORT or https://HOST:PORT/kmip`,
    )
  return { host, port }
}

/** Formats an address for people: `host:port`, or the whole URL over HTTPS. */
export const formatAddress = ({ host, port, target }: ServerAddress): string => {
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return target === undefined ? place : `https://${place}${target}`
}
