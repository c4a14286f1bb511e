import { readFile, stat } from 'node:fs/promises'
import type { ConnectOptions } from '../../client/index.ts'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import type { AgentConfig } from '../configuration/load-agent-config.ts'

const readPem = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError(`${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`)
  })

/** Refuses a key that every user can read. Bits of the group are allowed: systemd grants access by name through them. */
const readPrivateKey = async (path: string): Promise<Buffer> => {
  const key = await readPem(path)
  const { mode } = await stat(path)
  if (process.getuid && mode & 0o007)
    throw new ConfigurationError(`${path}: every user can read or change the private key. Run: chmod 600 ${path}`)
  return key
}

/**
 * A server that hangs must leave time for the next: with several, the first try gets half of the time, and each connection a share
 * of that. A server that failed is skipped during `coolDown`.
 */
const toTimeouts = (timeout: number, servers: number) => ({
  timeout: Math.ceil(servers === 1 ? timeout : timeout / 2),
  connectTimeout: Math.min(Math.ceil(servers === 1 ? timeout : timeout / 2 / servers), 10_000),
  coolDown: Math.min(Math.ceil(3 * timeout), 30_000),
})

/** Reads the certificates and keys of a configuration. @throws ConfigurationError */
export const loadConnectOptions = async ({ kms }: AgentConfig): Promise<ConnectOptions> => ({
  servers: kms.servers,
  ca: kms.ca === undefined ? undefined : await readPem(kms.ca),
  cert: await readPem(kms.cert),
  key: await readPrivateKey(kms.key),
  ...toTimeouts(kms.timeout, kms.servers.length),
  version: kms.version,
})
