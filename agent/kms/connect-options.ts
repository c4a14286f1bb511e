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

/** How the client reaches the KMS of a configuration. @throws AgentConfigError */
export const connectOptionsOf = async ({ kms }: AgentConfig): Promise<ConnectOptions> => ({
  servers: kms.servers,
  ca: kms.ca === undefined ? undefined : await pem(kms.ca),
  cert: await pem(kms.cert),
  key: await pem(kms.key),
  timeout: kms.timeout,
  connectTimeout: Math.min(kms.timeout, 10_000),
  version: kms.version === undefined ? undefined : spoken(kms.version),
})
