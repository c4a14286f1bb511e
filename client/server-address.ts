import { isIPv6 } from 'node:net'

/** Where a server listens. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** The port that IANA registered for KMIP. */
export const defaultPort = 5696

const form = /^(?:(?:kmip|tls):\/\/)?(?:\[([^\]]+)\]|([^:/[\]@\s]+))(?::(\d{1,5}))?\/?$/

/**
 * Reads `host`, `host:port`, `[::1]:port` or `kmip://host:port`; the port is 5696 unless given.
 * @throws TypeError
 */
export const parseServerAddress = (text: string): ServerAddress => {
  if (isIPv6(text)) return { host: text, port: defaultPort }
  const [, bracketed, plain, digits] = form.exec(text) ?? []
  const host = bracketed ?? plain
  const port = digits === undefined ? defaultPort : Number(digits)
  if (host === undefined || port < 1 || port > 65535 || (bracketed !== undefined && !isIPv6(bracketed)))
    throw new TypeError(`"${text}" names no server: write HOST, HOST:PORT, [IPV6]:PORT or kmip://HOST:PORT`)
  return { host, port }
}

/** `host:port`, for people. */
export const addressText = ({ host, port }: ServerAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
