import { readFile, stat } from 'node:fs/promises'
import type { ConnectOptions } from '../../client/index.ts'
import { ConfigurationError } from '../../configuration/configuration-error.ts'
import type { AgentConfig } from '../configuration/load-agent-config.ts'

const readPem = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigurationError(`${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`)
  })

/** Refuses one that everybody can read. The mode's bits for a group may stand for access by name, as systemd gives it. */
const readPrivateKey = async (path: string): Promise<Buffer> => {
  const key = await readPem(path)
  const { mode } = await stat(path)
  if (process.getuid && mode & 0o007)
    throw new ConfigurationError(`${path}: everybody can read the private key, or change it. Run: chmod 600 ${path}`)
  return key
}

/**
 * Where there are several servers, one that hangs must leave time for the next: half of the time is for a first try, and of that
 * each connection may take its part. One that was found to be away is passed over for a while; after that it is preferred again.
 */
const toTimeouts = (timeout: number, servers: number) => ({
  timeout: Math.ceil(servers === 1 ? timeout : timeout / 2),
  connectTimeout: Math.min(Math.ceil(servers === 1 ? timeout : timeout / 2 / servers), 10_000),
  coolDown: Math.min(Math.ceil(3 * timeout), 30_000),
})

/** How the client reaches the KMS of a configuration. @throws ConfigurationError */
export const loadConnectOptions = async ({ kms }: AgentConfig): Promise<ConnectOptions> => ({
  servers: kms.servers,
  ca: kms.ca === undefined ? undefined : await readPem(kms.ca),
  cert: await readPem(kms.cert),
  key: await readPrivateKey(kms.key),
  ...toTimeouts(kms.timeout, kms.servers.length),
  version: kms.version,
})
