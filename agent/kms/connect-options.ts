import { readFile } from 'node:fs/promises'
import type { ConnectOptions } from '../../client/index.ts'
import { isSpoken } from '../../client/options.ts'
import { type AgentConfig, AgentConfigError } from '../config.ts'

const pem = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new AgentConfigError(`${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`)
  })

const spoken = (version: string): NonNullable<ConnectOptions['version']> => {
  if (isSpoken(version)) return version
  throw new AgentConfigError(`kms.version: ${version} is not spoken here.`)
}

/**
 * Where there are several servers, one that hangs must leave time for the next: half of the time is for a first try, and of that
 * each connection may take its part. One that was found to be away is passed over for a while; after that it is preferred again.
 */
const times = (timeout: number, servers: number) => ({
  timeout: servers === 1 ? timeout : Math.ceil(timeout / 2),
  connectTimeout: Math.min(Math.ceil(servers === 1 ? timeout : timeout / 2 / servers), 10_000),
  coolDown: Math.min(3 * timeout, 30_000),
})

/** How the client reaches the KMS of a configuration. @throws AgentConfigError */
export const connectOptionsOf = async ({ kms }: AgentConfig): Promise<ConnectOptions> => ({
  servers: kms.servers,
  ca: kms.ca === undefined ? undefined : await pem(kms.ca),
  cert: await pem(kms.cert),
  key: await pem(kms.key),
  ...times(kms.timeout, kms.servers.length),
  version: kms.version === undefined ? undefined : spoken(kms.version),
})
