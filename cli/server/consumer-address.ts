import { BlockList, isIP } from 'node:net'
import { hostname } from 'node:os'
import { parseServerAddress, type ServerAddress } from '../../client/connection/server-address.ts'
import type { Configuration } from '../../server/index.ts'
import { CliError } from '../cli-error.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

const isLoopback = (host: string): boolean => {
  const version = isIP(host)
  return version === 0 ? host.toLowerCase() === 'localhost' : loopback.check(host, version === 6 ? 'ipv6' : 'ipv4')
}

const isEveryAddress = (host: string): boolean => ['0.0.0.0', '::'].includes(host)

type Listening = Pick<Configuration, 'host' | 'port' | 'serverNames'>

/** The name by which consumers most likely reach a server. */
const findName = ({ host, serverNames }: Listening): string => {
  if (isLoopback(host)) return 'localhost'
  return serverNames.find((name) => !name.startsWith('*')) ?? (isEveryAddress(host) ? hostname() : host)
}

const parseGiven = (text: string, { port }: Listening): ServerAddress => {
  try {
    // Without a port, the configuration's counts, not the protocol's.
    const address = parseServerAddress(text)
    if (address.target !== undefined) throw new TypeError('consumers connect to the KMIP port, not over HTTPS')
    const hasPort = isIP(text) !== 6 && /:\d+\/?$/.test(text)
    return hasPort ? address : { ...address, port }
  } catch (error) {
    throw new CliError('usage', `--server: ${(error as Error).message}`)
  }
}

/**
 * The address that consumers connect to, and what may keep them from reaching it.
 *
 * @param given the value of `--server`
 * @throws CliError when it is no address, or the configuration leaves the port open
 */
export const findConsumerAddress = (
  given: string | undefined,
  listening: Listening,
): { readonly address: ServerAddress; readonly warnings: readonly string[] } => {
  const address =
    given === undefined ? { host: findName(listening), port: listening.port } : parseGiven(given, listening)
  if (address.port === 0)
    throw new CliError('usage', 'the configuration lets the system choose the port', 'Name it: --server HOST:PORT')
  const isLocalOnly = isLoopback(listening.host) && (given === undefined || !isLoopback(address.host))
  return {
    address,
    warnings: isLocalOnly
      ? [
          `The server listens on ${listening.host}, which only this machine reaches. For other machines set host and serverNames in its configuration (--config names it), and restart it.`,
        ]
      : [],
  }
}
